"""The rota's pages in a real browser: axe, taps and no sideways scrolling at 360 px."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from evacuation.models import Absence
from evacuation.services.notices import deliver
from evacuation.services.reaching import ask_for_drill
from tests.browser.driving import chromium, context_of, session_of
from tests.evacuation.receivers import Receivers
from tests.evacuation.rota import HOUR, give_addresses, put_on_duty
from tests.proof.desk_stage import DeskStage
from tests.proof.test_desk_pages import Looks
from tests.servers import StartServer

pytestmark = [pytest.mark.proof, pytest.mark.browser]
PAGES = ("/desk/rota/", "/desk/away/", "/desk/rota/reach/", "/desk/status/")


def test_the_pages_of_duty_have_no_faults(
    desk_stage: DeskStage,
    receivers: Receivers,
    start_gunicorn: StartServer,
    tmp_path: Path,
) -> None:
    desk = desk_stage.desk
    give_addresses(desk, "lead_one")
    put_on_duty(desk, "coordinator_one", stand_in="lead_one", end=9 * HOUR)
    now = timezone.now()
    for part in ("finance", "verifier"):
        Absence.objects.create(
            user=desk.users[part], starts_at=now, ends_at=now + 9 * HOUR
        )
    ask_for_drill(actor=desk.users["lead_one"])
    deliver()
    server = start_gunicorn(desk_stage.database_url, **desk_stage.environment())
    session = session_of(desk.users["lead_one"])
    looks = Looks(tmp_path)
    with chromium() as browser:
        page = context_of(browser, server.url, session=session).new_page()
        looks.visit(page, *PAGES)
    assert looks.faults == {}
