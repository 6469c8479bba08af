"""The search form: what a person fills in, cleaned by the one FilterSet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from directory.errors import FilterAboveLevel
from directory.filters import LONGEST_QUESTION, InvalidSearch, read_criteria
from directory.models.choices import (
    CostModel,
    FriendlyTo,
    Level,
    ProviderKind,
    ServiceLevel,
)
from directory.models.taxonomy import Scheme
from directory.search.criteria import Criteria, Ordering, Preset
from directory.taxonomy.labels import labels
from directory.viewer import Viewer
from directory.views.geography import country_names, region_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from directory.views.sealing import Parameters

Counts = dict[str, list[tuple[str, int]]]
_SEVERAL = ("practice_area", "language", "service_level", "kind", "cost", "friendly_to")
_FLAGS = ("remote", "available_24_7")
# Parameters that take the place of country and region: how an area is meant.
_REACHES = (
    ("", _("Those listed in this country")),
    ("serves", _("Those who say they work there, wherever they sit")),
    ("located_in", _("Those with an office there")),
)


def _several(label: Any, hint: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class SearchForm(forms.Form):
    """Fields are named like the FilterSet's parameters.

    After `is_valid()` the `criteria` are those to search by. `counts` puts the
    number of entries behind each choice.
    """

    country = forms.ChoiceField(label=_("Country"), required=False)
    q = forms.CharField(
        label=_("Name, organisation or subject"),
        help_text=_("In any script: Нино, ნინო, Nino."),
        max_length=LONGEST_QUESTION,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    near = forms.CharField(
        label=_("Near which city or town"),
        max_length=LONGEST_QUESTION,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    within_km = forms.ChoiceField(label=_("How far"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    reach = forms.ChoiceField(
        label=_("How country and region are meant"), required=False, choices=_REACHES
    )
    available_24_7 = forms.BooleanField(label=_("Day and night"), required=False)
    remote = forms.BooleanField(label=_("Works remotely"), required=False)
    practice_area = _several(_("Practice areas"), _("They cover all that you tick."))
    language = _several(_("Languages"), _("They speak at least one that you tick."))
    friendly_to = _several(_("Attested as friendly to"))
    service_level = _several(_("Service"))
    kind = _several(_("Kind"))
    cost = _several(_("Cost"))
    verified_within_days = forms.ChoiceField(
        label=_("Checked"),
        required=False,
        choices=[
            ("", _("At any time")),
            ("30", _("In the last 30 days")),
            ("90", _("In the last 90 days")),
            ("180", _("In the last half year")),
        ],
    )
    ordering = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("", _("What fits best")), *Ordering.choices],
    )
    preset = forms.ChoiceField(
        required=False,
        choices=[("", ""), *Preset.choices],
        widget=forms.HiddenInput,
    )

    criteria: Criteria

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        viewer: Viewer,
        counts: Counts | None = None,
        country: str = "",
    ) -> None:
        data = _without_the_region_before(_reach_in(data))
        super().__init__(data, initial={"country": country}, auto_id="id_%s")
        self.viewer = viewer
        self._offer(counts or {})
        self._offer_regions(country or self._asked("country"))

    def _asked(self, name: str) -> str:
        return str(self.data.get(name, "")) if self.is_bound else ""

    def _offer(self, counts: Counts) -> None:
        language = get_language() or "en"
        offered = {
            "practice_area": labels(Scheme.PRACTICE_AREA, language).items(),
            "language": labels(Scheme.LANGUAGE, language).items(),
            "service_level": _words(Scheme.SERVICE_LEVEL, language, ServiceLevel),
            "kind": _words(Scheme.PROVIDER_KIND, language, ProviderKind),
            "cost": _words(Scheme.COST_MODEL, language, CostModel),
            "friendly_to": _words(Scheme.FRIENDLY_GROUP, language, FriendlyTo),
        }
        self._choose("within_km", _distances())
        for name, choices in offered.items():
            self._choose(name, _counted(choices, counts.get(name, ())))
        countries = _counted(_served_countries(), counts.get("country", ()))
        self._choose("country", [("", _("Any country")), *countries])
        if not _reads_friendliness(self.viewer):
            del self.fields["friendly_to"]

    def _offer_regions(self, country: str) -> None:
        regions = region_names(country) if country else []
        if regions:
            self._choose("region", [("", _("Anywhere")), *regions])
        else:
            del self.fields["region"]

    def _choose(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = list(choices)

    @property
    def filters_used(self) -> int:
        """How many of the folded filters are set."""
        folded = [*_SEVERAL, *_FLAGS, "verified_within_days", "region", "reach"]
        return sum(bool(self[name].value()) for name in folded if name in self.fields)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "friendly_to" in self.data and "friendly_to" not in self.fields:
            self.add_error(None, str(FilterAboveLevel.message))
        if self.errors:
            return cleaned
        if not any(cleaned.get(name) for name in self.fields):
            self.add_error("country", _("Choose a country, or say whom you look for."))
            return cleaned
        if cleaned.get("preset") and not (cleaned["country"] or cleaned["near"]):
            self.add_error("country", _("Choose the country where it happens."))
            return cleaned
        if cleaned.get("reach") and not cleaned["country"]:
            self.add_error("country", _("Choose the country that you mean."))
            return cleaned
        self._read(parameters_of(cleaned))
        return cleaned

    def _read(self, parameters: Parameters) -> None:
        try:
            self.criteria = read_criteria(parameters, self.viewer)
        except InvalidSearch as refusal:
            for name, messages in refusal.errors.items():
                field = name if name in self.fields else None
                field = "reach" if name in dict(_REACHES) else field
                self.add_error(field, [str(message) for message in messages])
        except FilterAboveLevel as refusal:
            self.add_error(refusal.field or None, str(refusal.text))


def _reach_in(data: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """`serves` or `located_in` told apart into country, region and reach."""
    known = [name for name, _word in _REACHES if name]
    reach = next((name for name in known if name in (data or {})), "")
    if data is None or not reach:
        return data
    asked = QueryDict(mutable=True)
    for name in data:
        values = data.getlist(name) if isinstance(data, QueryDict) else data[name]
        asked.setlist(name, values if isinstance(values, list) else [values])
    area = str(asked[reach])
    del asked[reach]
    asked["country"], asked["reach"] = area[:2], reach
    if "-" in area:
        asked["region"] = area
    return asked


def _without_the_region_before(
    data: Mapping[str, Any] | None,
) -> Mapping[str, Any] | None:
    # Whoever changes the country on the page of answers still sends its old region.
    if data is None or not data.get("country"):
        return data
    if str(data.get("region", ""))[:2] in ("", str(data["country"])):
        return data
    if isinstance(data, QueryDict):
        kept = data.copy()
        del kept["region"]
        return kept
    return {name: value for name, value in data.items() if name != "region"}


def parameters_of(cleaned: Mapping[str, Any]) -> Parameters:
    """What was filled in, as the FilterSet's parameters; nothing empty."""
    found: Parameters = {}
    for name, value in _area_of(cleaned).items():
        if name in _SEVERAL:
            found[name] = list(value)
        elif name in _FLAGS:
            found[name] = ["true"] if value else []
        else:
            found[name] = [str(value)] if value else []
    return {name: values for name, values in found.items() if values}


