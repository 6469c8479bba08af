"""The night card: what whoever is on duty needs, without the owner and without keys.

When somebody should be heard, by which words, and what is done if they are not. No
legal name, and of the way nothing but this one time.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from evacuation.vault.secret import CannotOpen
from evacuation.workflow.codes import Coded
from evacuation.workflow.movement.check_ins import (
    IN_TRANSIT,
    CheckIn,
    Deed,
    Step,
    due_step,
    up_to_five,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_MINUTE = timedelta(minutes=1)
LONGEST_WORDS = 100  # characters, of what came of one step
_SHORT = 24
_LINE = 80
_LEAST = 8
# Notes of what came of it: then who holds the keys has to look. Words that were agreed
# are taken a little longer.
MOST_DONE, MOST_SAID = 20, 24
_MOST_WAYS = 3


class Came(Coded):
    """What came of a step."""

    NOTHING = "nothing", _("Nobody answered")
    ASKED = "asked", _("Somebody was reached, and knows nothing yet")
    SEEN = "seen", _("Somebody has seen or heard them")
    PHRASE = "phrase", _("They said the agreed phrase")
    DURESS = "duress", _("They said the duress phrase")
    STOP = "stop", _("They said the words that stop it")
    LEFT = "left", _("Left out, for the reason below")


@dataclass(frozen=True, slots=True)
class Done:
    """One press. `number`: of the step, from 0; `by`: the user's number."""

    number: int
    at: datetime
    by: int
    came: Came
    words: str = ""


@dataclass(frozen=True, slots=True)
class NightCard:
    """`ways`: by which they may be written to first, as they said it.

    `called`: what we call ourselves there. `stop`: words that stop the journey, and
    `fallback`: what happens then, while there is one. `done`: since this check-in was
    missed.
    """

    expected: CheckIn
    through: str = ""
    ways: tuple[str, ...] = ()
    called: str = ""
    ours: str = ""
    theirs: str = ""
    duress: str = ""
    stop: str = ""
    fallback: str = ""
    steps: tuple[Step, ...] = ()
    done: tuple[Done, ...] = ()

    @property
    def missed_at(self) -> datetime:
        """When whoever is on duty does the next step: also some hours after the phrase,
        where nobody with a key has looked."""
        return self.heard_until or self.expected.missed_at

    def is_missed(self, now: datetime) -> bool:
        return now >= self.missed_at

    @property
    def next_step(self) -> tuple[Step, datetime] | None:
        """What is done next if they are not heard, and when; None after the last."""
        return due_step(self.steps, len(self.done), self.expected.missed_at)

    @property
    def heard_until(self) -> datetime | None:
        """They said the phrase to who is on duty: nobody is missed until then."""
        said = [one.at for one in self.done if one.came == Came.PHRASE]
        return up_to_five(max(said) + IN_TRANSIT) if said else None

    def with_done(self, one: Done) -> NightCard:
        return replace(self, done=(*self.done, one))

    def fitting(self, size: int) -> NightCard:
        """The same where it fits into so many bytes, else with shorter words.

        First what came of the steps, ways, what happens when it stops, what may be
        said, then whom to call; phrases last of all, times and codes never.
        """
        for card in self._shorter():
            if len(card.encoded()) <= size:
                break
        return card

    def _shorter(self) -> Iterator[NightCard]:
        card = self
        yield card
        card = replace(
            card, done=tuple(replace(o, words=_cut(o.words)) for o in card.done)
        )
        yield card
        card = replace(card, ways=tuple(_cut(one) for one in card.ways[:1]))
        yield card
        card = replace(card, fallback=_cut(card.fallback, _LINE))
        yield card
        card = replace(
            card, steps=tuple(replace(o, say=_cut(o.say)) for o in card.steps)
        )
        yield card
        card = replace(card, steps=tuple(replace(o, say="") for o in card.steps))
        yield card
        card = replace(card, done=tuple(replace(o, words="") for o in card.done))
        yield card
        card = replace(
            card,
            fallback="",
            called=_cut(card.called),
            steps=tuple(replace(o, whom=_cut(o.whom)) for o in card.steps),
        )
        yield card
        # Whom to call in a step that is done.
        left = card.steps[len(card.done) :]
        over = (replace(o, whom="") for o in card.steps[: len(card.done)])
        card = replace(card, steps=(*over, *left))
        yield card
        yield from card._tightest()

    def _tightest(self) -> Iterator[NightCard]:
        """Of what was kept before there were limits: a card that says less is better
        than none."""
        steps = tuple(replace(one, whom="") for one in self.steps)
        card = replace(self, ways=(), called="", steps=steps)
        yield card
        for most in (_LINE, _SHORT, _LEAST):
            yield replace(
                card,
                ours=_cut(card.ours, most),
                theirs=_cut(card.theirs, most),
                duress=_cut(card.duress, most),
                stop=_cut(card.stop, most),
            )

    def encoded(self) -> bytes:
        """JSON, UTF-8, with short names: two KiB hold it."""
        said = {
            "at": _time(self.expected.at),
            "tol": self.expected.tolerance // _MINUTE,
            "via": self.through,
            "ways": list(self.ways),
            "as": self.called,
            "say": [self.ours, self.theirs, self.duress, self.stop, self.fallback],
            "steps": [
                [str(one.deed), one.after // _MINUTE, one.whom, one.say]
                for one in self.steps
            ],
            "done": [
                [one.number, _time(one.at), one.by, str(one.came), one.words]
                for one in self.done
            ],
        }
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        return text.encode(errors="replace")

    @classmethod
    def decoded(cls, data: bytes) -> NightCard:
        """Raises CannotOpen for another shape."""
        try:
            return cls._read(json.loads(data))
        except (ValueError, TypeError, KeyError, AttributeError):
            raise CannotOpen from None

    @classmethod
    def _read(cls, said: dict[str, Any]) -> NightCard:
        ours, theirs, duress, *of_way = said["say"]
        stop, fallback = of_way or ("", "")
        return cls(
            CheckIn(_moment(said["at"]), int(said["tol"]) * _MINUTE),
            through=str(said["via"]),
            ways=tuple(str(one) for one in said["ways"]),
            called=str(said["as"]),
            ours=str(ours),
            theirs=str(theirs),
            duress=str(duress),
            stop=str(stop),
            fallback=str(fallback),
            steps=tuple(
                Step(Deed(deed), int(after) * _MINUTE, str(whom), str(say))
                for deed, after, whom, say in said["steps"]
            ),
            done=tuple(
                Done(int(number), _moment(at), int(by), Came(came), str(words))
                for number, at, by, came, words in said["done"]
            ),
        )


def ways_of(told: list[dict[str, Any]]) -> tuple[str, ...]:
    """How each may be used, in a line: "signal, the number"."""
    return tuple(
        f"{way.get('channel', '')}: {way.get('handle', '')}"
        for way in told[:_MOST_WAYS]
    )


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _moment(said: object) -> datetime:
    found = datetime.fromisoformat(str(said))
    if found.tzinfo is None:
        raise ValueError
    return found


def _cut(words: str, longest: int = _SHORT) -> str:
    return words if len(words) <= longest else f"{words[: max(longest - 1, 0)]}…"
