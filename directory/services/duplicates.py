"""Is this entry here already? Asked at entry and at import, within what the actor sees.

Weights (of 100): an equal name 50, a name of which half the words are equal 25; the
same phone 40, the same mail address 40, the same site 25; the same city 10. From
ENOUGH on somebody should look.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.utils import timezone

from directory.models import Contact, Listing, Office, Provider
from directory.models.choices import ChannelKind, Level, ProviderStatus
from directory.permissions import may_edit
from directory.search.criteria import Criteria
from directory.search.folding import fold, name_tokens
from directory.search.query import find
from directory.services.contacts import PHONE_KINDS, contact_mark

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from uuid import UUID

    from directory.services.entry import ProviderData
    from directory.viewer import Viewer

ENOUGH: Final = 50
_MARKED: Final = {ChannelKind.EMAIL: "email", ChannelKind.WEBSITE: "website"}
# Half of the words of the longer name.
_ALIKE: Final = 0.5
_MOST_FOUND: Final = 20
# A site or number that so many entries share says nothing of one of them.
_TOO_COMMON: Final = 20


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An entry that may be the same: score out of 100 (at most), and coded reasons:
    name, name_alike, phone, email, website, city."""

    provider_id: UUID
    name: str
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sketch:
    """What of an entry is compared: folded names, their words, marks of contacts by
    reason, places (geonameids)."""

    keys: frozenset[str] = frozenset()
    words: tuple[frozenset[str], ...] = ()
    marks: frozenset[tuple[str, str]] = frozenset()
    places: frozenset[int] = frozenset()

    @classmethod
    def named(cls, *names: str) -> Sketch:
        """The sketch of names alone."""
        keys = {fold(name) for name in names} - {""}
        words = dict.fromkeys(name_tokens(name) for name in names)
        return cls(frozenset(keys), tuple(w for w in words if w))

    @classmethod
    def of(cls, data: ProviderData) -> Sketch:
        """The sketch of an entry's content."""
        texts = [data.display_name, data.latin_name, data.legal_name]
        named = cls.named(*texts, *(n.text for n in data.names))
        marks = {
            (reason, contact_mark(c.kind, c.value, data.home_country))
            for c in data.contacts
            if (reason := _reason_of(c.kind))
        }
        places = {office.place for office in data.offices if office.place}
        return cls(named.keys, named.words, frozenset(marks), frozenset(places))


@dataclass(slots=True)
class _Known:
    name: str = ""
    keys: set[str] = field(default_factory=set)
    words: set[frozenset[str]] = field(default_factory=set)
    places: set[int] = field(default_factory=set)


def find_duplicates(
    *, viewer: Viewer, data: ProviderData, exclude: UUID | None = None
) -> list[Duplicate]:
    """Entries of the same country that `data` may be, most alike first.

    `exclude` is the entry that is being changed. Only what the viewer may see is
    compared, so that an answer gives nothing away.
    """
    sketch = Sketch.of(data)
    among = _with_marks(sketch)
    for name in {data.display_name, data.latin_name, data.legal_name} - {""}:
        criteria = Criteria(q=name, country=data.home_country)
        hits = find(criteria, viewer, size=_MOST_FOUND).hits
        among |= {hit.provider_id for hit in hits}
    index = DuplicateIndex(viewer, {data.home_country}, among=among)
    return [twin for twin in index.check(sketch) if twin.provider_id != exclude]


