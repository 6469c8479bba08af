"""The demo's desk as a newcomer finds it: requests wait, somebody is on duty."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from pytest_django import Settings

from config import demo_gateway
from evacuation.models import Case
from evacuation.services.alarms import alarms
from evacuation.services.demo_cases import load_demo_cases
from evacuation.services.demo_desk import found_demo_desk
from evacuation.services.duty import gaps
from evacuation.services.notices import keep_watch
from tests.evacuation.services import test_founding

demo = test_founding.demo


def test_an_alert_of_the_demo_goes_out_into_its_file(
    demo: Path, settings: Settings
) -> None:
    file = demo / "demo-alerts.log"
    settings.WAYMARK_GATEWAY_COMMAND = demo_gateway.command(file)
    said: list[str] = []
    found_demo_desk(said.append)
    load_demo_cases(said.append)
    assert gaps(timezone.now() + timedelta(days=13)) == []
    keep_watch()
    (line,) = file.read_text().splitlines()
    assert line.endswith("  +995190000103  Somebody is waiting. Sign in.")
    assert alarms() == []
    states = set(Case.objects.values_list("state", flat=True))
    assert states == {"received", "triage", "closed"}
