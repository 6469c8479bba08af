"""What a country's record may say: answers that fit, of what, and over which days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.workflow.movement.contexts import ANSWERS, Rule, Says, Subject
from evacuation.workflow.movement.health import MedicineKind
from evacuation.workflow.movement.papers import Passport

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.utils.functional import _StrPromise

    Fault = tuple[str, _StrPromise]

# Borders change overnight: nothing of them is taken for granted for longer.
LONGEST = timedelta(days=366)
# East of the server it is tomorrow already.
_TOMORROW = timedelta(days=1)
_LETTERS = 2
_BY_CODE = {
    Subject.ENTRY: frozenset(map(str, Passport)),
    Subject.MEDICINE: frozenset(map(str, MedicineKind)),
}
BY_COUNTRY = frozenset({Subject.WANTED_BASE, Subject.DEPORTATION})


def is_country(code: str) -> bool:
    """Whether it has the shape of a country's code (ISO 3166-1 alpha-2)."""
    plain = code.isascii() and code.isalpha() and code.isupper()
    return plain and len(code) == _LETTERS


def fits(subject: Subject, of: str) -> bool:
    """Whether a rule on this can be of this; "" is any, and fits each."""
    if subject in BY_COUNTRY:
        return not of or is_country(of)
    return not of or of in _BY_CODE.get(subject, ())


def rule_faults(rule: Rule, today: date) -> Iterator[Fault]:
    """(field, why) of each thing that is wrong with it."""
    if not is_country(rule.country):
        yield "country", _("Say which country.")
    if rule.says not in ANSWERS[rule.subject]:
        yield "says", _("This is no answer to that.")
    if not fits(rule.subject, rule.of) or rule.of == rule.country:
        yield "of", _("A rule on this cannot be of that.")
    stays = rule.subject == Subject.ENTRY and rule.says != Says.REFUSED
    if rule.days is not None and not stays:
        yield "days", _("Days are of a stay, where one is let in.")
    yield from source_faults(rule.source, rule.checked_on, rule.good_until, today)


def source_faults(
    source: str, checked_on: date | None, good_until: date | None, today: date
) -> Iterator[Fault]:
    """The same of where it is from, and from which day to which it counts."""
    if not source.strip():
        yield "source", _("Say where this is from.")
    if checked_on is None:
        yield "checked_on", _("Say on which day it was looked up.")
    elif checked_on > today + _TOMORROW:
        yield "checked_on", _("This day has not come yet.")
    if good_until is None:
        yield "good_until", _("Say on which day somebody looks at it again.")
    elif checked_on is not None and good_until < checked_on:
        yield "good_until", _("It would run out before it was looked up.")
    elif checked_on is not None and good_until > checked_on + LONGEST:
        yield "good_until", _("Somebody looks at it again within a year.")
