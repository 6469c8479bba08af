"""An entry's document, worded for a page in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, gettext_noop, ngettext
from django.utils.translation import gettext as _

from directory.models.choices import (
    BarStatus,
    Capability,
    Capacity,
    CostModel,
    CountBand,
    FriendlyTo,
    Interpreter,
    Payer,
    ProviderKind,
    Risk,
    ServiceLevel,
    VettingLevel,
    VettingMethod,
)
from directory.models.taxonomy import Scheme
from directory.search.folding import fold
from directory.search.vocabulary import meanings
from directory.taxonomy.labels import label
from directory.views.geography import (
    alphabetical,
    city_name,
    country_name,
    region_name,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from directory.search.explain import Match

# A colour says how much to trust a check: half a year is old, a quarter is not new.
_FRESH_DAYS = 90
_OLD_DAYS = 180


@dataclass(frozen=True, slots=True)
class Tag:
    """A word with its kind: good, warn, bad, info or quiet."""

    kind: str
    word: str


class Entry:
    """One provider as its document has it; every property is text for people."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document

    def part(self, key: str) -> Any:
        """A part of the document as it stands; None where the level has none."""
        return self.document.get(key)

    @cached_property
    def name(self) -> str:
        return str(self.document["name"])

    @cached_property
    def latin_name(self) -> str:
        """The name in Latin letters, where it says more than the name itself."""
        latin = str(self.document.get("latin_name", ""))
        return "" if latin == self.name else latin

    @property
    def kind(self) -> str:
        kind = self.part("kind")
        if self.barred and kind == ProviderKind.INDIVIDUAL_ADVOCATE:
            # The label of the kind says "admitted": not of somebody who is not.
            return _("Advocate, not admitted at present")
        return word(Scheme.PROVIDER_KIND, kind, ProviderKind)

    @property
    def barred(self) -> Tag | None:
        """What to know before anything else of whom the bar has sent away."""
        return {
            BarStatus.DISBARRED: Tag("bad", _("Disbarred: may not represent in court")),
            BarStatus.SUSPENDED: Tag(
                "bad", _("Suspended by the bar: may not represent in court")
            ),
        }.get(self.part("bar_status"))

    @property
    def whereabouts(self) -> str:
        """The cities of its offices, else its country."""
        places = [city_name(place) for place in self.part("places") or ()]
        return ", ".join([*places, country_name(self.part("country"))])

    @property
    def serves(self) -> list[str]:
        """Where it works: countries, regions, cities."""
        reach = self.part("serves") or {}
        parts = [country_name(code) for code in reach.get("countries", ())]
        parts += [region_name(code) for code in reach.get("regions", ())]
        parts += [city_name(place) for place in reach.get("places", ())]
        return list(dict.fromkeys(parts))

    @property
    def practices(self) -> list[tuple[str, list[str]]]:
        """(area, service levels) by name."""
        return self.practices_from(())

    def practices_from(self, first: Collection[str]) -> list[tuple[str, list[str]]]:
        """(area, service levels), those of the codes in `first` before the others."""
        rows = [
            (
                row["code"] not in first,
                _term(Scheme.PRACTICE_AREA, row["code"]),
                [
                    word(Scheme.SERVICE_LEVEL, code, ServiceLevel)
                    for code in row["service_levels"]
                ],
            )
            for row in self.part("practice_areas") or ()
        ]
        rows.sort(key=lambda row: (row[0], alphabetical(row[1])))
        return [(area, levels) for _later, area, levels in rows]

    @property
    def languages(self) -> list[str]:
        return [_language(row) for row in self.part("languages") or ()]

    @property
    def cost(self) -> str:
        return (
            word(Scheme.COST_MODEL, self.part("cost"), CostModel)
            if self.part("cost")
            else ""
        )

    @property
    def payers(self) -> list[str]:
        return [word(Scheme.PAYER, code, Payer) for code in self.part("payers") or ()]

    @property
    def friendly_to(self) -> list[str]:
        return [
            word(Scheme.FRIENDLY_GROUP, code, FriendlyTo)
            for code in self.part("friendly_to") or ()
        ]

    @property
    def bar(self) -> str:
        return (
            str(BarStatus(self.part("bar_status")).label)
            if self.part("bar_status")
            else ""
        )

    @property
    def vetting(self) -> str:
        found = self.part("vetting_level")
        return str(VettingLevel[found].label) if found else ""

    @property
    def say_first(self) -> str:
        return str(self.part("say_first") or "")

    @property
    def treaty_record(self) -> str:
        found = self.part("treaty_record")
        return str(CountBand(found).label) if found else ""

    @property
    def risk(self) -> str:
        return str(Risk(self.part("risk")).label) if self.part("risk") else ""

    @property
    def checked_how(self) -> str:
        found = self.part("verified_how")
        return str(VettingMethod(found).label) if found else ""

    @property
    def checked_on(self) -> date | None:
        return day(self.part("verified_on"))

    @property
    def next_due(self) -> date | None:
        return day(self.part("next_due"))

    @property
    def overdue(self) -> bool:
        return self.next_due is not None and self.next_due <= timezone.localdate()

    @property
    def checked(self) -> Tag:
        """How fresh the entry is."""
        if self.checked_on is None:
            return Tag("warn", _("Never checked"))
        ago = days_ago(self.checked_on)
        if self.overdue:
            return Tag("warn", _("%(checked)s, check overdue") % {"checked": ago})
        return Tag(_freshness(self.checked_on), ago)

    @property
    def capacity(self) -> Tag | None:
        """Whether they take new cases; None where nobody knows."""
        code = self.part("capacity")
        if code in (None, Capacity.UNKNOWN):
            return None
        text = str(Capacity(code).label)
        until = day(self.part("capacity_until"))
        if until is not None and until >= timezone.localdate():
            text = _("%(capacity)s until %(day)s") % {
                "capacity": text,
                "day": date_format(until, "j E Y"),
            }
        good = "quiet" if self.barred else "good"
        return Tag({"open": good, "limited": "warn"}.get(code, "bad"), text)

    @property
    def tags(self) -> list[Tag]:
        """What the eye should meet in a list."""
        found = [self.barred] if self.barred else []
        found.append(self.checked)
        if self.part("available_24_7"):
            found.append(Tag("good", _("24/7")))
        if self.part("bar_status") == BarStatus.ADMITTED:
            found.append(Tag("info", _("Bar-admitted")))
        if self.capacity is not None:
            found.append(self.capacity)
        if self.part("remote"):
            found.append(Tag("quiet", _("Remote")))
        return found


