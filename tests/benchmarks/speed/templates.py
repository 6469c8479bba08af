"""A few thousand invented providers, written as an editor's service would write them.

They are the patterns that `multiplied` copies: of a copy only the identity and the
surname differ. Ids end in zeros, where a copy has its number.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.db import connection, models, transaction
from django.utils import timezone

from directory.data.demo.countries import Country, read_countries
from directory.models import Place, Provider, Term
from directory.models.choices import (
    INDIVIDUAL_KINDS,
    BarStatus,
    Capability,
    Capacity,
    CostModel,
    Experience,
    FriendlyTo,
    Level,
    Payer,
    ProviderKind,
    ProviderStatus,
    ServiceLevel,
    VettingMethod,
)
from directory.models.contact import Contact, Office
from directory.models.provider import (
    OpeningHours,
    ProviderFriendliness,
    ProviderLanguage,
    ProviderName,
    ProviderPractice,
)
from directory.models.sealed import mark
from directory.models.taxonomy import Scheme
from directory.services.listing import refresh_listings
from tests.benchmarks.speed.words import given_names, surnames

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Office ids: 9, six digits for the copy, five for the office.
OFFICES_FROM: Final = 900_000_000_000
# Names of Serbia's demo entries are English; here they are Serbian.
_LANGUAGES: Final = {"RS": "sr"}
# How many lawyers a country has beside the others, which have 2.
_LAWYERS: Final = {"RU": 12, "UA": 12, "TR": 10, "PL": 10, "KZ": 6, "UZ": 5, "RO": 4}
_CITIES: Final = 60
_ORGANISATIONS: Final = (
    ProviderKind.NGO_LEGAL_SERVICE,
    ProviderKind.LAW_FIRM,
    ProviderKind.LEGAL_CLINIC,
    ProviderKind.HOTLINE,
    ProviderKind.CONSULTATIVE_NETWORK,
)


@dataclass(frozen=True, slots=True)
class Template:
    """A pattern: `word` is its surname's place in the language's pool.

    Staff of an organisation named after its founder share its `family`.
    """

    number: int
    provider: Provider
    language: str
    word: int
    family: int


@dataclass
class Drafts:
    """Rows to be written, by model, in the order of their dependence."""

    rows: dict[type[models.Model], list[Any]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, row: models.Model) -> None:
        self.rows[type(row)].append(row)

    def write(self) -> None:
        for model, rows in self.rows.items():
            model._default_manager.bulk_create(rows, batch_size=1000)


class Inventor:
    """Draws everything about a provider from one seeded source."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.drafts = Drafts()
        self.countries = read_countries()
        self.areas = _terms(Scheme.PRACTICE_AREA)
        self.languages = {term.code: term for term in _terms(Scheme.LANGUAGE)}
        self.places = {c.code: _cities(c.code) for c in self.countries}
        self.offices = 0
        self.firms: dict[str, list[Template]] = defaultdict(list)

    def invent(self, count: int) -> list[Template]:
        """`count` providers with everything that hangs on them, in the database."""
        weights = [_LAWYERS.get(c.code, 2) for c in self.countries]
        drawn = self.chance.choices(self.countries, weights, k=count)
        made = [self._one(number, country) for number, country in enumerate(drawn)]
        with transaction.atomic():
            self.drafts.write()
            _move_office_numbers()
            refresh_listings([template.provider.id for template in made])
        return made

    def _one(self, number: int, country: Country) -> Template:
        language = _LANGUAGES.get(country.code, country.language)
        person = self.chance.random() < 0.7
        firms = self.firms[country.code]
        firm = self.chance.choice(firms) if person and firms and self._odds(4) else None
        word = firm.word if firm else self.chance.randrange(len(surnames(language)))
        provider = self._provider(country, person)
        self._name(provider, country, language, word)
        provider.organisation = firm.provider if firm else None
        self.drafts.add(provider)
        self._work(provider, country)
        self._reach(provider, country)
        template = Template(
            number, provider, language, word, firm.family if firm else number
        )
        if not person:
            firms.append(template)
        return template

    def _provider(self, country: Country, person: bool) -> Provider:
        pick = self.chance.choice
        age = self.chance.choice(
            (self.chance.randrange(90), self.chance.randrange(300))
        )
        now = timezone.now()
        kinds = INDIVIDUAL_KINDS if person else _ORGANISATIONS
        level = self.chance.choices(range(4), (40, 25, 22, 13))[0]
        return Provider(
            id=UUID(int=self.chance.getrandbits(80) << 48),
            kind=self.chance.choices(kinds, range(len(kinds) + 2, 2, -1))[0],
            status=ProviderStatus.LISTED,
            level=level,
            consent_level=level,
            consent_at=now - timedelta(days=age),
            home_country_id=country.code,
            bar_status=BarStatus.ADMITTED if self._odds(1.5) else BarStatus.UNKNOWN,
            bar_name=country.chamber,
            licence_number=f"B-{self.chance.randrange(10**6):06d}" if person else "",
            capabilities=sorted(self.chance.sample(Capability.values, 2)),
            experience=pick(Experience.values),
            on_site=not self._odds(6),
            remote=self._odds(3),
            cross_border=self._odds(12),
            available_24_7=self._odds(5),
            time_zone=country.cities[0].time_zone,
            capacity=pick(Capacity.values),
            cost=pick(CostModel.values),
            payers=sorted(self.chance.sample(Payer.values, 1)),
            vetting_level=self.chance.randrange(1, 4),
            verified_at=now - timedelta(days=age),
            verified_how=pick(VettingMethod.values),
            next_due=timezone.localdate() + timedelta(days=330 - age),
            say_first="Say that the duty desk gave you the number.",
        )

    def _name(
        self, provider: Provider, country: Country, language: str, number: int
    ) -> None:
        word = surnames(language)[number]
        if provider.kind in INDIVIDUAL_KINDS:
            given = self.chance.choice(given_names(language))
            own, latin = f"{given.own} {word.own}", f"{given.latin} {word.latin}"
            provider.legal_name = own
            turned = f"{word.latin} {given.latin}"
            if self._odds(3):
                self.drafts.add(ProviderName(provider=provider, text=turned))
        else:
            own = country.patterns.get(provider.kind, "«{}»").format(word.own)
            latin = f"{word.latin} {ProviderKind(provider.kind).label}"
        provider.display_name, provider.latin_name = own, latin

    def _work(self, provider: Provider, country: Country) -> None:
        common = self.chance.choices(self.areas, range(len(self.areas), 0, -1), k=4)
        for area in dict.fromkeys(common):
            level = self.chance.choice(ServiceLevel.values[:3])
            self.drafts.add(
                ProviderPractice(provider=provider, area=area, service_level=level)
            )
        spoken = [country.language, *country.also]
        others = self.chance.sample(sorted(self.languages), 1) if self._odds(6) else []
        for code in dict.fromkeys([*spoken[: self.chance.randrange(1, 4)], *others]):
            if code in self.languages:
                language = self.languages[code]
                self.drafts.add(ProviderLanguage(provider=provider, language=language))
        if self._odds(3):
            for group in self.chance.sample(FriendlyTo.values, 2):
                self.drafts.add(ProviderFriendliness(provider=provider, group=group))
        if self._odds(2):
            for weekday in range(1, 6):
                self.drafts.add(
                    OpeningHours(
                        provider=provider,
                        weekday=weekday,
                        opens=time(9),
                        closes=time(18),
                    )
                )

    def _reach(self, provider: Provider, country: Country) -> None:
        places, weights = self.places[country.code]
        for _ in range(2 if self._odds(8) else 1):
            self._office(provider, self.chance.choices(places, weights)[0], country)
        kinds = ["phone", "email", "signal", "telegram"]
        for position, kind in enumerate(self.chance.sample(kinds, 2)):
            self._contact(provider, kind, country, position)
        for model, key, values in (
            (Provider.countries, "country_id", [country.code]),
            (Provider.cities, "place_id", [p.pk for p in places[:1]]),
        ):
            through: Any = model.through
            if key == "country_id" or self._odds(3):
                for value in values:
                    self.drafts.add(through(provider=provider, **{key: value}))

    def _office(self, provider: Provider, place: Place, country: Country) -> None:
        self.offices += 1
        shared = self.chance.choice((Level.PUBLIC, Level.PARTNERS, Level.MONITORS))
        near = self.chance.uniform
        self.drafts.add(
            Office(
                id=OFFICES_FROM + self.offices,
                provider=provider,
                place=place,
                region_id=place.region_id,
                address=f"{self.chance.choice(country.streets)} {self.offices % 90}",
                latitude=round(place.latitude + near(-0.05, 0.05), 5),
                longitude=round(place.longitude + near(-0.05, 0.05), 5),
                shared=shared,
            )
        )

    def _contact(
        self, provider: Provider, kind: str, country: Country, position: int
    ) -> None:
        number = self.chance.randrange(10**country.digits)
        value = f"{country.phone}{number:0{country.digits}d}"
        value = f"n{number}@example.org" if kind == "email" else value
        shared = self.chance.choice((Level.PUBLIC, Level.PARTNERS, Level.MONITORS))
        open_to_all = shared == Level.PUBLIC
        self.drafts.add(
            Contact(
                id=UUID(int=self.chance.getrandbits(80) << 48),
                provider=provider,
                kind=kind,
                shared=shared,
                value=value if open_to_all else "",
                sealed="" if open_to_all else value,
                mark=mark(kind, value),
                position=position,
            )
        )

    def _odds(self, one_in: float) -> bool:
        return self.chance.random() < 1 / one_in


def _terms(scheme: str) -> list[Term]:
    return list(Term.objects.filter(scheme=scheme).order_by("position", "code"))


def largest_cities(country: str) -> list[Place]:
    """Where offices are, the largest city first."""
    return list(Place.objects.filter(country=country)[:_CITIES])


def _cities(country: str) -> tuple[Sequence[Place], Sequence[int]]:
    """Cities of a country and how often each is drawn."""
    cities = largest_cities(country)
    return cities, [max(city.population, 1000) for city in cities]


def _move_office_numbers() -> None:
    """What is added later must not meet the numbers given here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('directory_office', 'id'), %s)",
            [OFFICES_FROM * 2],
        )


def word_rows(templates: Iterable[Template]) -> Iterable[tuple[object, ...]]:
    """(language, number, own, latin, key, lexemes) of every surname in use."""
    for language in sorted({template.language for template in templates}):
        for number, word in enumerate(surnames(language)):
            yield language, number, word.own, word.latin, word.key, list(word.lexemes)
