"""The plan as a form: legs as rows, and what must be there before it begins."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.forms.case import VersionForm
from evacuation.forms.choosing import offer
from evacuation.forms.journeys.countries import country_choices
from evacuation.forms.journeys.ways_in import way_choices
from evacuation.forms.rows import CountedRows, rows_of, with_more
from evacuation.forms.zones import MomentField
from evacuation.journeys.plan import (
    MOST_LEGS,
    Companion,
    Departure,
    PackPart,
    Plan,
    PlannedLeg,
)
from evacuation.services.journeys.alerts import LONGEST_WHY
from evacuation.workflow.movement.bounds import leg_faults
from evacuation.workflow.movement.devices import PhoneSign
from evacuation.workflow.movement.going import Device
from evacuation.workflow.movement.houses import MOST_DAYS, House, Need
from evacuation.workflow.movement.legs import Leg, Means
from evacuation.workflow.movement.papers import Known

if TYPE_CHECKING:
    from collections.abc import Sequence

BLANK_LEGS = 2
_SHORT, _WORDS = 120, 1000


def _line(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=_SHORT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _text(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=_WORDS,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )


def _choice(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)


def _several(label: Any, choices: Any, hint: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        help_text=hint,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def _days(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=MOST_DAYS
    )


class PlanForm(VersionForm):
    """Everything but the legs, and but what others say: those have pages' buttons."""

    pathway = forms.IntegerField(
        label=_("The lawful way in that they use"),
        help_text=_("As it was on its day, never a promise. Kept under Countries."),
        required=False,
        min_value=1,
        widget=forms.Select,
    )
    device = _choice(_("Their phone"), Device.choices())
    phone_signs = _several(
        _("Of the phone they have now"), PhoneSign.choices(), _("Ask each.")
    )
    money = forms.BooleanField(label=_("Money is in hand"), required=False)
    money_note = _line(_("Which, and with whom"))
    companion = _choice(_("A companion on the way"), Companion.choices())
    host = _line(
        _("Who receives them"),
        _("As you call them among yourselves; no address."),
    )
    needs = _several(_("What they need of a house"), Need.choices())
    needs_none = forms.BooleanField(
        label=_("They were asked, and need nothing of the kind"),
        help_text=_("A child who goes needs a house for children without being asked."),
        required=False,
    )
    takes = _several(
        _("What its house rules allow"),
        Need.choices(),
        _("Ask the host; send the rules before they come."),
    )
    stay_days = _days(_("For how many days they need it"))
    house_days = _days(_("For how many days they can stay there"))
    abort_words = _line(
        _("Words that stop it"), _("They sound harmless; who hears them stops all.")
    )
    fallback = _text(_("If it stops"), _("Where they go, and whom they call."))
    departure = _choice(_("A statement of leaving freely"), Departure.choices())
    departure_has = _several(
        _("Of the statement, where relatives search"), PackPart.choices()
    )
    kin_there = forms.ChoiceField(
        label=_("Where they arrive, do people live who could tell their relatives?"),
        help_text=_("Of the family, the village, the congregation."),
        choices=Known.choices(),
        widget=forms.RadioSelect,
        required=False,
    )
    safeguarding = _line(
        _("A note on the minors"),
        _("Who looks after their interests is named on the page of the journey."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.IntegerField", self.fields["pathway"])
        chosen: int | None = None
        with suppress(forms.ValidationError):
            chosen = field.clean(self["pathway"].value())
        cast("forms.Select", field.widget).choices = way_choices(chosen)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("needs") and said.get("needs_none"):
            self.add_error(
                "needs_none", _("They need something, or nothing: not both.")
            )
        return said

    def plan(self, legs: Sequence[PlannedLeg]) -> Plan:
        """Once both are valid."""
        said = {name: self.cleaned_data[name] for name in _SAME}
        return Plan(
            legs=tuple(legs),
            device=Device(self.cleaned_data["device"]),
            companion=Companion(self.cleaned_data["companion"]),
            departure=Departure(self.cleaned_data["departure"]),
            phone_signs=frozenset(map(PhoneSign, self.cleaned_data["phone_signs"])),
            departure_has=frozenset(map(PackPart, self.cleaned_data["departure_has"])),
            kin_there=Known(self.cleaned_data["kin_there"] or Known.UNKNOWN),
            needs=frozenset(map(Need, self.cleaned_data["needs"])),
            house=House(
                frozenset(map(Need, self.cleaned_data["takes"])),
                self.cleaned_data["house_days"],
            ),
            **said,
        )


_SAME = (
    "pathway",
    "money",
    "money_note",
    "host",
    "needs_none",
    "stay_days",
    "abort_words",
    "fallback",
    "safeguarding",
)
_SEVERAL = ("phone_signs", "departure_has", "needs")
_CODES = ("device", "companion", "departure", "kin_there")


def plan_initial(plan: Plan) -> dict[str, Any]:
    codes = {name: str(getattr(plan, name)) for name in _CODES}
    several = {name: sorted(map(str, getattr(plan, name))) for name in _SEVERAL}
    house = {
        "takes": sorted(map(str, plan.house.takes)),
        "house_days": plan.house.days,
    }
    same = {name: getattr(plan, name) for name in _SAME}
    return {**same, **codes, **several, **house}


class LegForm(forms.Form):
    """A row without countries is no leg."""

    origin = forms.ChoiceField(label=_("From which country"), required=False)
    begins_at = _line(_("Where it begins"), _("A station or crossing, never a home."))
    begins = MomentField(_("Sets out"), required=False)
    target = forms.ChoiceField(label=_("To which country"), required=False)
    ends_at = _line(_("Where it ends"))
    ends = MomentField(_("Arrives"), required=False)
    means = forms.ChoiceField(label=_("By"), choices=Means.choices(), required=False)
    note = _line(_("Note"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "origin", country_choices())
        offer(self, "target", country_choices())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not (said.get("origin") or said.get("target")):
            return said
        for name, words in _NEEDED:
            if not said.get(name) and name not in self.errors:
                self.add_error(name, words)
        if not self.errors:
            for name, why in leg_faults(self._leg(said), timezone.now()):
                self.add_error(name, why)
        return said

    @property
    def found(self) -> PlannedLeg | None:
        """Once it is valid."""
        said = self.cleaned_data
        if not said.get("origin"):
            return None
        leg = self._leg(said)
        return PlannedLeg(leg, said["begins_at"], said["ends_at"], said["note"])

    def _leg(self, said: dict[str, Any]) -> Leg:
        return Leg(
            origin=said["origin"],
            target=said["target"],
            means=Means(said["means"] or Means.BUS),
            begins=said["begins"],
            ends=said["ends"],
        )


_NEEDED = (
    ("origin", _("Say from which country.")),
    ("target", _("Say to which country.")),
    ("begins", _("Say when it sets out.")),
    ("ends", _("Say when it arrives.")),
)


class _Legs(CountedRows[LegForm]):
    @property
    def legs(self) -> list[PlannedLeg]:
        """Once it is valid."""
        found = (form.found for form in self.forms if form.has_changed())
        return [leg for leg in found if leg]


def legs(data: Any = None, plan: Plan | None = None, *, more: bool = False) -> _Legs:
    """The rows: legs that were saved and blank ones; `more`: with further blanks."""
    saved = plan.legs if plan else ()
    extra = len(saved) + (0 if saved else BLANK_LEGS)
    made = rows_of(LegForm, _Legs, most=MOST_LEGS, extra=extra)
    if more:
        data = with_more(made(data, prefix="leg"), BLANK_LEGS)
    initial = [_row(one) for one in saved]
    found: _Legs = made(data, initial=None if data else initial, prefix="leg")
    return found


def _row(one: PlannedLeg) -> dict[str, Any]:
    leg = one.leg
    return {
        "origin": leg.origin,
        "target": leg.target,
        "means": str(leg.means),
        "begins": leg.begins,
        "ends": leg.ends,
        "begins_at": one.begins_at,
        "ends_at": one.ends_at,
        "note": one.note,
    }


class PassForm(VersionForm):
    """An obstacle that the legal focal lets pass."""

    what = forms.CharField(max_length=32, widget=forms.HiddenInput)
    person = forms.CharField(max_length=1, required=False, widget=forms.HiddenInput)
    leg = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    everywhere = forms.BooleanField(
        label=_("All of these, of everybody and at every border"), required=False
    )
    why = forms.CharField(
        label=_("Why it may go on in spite of it"),
        max_length=_WORDS,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )


class RouteForm(VersionForm):
    """What was seen of the way after an alert."""

    why = forms.CharField(
        label=_("Why it holds, or what is new"),
        max_length=LONGEST_WHY,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class BorderForm(VersionForm):
    """What a look at a border found. `leg`: from 0."""

    leg = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    passes = forms.TypedChoiceField(
        choices=[("yes", _("Open to them")), ("no", _("Not open to them"))],
        coerce=lambda said: said == "yes",
    )
