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
from tests.proof.test_axe import faults_of
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
    faults = {}
    with chromium() as browser:
        for width in (360, 1280):
            page = context_of(
                browser, server.url, session=session, width=width
            ).new_page()
            for path in PAGES:
                answer = page.goto(path)
                assert answer is not None
                assert answer.status == 200
                if found := faults_of(page):
                    faults[f"{path} at {width}"] = found
                    name = f"{path.strip('/').replace('/', '-')}-{width}.png"
                    page.screenshot(path=tmp_path / name, full_page=True)
    assert faults == {}
