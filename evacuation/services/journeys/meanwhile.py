"""What came while nobody with a key looked: letters that say a phrase, steps on the
night card. The next session of who holds the keys takes both into the records.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from directory.errors import DirectoryError
from evacuation.access import open_case
from evacuation.errors import NotTrusted
from evacuation.journeys.night_card import Came
from evacuation.journeys.packing import kept_shape
from evacuation.journeys.phrases import compared_at_ends
from evacuation.models.choices import Compartment, RecordKind
from evacuation.services.changing import OWNED, Change, changing, may_act
from evacuation.services.journeys.agreed import agreed_phrases
from evacuation.services.journeys.check_ins import write_heard
from evacuation.services.journeys.expected import (
    ARRIVED,
    DONE,
    HEARD,
    STOPPED,
    said_of_check_ins,
)
from evacuation.services.letters import CHECK_IN
from evacuation.services.night_cards import card_of
from evacuation.vault.cards import member_name
from evacuation.workflow.movement.check_ins import Heard, Through

if TYPE_CHECKING:
    from evacuation.access import OpenCase
    from evacuation.journeys.night_card import Done, NightCard
    from evacuation.services.writing import Content

# Whatever a member says of them answers whether it was them.
_ANSWERS = {HEARD, ARRIVED, STOPPED}
# After so many wrong ones none counts by itself until somebody was heard otherwise.
MOST_GUESSES = 3
_HEARD = {Came.PHRASE: Heard.PHRASE, Came.DURESS: Heard.DURESS}


def take_meanwhile(opened: OpenCase) -> OpenCase:
    """The case with what came in its records; as it was where nothing did."""
    parts = (Compartment.TRIAGE, Compartment.INBOX)
    if opened.case.state not in OWNED or not may_act(opened.me):
        return opened
    if not all(opened.holds(part) for part in parts):
        return opened
    if not (_noted(opened) or _unheard(opened)):
        return opened
    with (
        # Somebody else was quicker: it keeps.
        suppress(DirectoryError),
        changing(
            actor=opened.me,
            case_id=opened.case.pk,
            version=opened.case.version,
            verb="check_in.taken",
            states=OWNED,
        ) as change,
    ):
        for card, one in _noted(change.opened):
            _take(change, card, one)
        guesses = _guesses(change.opened)
        for record, said in _unheard(change.opened):
            text = str(said.get("text", ""))
            what = _compared(text, agreed_phrases(change.opened))
            if what == Heard.PHRASE and guesses >= MOST_GUESSES:
                # Somebody is trying words: who knows them asks whether it was them.
                what = Heard.WRONG
            guesses += what == Heard.WRONG
            write_heard(
                change,
                what,
                Through.MAILBOX,
                said_at=str(said["at"]),
                letter=str(record),
            )
    return open_case(opened.me, opened.case.pk)


def doubted(opened: OpenCase) -> tuple[datetime, str] | None:
    """When and what they wrote last as being well, where the phrase stood at neither
    end of it and nobody has said anything of it since.

    Raises KeyMissing, NotTrusted.
    """
    found: Content | None = None
    for said in said_of_check_ins(opened):
        if said["what"] != HEARD or not said.get("letter"):
            found = None if said["what"] in _ANSWERS else found
        elif said["through"] == Through.MAILBOX:
            found = said if said["heard"] == Heard.WRONG else None
    if found is None:
        return None
    letters = opened.readable(Compartment.INBOX, RecordKind.LETTER)
    with kept_shape():
        at, letter = datetime.fromisoformat(str(found["said_at"])), found["letter"]
        return at, str(letters.get(UUID(str(letter)), {}).get("text", ""))


def _guesses(opened: OpenCase) -> int:
    """Wrong phrases from the mailbox since anybody was heard otherwise."""
    count = 0
    for said in said_of_check_ins(opened):
        guessed = said.get("letter") and said.get("through") == Through.MAILBOX
        if guessed and said["heard"] == Heard.WRONG:
            count += 1
        elif said["what"] in _ANSWERS:
            count = 0
    return count


def _noted(opened: OpenCase) -> list[tuple[NightCard, Done]]:
    """What stands on the card and in no record yet."""
    try:
        card = card_of(opened)
    except NotTrusted:
        return []
    if card is None or not card.done:
        return []
    found = said_of_check_ins(opened)
    taken = {(said["of"], said["number"]) for said in found if said["what"] == DONE}
    of = card.expected.at.isoformat()
    return [(card, one) for one in card.done if (of, one.number) not in taken]


def _take(change: Change, card: NightCard, one: Done) -> None:
    at = one.at.isoformat()
    change.write(
        Compartment.TRIAGE,
        RecordKind.CHECK_IN,
        what=DONE,
        of=card.expected.at.isoformat(),
        number=one.number,
        deed=str(card.steps[one.number].deed) if one.number < len(card.steps) else "",
        came=str(one.came),
        text=one.words,
        done_at=at,
        done_by=member_name(one.by),
    )
    if one.came in _HEARD:
        write_heard(change, _HEARD[one.came], Through.CHANNEL, said_at=at)


def _unheard(opened: OpenCase) -> list[tuple[UUID, Content]]:
    """Letters that say a phrase and that nobody compared yet, oldest first."""
    letters = opened.readable(Compartment.INBOX, RecordKind.LETTER)
    found = [(pk, one) for pk, one in letters.items() if one.get("kind") == CHECK_IN]
    if not found:
        return []
    known = {str(said.get("letter", "")) for said in said_of_check_ins(opened)}
    new = [(pk, said) for pk, said in found if str(pk) not in known]
    return sorted(new, key=lambda one: str(one[1]["at"]))


def _compared(text: str, agreed: Content) -> Heard:
    theirs, duress = str(agreed.get("theirs", "")), str(agreed.get("duress", ""))
    return compared_at_ends(text, theirs=theirs, duress=duress)
