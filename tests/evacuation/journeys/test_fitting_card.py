"""Whatever was agreed and noted, the night card can be written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from evacuation.journeys.night_card import (
    LONGEST_WORDS,
    MOST_SAID,
    Came,
    Done,
    NightCard,
)
from evacuation.services.night_cards import _ROOM as ROOM
from evacuation.workflow.movement.check_ins import CheckIn, Deed, Step

AT = datetime(2026, 11, 22, 15, 4, tzinfo=UTC)
SIGNS = st.sampled_from(["a", "ж", "ღ", "🐦", '"', "\\", "\n", "\x1f"])


def words(most: int) -> st.SearchStrategy[str]:
    return st.builds(lambda sign, n: sign * n, SIGNS, st.integers(0, most))


CARDS = st.builds(
    NightCard,
    st.just(CheckIn(AT, timedelta(hours=12))),
    through=st.just("channel"),
    ways=st.lists(words(300), max_size=3).map(tuple),
    called=words(60),
    ours=words(200),
    theirs=words(200),
    duress=words(200),
    stop=words(120),
    fallback=words(300),
    steps=st.lists(
        st.builds(
            Step,
            st.sampled_from(Deed),
            st.just(timedelta(days=14)),
            words(80),
            words(60),
        ),
        max_size=12,
    ).map(tuple),
    done=st.lists(
        st.builds(
            Done,
            st.just(23),
            st.just(AT),
            st.just(999_999),
            st.sampled_from(Came),
            words(LONGEST_WORDS),
        ),
        max_size=MOST_SAID,
    ).map(tuple),
)


@given(CARDS)
@settings(max_examples=120, deadline=None)
def test_every_card_fits_and_says_when_and_what_is_done(card: NightCard) -> None:
    found = card.fitting(ROOM)
    assert len(found.encoded()) <= ROOM
    assert NightCard.decoded(found.encoded()) == found
    assert (found.expected, len(found.done)) == (card.expected, len(card.done))
    assert [one.deed for one in found.steps] == [one.deed for one in card.steps]


def test_the_longest_card_of_all_fits() -> None:
    long = "\x1f" * 300
    steps = tuple(
        Step(Deed.LAWYER, timedelta(days=14), long[:80], long[:60]) for _ in range(12)
    )
    done = tuple(
        Done(23, AT, 999_999, Came.NOTHING, long[:100]) for _ in range(MOST_SAID)
    )
    told = dict.fromkeys(("called", "ours", "theirs", "duress", "stop"), long)
    card = NightCard(CheckIn(AT), "channel", (long,) * 3, steps=steps, done=done)
    full = NightCard.decoded(card.encoded())
    assert len(full.fitting(ROOM).encoded()) <= ROOM
    words = NightCard(
        CheckIn(AT), "channel", (long,) * 3, steps=steps, done=done, **told
    )
    assert len(words.fitting(ROOM).encoded()) <= ROOM
