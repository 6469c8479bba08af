"""The night card holds what somebody without keys needs, in two KiB."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from evacuation.journeys.night_card import Came, Done, NightCard
from evacuation.workflow.movement.check_ins import CheckIn, Deed, Step

AT = datetime(2026, 11, 22, 15, 4, tzinfo=UTC)
CARD = NightCard(CheckIn(AT), stop="Invented: the parcel is late.", fallback="Back.")
ROOM = 2040


def test_the_words_that_stop_it_come_back_from_the_card() -> None:
    assert NightCard.decoded(CARD.encoded()) == CARD


def test_a_card_from_before_says_none_of_them() -> None:
    old = CARD.encoded().replace(b',"Invented: the parcel is late.","Back."]', b"]")
    found = NightCard.decoded(old)
    assert (found.stop, found.fallback) == ("", "")


def test_the_longest_card_fits_and_keeps_the_words_that_stop_it() -> None:
    long = "Ї" * 120
    card = NightCard(
        CheckIn(AT),
        ways=(long, long, long),
        called=long[:60],
        ours=long[:60],
        theirs=long[:60],
        duress=long[:60],
        stop=long,
        fallback="Ї" * 300,
        steps=tuple(
            Step(Deed.CALL, timedelta(hours=n), long[:80], long[:60]) for n in range(12)
        ),
        done=tuple(Done(n, AT, 12345, Came.NOTHING, long[:100]) for n in range(12)),
    )
    found = card.fitting(ROOM)
    assert len(found.encoded()) <= ROOM
    assert (found.stop, found.theirs) == (card.stop, card.theirs)
