"""The pages of countries in a real browser: axe, taps, no sideways scrolling, print."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from evacuation.services.countries.alerts import raise_alert
from evacuation.services.countries.pathways import save_pathway
from evacuation.services.countries.rules import save_rule
from evacuation.workflow.movement.contexts import PathwayStatus, Says
from tests.browser.driving import chromium, context_of
from tests.evacuation.desk import Desk
from tests.evacuation.known import SOURCE, entry, seat, today
from tests.proof.desk_stage import DeskStage
from tests.proof.test_desk_pages import Looks
from tests.proof.test_first_message import sign_in
from tests.servers import StartServer

pytestmark = [pytest.mark.proof, pytest.mark.browser]
PAGES = (
    "/desk/countries/",
    "/desk/countries/AM/",
    "/desk/countries/DE/",
    "/desk/countries/KZ/",
    "/desk/countries/AM/rule/entry/?of=international",
    "/desk/countries/AM/rule/wanted_base/",
    "/desk/countries/DE/way/temporary_seat/",
    "/cases/",
)


def known(desk: Desk) -> None:
    """Fresh, soon, old; replaced; an alert; long words without a gap."""
    me, gone = desk["lead_one"], today() - timedelta(days=1)
    first = save_rule(actor=me, rule=entry(), note="Invented. " * 20, replaces=None)
    anew = entry(says=Says.VISA, source="https://invented.example/" + "x" * 120)
    save_rule(actor=me, rule=anew, replaces=first.pk)
    for country, until in (("GE", gone), ("KZ", today() + timedelta(days=3))):
        rule = entry(country=country, checked_on=gone, good_until=until)
        save_rule(actor=me, rule=rule, replaces=None)
    way = save_pathway(actor=me, way=seat(), replaces=None)
    closed = seat(status=PathwayStatus.SUSPENDED, legal_base="Invented law")
    save_pathway(actor=me, way=closed, replaces=way.pk)
    raise_alert(actor=me, country="AM", text="Invented: closed.", source=SOURCE)


def test_the_pages_of_countries_have_no_faults(
    desk_stage: DeskStage, start_gunicorn: StartServer, tmp_path: Path
) -> None:
    known(desk_stage.desk)
    server = start_gunicorn(desk_stage.database_url, **desk_stage.environment())
    looks = Looks(tmp_path)
    with chromium() as browser:
        page = context_of(browser, server.url).new_page()
        sign_in(page, "lead_one")
        looks.visit(page, *PAGES)
    assert looks.faults == {}