def word(scheme: str, code: str, choices: Any) -> str:
    """The editors' label of a code, else ours."""
    language = get_language() or "en"
    found = label(scheme, code, language)
    if found != code or code not in choices.values:
        return found
    return str(choices(code).label)


def _term(scheme: str, code: str) -> str:
    choices = _CHOICES.get(Scheme(scheme))
    if choices is not None:
        return word(scheme, code, choices)
    return label(scheme, code, get_language() or "en")


def _language(row: Mapping[str, str]) -> str:
    name = _term(Scheme.LANGUAGE, row["code"])
    how = row.get("interpreter", Interpreter.NONE)
    if how == Interpreter.NONE:
        return name
    return f"{name} ({str(Interpreter(how).label).lower()})"


def day(text: str | None) -> date | None:
    """The date in a document's YYYY-MM-DD."""
    return date.fromisoformat(text) if text else None


def days_ago(when: date) -> str:
    """ "checked today", "checked 12 days ago"."""
    days = (timezone.localdate() - when).days
    if days <= 0:
        return _("checked today")
    found = ngettext("checked %(days)d day ago", "checked %(days)d days ago", days)
    return found % {"days": days}


def _freshness(checked: date) -> str:
    days = (timezone.localdate() - checked).days
    if days > _OLD_DAYS:
        return "warn"
    return "quiet" if days > _FRESH_DAYS else "good"


def reasons(matches: Iterable[Match]) -> list[str]:
    """Why an entry was found, in words."""
    return [_reason(match) for match in matches]


def matched_areas(matches: Iterable[Match]) -> set[str]:
    """Codes of the practice areas by which an entry was found."""
    found = {_code(match) for match in matches if match.field == Scheme.PRACTICE_AREA}
    return found - {""}


def _code(match: Match) -> str:
    """The code that the matched words stand for; "" for words that are a name."""
    if match.how != "meaning":
        return ""
    for meaning in meanings(fold(match.original)):
        if meaning.field == match.field:
            return meaning.code
    return ""


def _words(match: Match) -> str:
    """What matched: a name as it is written, a meaning in the reader's language."""
    code = _code(match)
    if not code:
        return match.original
    if match.field == "country":
        return country_name(code)
    if match.field == "region":
        return region_name(code)
    return _term(match.field, code)


def _reason(match: Match) -> str:
    how = {
        "exact": "",
        "prefix": _("begins so"),
        "corrected": _("spelling corrected"),
        "sound": _("sounds alike"),
        "meaning": "",
    }[match.how]
    field = _FIELDS.get(match.field)
    named = _("%(field)s “%(words)s”") % {
        "field": gettext(field) if field else "",
        "words": _words(match),
    }
    return f"{named.strip()}, {how}" if how else named.strip()


_CHOICES: dict[str, Any] = {
    Scheme.PROVIDER_KIND: ProviderKind,
    Scheme.SERVICE_LEVEL: ServiceLevel,
    Scheme.COST_MODEL: CostModel,
    Scheme.FRIENDLY_GROUP: FriendlyTo,
    Scheme.CAPABILITY: Capability,
    Scheme.PAYER: Payer,
}
_FIELDS = {
    "name": gettext_noop("name"),
    "alias": gettext_noop("other name"),
    "legal_name": gettext_noop("legal name"),
    "organisation": gettext_noop("organisation"),
    "place": gettext_noop("place"),
    "region": gettext_noop("region"),
    "country": gettext_noop("country"),
    Scheme.PRACTICE_AREA: gettext_noop("practice area"),
    Scheme.LANGUAGE: gettext_noop("language"),
    Scheme.PROVIDER_KIND: gettext_noop("kind"),
    Scheme.SERVICE_LEVEL: gettext_noop("service"),
    Scheme.COST_MODEL: gettext_noop("cost"),
    Scheme.FRIENDLY_GROUP: gettext_noop("friendly to"),
    Scheme.CAPABILITY: gettext_noop("what they can do"),
}