def _area_of(cleaned: Mapping[str, Any]) -> Mapping[str, Any]:
    # `country` is where an entry is listed: beside `serves` it would hide just those
    # who come from elsewhere.
    kept = dict(cleaned)
    reach = kept.pop("reach", "")
    if reach:
        country, region = kept.pop("country", ""), kept.pop("region", "")
        kept[reach] = region or country
    return kept


def _distances() -> list[tuple[str, str]]:
    # Worded when the form is made: a number joined to a text fixes its language.
    farther = [(str(km), gettext("Up to %d km") % km) for km in (100, 200, 500)]
    near = [("", gettext("Up to 50 km")), ("10", gettext("Up to 10 km"))]
    return near + farther


def _served_countries() -> list[tuple[str, str]]:
    served = settings.WAYMARK_GAZETTEER_COUNTRIES
    every = "all" in served
    return [
        (code, name)
        for code, name in country_names().items()
        if every or code in served
    ]


def _reads_friendliness(viewer: Viewer) -> bool:
    # The rule itself stands in filters.py; here it only spares a useless choice.
    return viewer.level >= Level.PARTNERS and viewer.reads_group("friendliness")


def _words(scheme: str, language: str, choices: Any) -> list[tuple[str, str]]:
    named = labels(scheme, language)
    return [(c.value, named.get(c.value, str(c.label))) for c in choices]


def _counted(
    choices: Iterable[tuple[str, str]], counts: Iterable[tuple[str, int]]
) -> list[tuple[str, str]]:
    found = dict(counts)
    return [
        (code, f"{text} ({found[code]})" if code in found else text)
        for code, text in choices
    ]