class DuplicateIndex:
    """The entries of some countries that a viewer may see, ready to be compared with.

    `among` narrows the listed ones; those not listed yet are few and all compared.
    """

    NAME: ClassVar = 50
    WEIGHTS: ClassVar = {
        "name": NAME,
        "name_alike": 25,
        "phone": 40,
        "email": 40,
        "website": 25,
        "city": 10,
    }

    def __init__(
        self,
        viewer: Viewer,
        countries: Iterable[str],
        *,
        among: Collection[UUID] | None = None,
    ) -> None:
        self._known: dict[UUID, _Known] = defaultdict(_Known)
        self._by_key: dict[str, set[UUID]] = defaultdict(set)
        self._by_word: dict[str, set[UUID]] = defaultdict(set)
        self._by_mark: dict[tuple[str, str], set[UUID]] = defaultdict(set)
        self._ids: dict[tuple[str, str], UUID] = {}
        for country in countries:
            self._load(viewer, country, among)

    def check(
        self, sketch: Sketch, *, own: tuple[str, str] | None = None
    ) -> list[Duplicate]:
        """Entries that score ENOUGH, highest first. `own` is the (source, id) of the
        entry itself, should it be known."""
        ids: set[UUID] = set().union(
            *(self._by_key.get(key, ()) for key in sketch.keys),
            *(self._by_mark.get(mark, ()) for mark in sketch.marks),
            *(self._alike(words) for words in sketch.words),
        )
        if own is not None and own in self._ids:
            ids.discard(self._ids[own])
        found = (self._compared(sketch, pk) for pk in ids)
        enough = [twin for twin in found if twin.score >= ENOUGH]
        return sorted(enough, key=lambda twin: (-twin.score, twin.name))[:_MOST_FOUND]

    def _alike(self, words: frozenset[str]) -> set[UUID]:
        """Those that share the rarest word of a name."""
        held = [self._by_word[word] for word in words if word in self._by_word]
        return min(held, key=len, default=set())

    def _compared(self, sketch: Sketch, pk: UUID) -> Duplicate:
        known = self._known[pk]
        reasons = []
        if sketch.keys & known.keys or known.words.intersection(sketch.words):
            reasons.append("name")
        elif any(_overlap(a, b) >= _ALIKE for a in sketch.words for b in known.words):
            reasons.append("name_alike")
        shared = {mark[0] for mark in sketch.marks if pk in self._by_mark.get(mark, ())}
        reasons += sorted(shared)
        if reasons and sketch.places & known.places:
            reasons.append("city")
        score = min(100, sum(self.WEIGHTS[reason] for reason in reasons))
        return Duplicate(pk, known.name, score, tuple(reasons))

    def _load(
        self, viewer: Viewer, country: str, among: Collection[UUID] | None
    ) -> None:
        self._load_listed(viewer, country, among)
        if viewer.actor is not None and may_edit(viewer.actor, country):
            self._load_unlisted(country)
        own = Provider.objects.filter(home_country=country, pk__in=self._known)
        for pk, source, external_id in own.values_list("pk", "source", "external_id"):
            self._ids[source, external_id] = pk
        self._load_parts(viewer.level_in(country), own.values("pk"))

    def _load_listed(
        self, viewer: Viewer, country: str, among: Collection[UUID] | None
    ) -> None:
        listings = Listing.objects.visible_to(
            viewer, on=timezone.localdate(), country=country
        )
        if among is not None:
            listings = listings.filter(provider__in=among)
        for pk, names in listings.values_list("provider_id", "names"):
            own = [
                text for kind, _script, text, _words in names if kind != "organisation"
            ]
            self._add(pk, own)

    def _load_unlisted(self, country: str) -> None:
        """Drafts and the like, which are read by who keeps the country's entries."""
        rows = (
            Provider.objects.filter(home_country=country)
            .exclude(pk__in=self._known)
            .exclude(status=ProviderStatus.LISTED, next_due__gt=timezone.localdate())
            .values_list("pk", "display_name", "latin_name", "legal_name")
        )
        for pk, *names in rows:
            self._add(pk, names)

    def _add(self, pk: UUID, names: Iterable[str]) -> None:
        texts = [name for name in names if name]
        sketch = Sketch.named(*texts)
        known = self._known[pk]
        known.name = known.name or texts[0]
        known.keys |= sketch.keys
        known.words |= set(sketch.words)
        for key in sketch.keys:
            self._by_key[key].add(pk)
        for words in sketch.words:
            for word in words:
                self._by_word[word].add(pk)

    def _load_parts(self, level: Level, providers: Any) -> None:
        # A relay contact is told to nobody: it cannot answer a question either.
        seen = Contact.objects.filter(provider__in=providers, shared__lte=level)
        rows = seen.exclude(shared=Level.RELAY).values_list("provider", "kind", "mark")
        for pk, kind, mark in rows:
            reason = _reason_of(kind)
            if reason:
                self._by_mark[reason, mark].add(pk)
        for known, ids in list(self._by_mark.items()):
            if len(ids) > _TOO_COMMON:
                del self._by_mark[known]
        offices = Office.objects.filter(provider__in=providers, place__isnull=False)
        for pk, place in offices.values_list("provider", "place"):
            self._known[pk].places.add(place)


def _reason_of(kind: str) -> str | None:
    return "phone" if kind in PHONE_KINDS else _MARKED.get(ChannelKind(kind))


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(len(one), len(other))


def _with_marks(sketch: Sketch) -> set[UUID]:
    marks = [mark for _reason, mark in sketch.marks]
    rows = Contact.objects.filter(mark__in=marks).values_list("provider", flat=True)
    return set(rows)
