"""What the page of a case says of its clocks."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from evacuation.models import Deadline
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.services.test_contacting import ONE, claimed


def test_the_page_says_what_is_due_what_is_late_and_what_rests(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, now, day = claimed(desk), timezone.now(), timedelta(days=1)
    for clock, due, rests in (
        ("verify", -day, True),
        ("answer", -day, False),
        ("check_in", day * 2, False),
        ("check", day, False),
    ):
        Deadline.objects.create(
            case_id=case,
            clock=clock,
            due_at=now + due,
            rests_since=now if rests else None,
        )
    page = unlocked_client(ONE).get(f"/cases/{case}/").content.decode()
    said = page.split('class="clocks"')[1].split("</ul>")[0]
    order = ["Ask again, or contact lost?", "First safe contact", "Speak with them"]
    places = [
        said.index(words) for words in [*order, "The next check-in", "Verification"]
    ]
    assert places == sorted(places)
    assert "late" in said.split("First safe contact")[0]
    assert "next-late" in page
    assert "rests" in said.split("Verification")[1]
