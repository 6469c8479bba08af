"""A declined person asks for a new decision in the mailbox."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from evacuation.access import open_case
from evacuation.models.choices import Compartment, RecordKind
from evacuation.services.writing import sealed_record
from tests.evacuation.desk import Desk
from tests.evacuation.mailboxes import Browser, asked, letters

ASK = b"Ask for a new decision"


def test_the_page_offers_it_as_long_as_there_is_time(desk: Desk) -> None:
    case, receipt = asked()
    key, epoch = open_case(desk["coordinator_one"], case.pk).writing_key("replies")
    now = timezone.now()
    for number, days in enumerate((-1, 3)):
        at, until = now + timedelta(seconds=number), now + timedelta(days=days)
        assert ASK not in Browser(receipt.shown()).get().content
        sealed_record(
            key,
            {
                "at": at.isoformat(),
                "code": "in_hand",
                "appeal_until": until.isoformat(),
            },
            case=case.pk,
            compartment=Compartment.REPLIES,
            kind=RecordKind.STATUS,
            epoch=epoch,
        ).save(force_insert=True)
    assert ASK in Browser(receipt.shown()).get().content


def test_what_was_typed_stays_until_it_is_whole_and_goes_as_one_letter(
    desk: Desk,
) -> None:
    case, receipt = asked()
    browser = Browser(receipt.shown())
    wrong = browser.change("appeal", ground="", text="Invented: they came again.")
    assert wrong.status_code == 422
    assert b"Invented: they came again." in wrong.content
    assert browser.change("appeal", ground="new_facts", text="Invented.").status_code
    (letter,) = letters(desk["coordinator_one"], case)
    assert (letter["kind"], letter["ground"]) == ("appeal", "new_facts")
    assert letter["text"] == "Invented."
