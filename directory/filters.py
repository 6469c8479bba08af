"""The one FilterSet: the page, the API and every later door search through it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from directory.errors import DirectoryError, FilterAboveLevel
from directory.gazetteer.near import read_near
from directory.models import Country, Listing
from directory.models.choices import (
    CostModel,
    FriendlyTo,
    Level,
    ProviderKind,
    ServiceLevel,
)
from directory.models.taxonomy import Scheme
from directory.search.codes import (
    known_areas,
    known_codes,
    known_countries,
    known_regions,
)
from directory.search.criteria import WIDEST_KM, Criteria, Near, Ordering, Preset

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from django.utils.functional import Promise

    from directory.viewer import Viewer

LONGEST_QUESTION = 200


class InvalidSearch(DirectoryError):
    """Unknown parameters or values. `errors` maps each to its messages."""

    code = "invalid_search"
    message = _("Some of what was asked for is not known.")

    def __init__(self, errors: dict[str, list[str | Promise]]) -> None:
        super().__init__()
        self.errors = errors


class CodesField(forms.MultipleChoiceField):
    """Codes, repeated or separated by commas; unknown ones are named."""

    def __init__(self, known: Callable[[], Collection[str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.known = known

    def to_python(self, value: Any) -> list[str]:
        parts = (part.strip() for item in value or () for part in str(item).split(","))
        return list(dict.fromkeys(part for part in parts if part))

    def validate(self, value: Any) -> None:
        unknown = [code for code in value if code not in self.known()]
        if unknown:
            raise forms.ValidationError(
                _("“%(codes)s” is not known."), params={"codes": ", ".join(unknown)}
            )


class CodeField(forms.CharField):
    """One code, in large letters or small, or nothing."""

    def __init__(self, known: Callable[[], Collection[str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.known = known

    def to_python(self, value: Any) -> str:
        code = str(super().to_python(value))
        return code.upper() if code.isascii() else code

    def validate(self, value: Any) -> None:
        if value and value not in self.known():
            raise forms.ValidationError(
                _("“%(codes)s” is not known."), params={"codes": value}
            )


class FlagField(forms.NullBooleanField):
    """`true` or `false` (also 1 and 0); anything else is refused, not guessed."""

    _VALUES: ClassVar = {"true": True, "1": True, "false": False, "0": False}

    def to_python(self, value: Any) -> bool | None:  # type: ignore[override]
        text = str(value or "").strip().lower()
        if text and text not in self._VALUES:
            raise forms.ValidationError(_("Say true or false."))
        return self._VALUES.get(text)

    def validate(self, value: Any) -> None:
        """Nothing more: `to_python` has seen to it."""


class FlagFilter(django_filters.Filter):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput, **kwargs)

    field_class = FlagField


class DaysFilter(django_filters.Filter):
    field_class = forms.IntegerField


class CodesFilter(django_filters.Filter):
    field_class = CodesField


class CodeFilter(django_filters.Filter):
    field_class = CodeField


def _terms(scheme: str) -> Callable[[], Collection[str]]:
    return lambda: known_codes(scheme)


def _values(choices: Any) -> Callable[[], Collection[str]]:
    return lambda: frozenset(choices.values)


class ProviderFilter(django_filters.FilterSet):
    """Cleans what a caller asked; `read_criteria` turns it into Criteria.

    Matching itself is done by one tsquery over the read model
    (search/selection.py), not by a condition for each filter.
    """

    # Measured as they were sent, blanks and all; `_cleaned` cuts those off.
    q = django_filters.CharFilter(max_length=LONGEST_QUESTION, strip=False)
    country = CodeFilter(known=known_countries)
    region = CodeFilter(known=known_regions)
    practice_area = CodesFilter(known=_terms(Scheme.PRACTICE_AREA))
    language = CodesFilter(known=_terms(Scheme.LANGUAGE))
    service_level = CodesFilter(known=_values(ServiceLevel))
    kind = CodesFilter(known=_values(ProviderKind))
    cost = CodesFilter(known=_values(CostModel))
    remote = FlagFilter()
    available_24_7 = FlagFilter()
    friendly_to = CodesFilter(known=_values(FriendlyTo))
    verified_within_days = DaysFilter(min_value=1, max_value=3650)
    near = django_filters.CharFilter(max_length=LONGEST_QUESTION, strip=False)
    within_km = django_filters.NumberFilter(min_value=1, max_value=WIDEST_KM)
    serves = CodeFilter(known=known_areas)
    located_in = CodeFilter(known=known_areas)
    preset = django_filters.ChoiceFilter(choices=Preset.choices)
    ordering = django_filters.ChoiceFilter(choices=Ordering.choices)

    class Meta:
        model = Listing
        fields: tuple[str, ...] = ()


def read_criteria(
    data: Mapping[str, Any], viewer: Viewer, *, beside: Iterable[str] = ()
) -> Criteria:
    """The criteria in what was sent, as a QueryDict or a JSON object.

    `beside` names parameters of the door itself, such as `cursor`. Raises
    InvalidSearch naming every unknown parameter or value; FilterAboveLevel for a
    filter on a field that the viewer does not read.
    """
    known = set(ProviderFilter.base_filters)
    unknown = set(data) - known - set(beside)
    errors: dict[str, list[str | Promise]] = {
        name: [_("This parameter is not known.")] for name in sorted(unknown)
    }
    query = _as_query(data)
    form = _form(query, known)
    if not form.is_valid():
        errors |= {n: [str(e) for e in found] for n, found in form.errors.items()}
    errors |= {name: [_("Give a value.")] for name in _hollow(query, known)}
    cleaned = _cleaned(form)
    near = _near_in(cleaned, errors)
    _check_order(cleaned, errors)
    if errors:
        raise InvalidSearch(errors)
    _check_level(cleaned, viewer)
    return _criteria(cleaned, near)


def _hollow(query: QueryDict, known: set[str]) -> list[str]:
    """Filters given as blanks and commas alone: meant, and lost on the way."""
    return [
        name
        for name, values in query.lists()
        if name in known
        and any(v and not str(v).replace(",", "").strip() for v in values)
    ]


def _form(query: QueryDict, known: set[str]) -> forms.Form:
    """A form of the asked filters alone: a search names few of the eighteen."""
    form = forms.Form(query)
    for name in known & set(query):
        form.fields[name] = ProviderFilter.base_filters[name].field
    return form


def _cleaned(form: forms.Form) -> dict[str, Any]:
    return {
        name: value.strip() if isinstance(value, str) else value
        for name, value in form.cleaned_data.items()
    }


def _as_query(data: Mapping[str, Any]) -> QueryDict:
    if isinstance(data, QueryDict):
        return data
    query = QueryDict(mutable=True)
    for name, value in data.items():
        values = value if isinstance(value, list) else [value]
        query.setlist(name, ["" if v is None else str(v) for v in values])
    return query


def _near_in(cleaned: dict[str, Any], errors: dict[str, Any]) -> Near | None:
    text = cleaned.get("near")
    if not text:
        if cleaned.get("within_km"):
            errors["within_km"] = [_("Say near what, too.")]
        return None
    near = read_near(text, cleaned.get("country") or "")
    if near is None:
        errors["near"] = [_("No place or point of this name is known.")]
    elif near.match == "exact" and _is_abroad(near, cleaned.get("country")):
        errors["near"] = [_elsewhere(text, near.country)]
    return near


def _is_abroad(near: Near, country: str | None) -> bool:
    return bool(country) and near.country != country


def _elsewhere(text: str, country: str) -> str:
    # Told, not searched: whoever asks for Georgia must not read of another Tbilisi.
    named = {"place": text, "country": str(Country.objects.get(pk=country))}
    return _("“%(place)s” is in %(country)s.") % named


def _check_order(cleaned: dict[str, Any], errors: dict[str, Any]) -> None:
    ordering = cleaned.get("ordering")
    if ordering == Ordering.DISTANCE and not cleaned.get("near"):
        errors["ordering"] = [_("Ordering by distance needs “near”.")]
    if ordering == Ordering.RELEVANCE and not cleaned.get("q"):
        errors["ordering"] = [_("Ordering by best match needs “q”.")]


def _check_level(cleaned: dict[str, Any], viewer: Viewer) -> None:
    # Attested friendliness stands at the monitors' level unless an entry says less.
    if not cleaned.get("friendly_to"):
        return
    country = cleaned.get("country")
    level = viewer.level_in(country) if country else viewer.level
    if level < Level.PARTNERS or not viewer.reads_group("friendliness"):
        raise FilterAboveLevel("friendly_to")


def _criteria(cleaned: dict[str, Any], near: Any) -> Criteria:
    within = cleaned.get("within_km")
    asked: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in cleaned.items()
        if value not in (None, "", [])
    }
    asked |= {"near": near, "within_km": float(within) if within else None}
    return Criteria(**asked)
