"""How urgent it is, as a person says it: facts first, then the level they choose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evacuation.forms.case import LONGEST, VersionForm
from evacuation.models.choices import Urgency
from evacuation.workflow.dangers import Event, Flag, Near, Source, Strength, Weakness
from evacuation.workflow.rubric import EVENTS_COUNTED, Facts, Happened

if TYPE_CHECKING:
    from evacuation.workflow.codes import Coded

MOST_EVENTS = 8
_LONGEST_AGO = 36_500  # days
_ROWS = 3
_SAID_HALF = _("Say how many days ago, or that it goes on.")


def _ticks(label: Any, codes: type[Coded], hint: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint,
        required=False,
        choices=codes.choices(),
        widget=forms.CheckboxSelectMultiple,
    )


@dataclass(frozen=True, slots=True)
class EventFields:
    """What happened, how many days ago, whether it goes on. `number`: from one."""

    number: int
    what: forms.BoundField
    days: forms.BoundField
    ongoing: forms.BoundField


class UrgencyForm(VersionForm):
    """`facts`: for the rubric. `shown`: the proposal that the person has looked at."""

    flags = _ticks(
        _("Red flags"), Flag, _("Any of these lifts the level, whatever the sum says.")
    )
    sources = _ticks(_("Who the danger comes from"), Source)
    near = forms.ChoiceField(
        label=_("The next known date"),
        help_text=_("A hearing, a call-up, a wedding, the end of a visa."),
        choices=Near.choices(),
        initial=str(Near.NONE),
    )
    weaknesses = _ticks(_("What makes it worse"), Weakness)
    strengths = _ticks(
        _("What protects them"), Strength, _("Counts for nothing under a red flag.")
    )
    level = forms.ChoiceField(
        label=_("The level you set"),
        choices=Urgency.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    text = forms.CharField(
        label=_("Why"),
        help_text=_("Needed where it is another level than proposed."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": _ROWS, "autocomplete": "off"}),
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "urgency-%s")
        super().__init__(*args, **kwargs)
        for number in range(MOST_EVENTS):
            self.fields |= _event_fields(number)

    @property
    def events(self) -> list[EventFields]:
        """As many as count."""
        return [self._event(number) for number in range(EVENTS_COUNTED)]

    @property
    def further_events(self) -> list[EventFields]:
        return [self._event(n) for n in range(EVENTS_COUNTED, MOST_EVENTS)]

    @property
    def further_said(self) -> bool:
        """Whether anything stands in them, so that it is shown."""
        return any(
            field.value() or field.errors
            for event in self.further_events
            for field in (event.what, event.days, event.ongoing)
        )

    def _event(self, number: int) -> EventFields:
        what, days, ongoing = (self[name] for name in _names(number))
        return EventFields(number + 1, what, days, ongoing)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        for what, days, ongoing in map(_names, range(MOST_EVENTS)):
            if days in self.errors:
                continue
            said = found.get(days) is not None
            if found.get(what) and not said and not found.get(ongoing):
                self.add_error(days, _SAID_HALF)
            if not found.get(what) and (said or found.get(ongoing)):
                self.add_error(what, _("Say what happened."))
        return found

    @property
    def facts(self) -> Facts:
        """Of a valid form."""
        said = self.cleaned_data
        rows = [[said[n] for n in _names(number)] for number in range(MOST_EVENTS)]
        return Facts(
            sources=frozenset(map(Source, said["sources"])),
            events=tuple(
                Happened(Event(what), days or 0, ongoing)
                for what, days, ongoing in rows
                if what
            ),
            near=Near(said["near"]),
            weaknesses=frozenset(map(Weakness, said["weaknesses"])),
            strengths=frozenset(map(Strength, said["strengths"])),
            flags=frozenset(map(Flag, said["flags"])),
        )


def as_initial(facts: Facts, days: int) -> dict[str, Any]:
    """What an older assessment said, for the form; `days`: how old it is.

    The known date is asked anew: it has come nearer, or has passed.
    """
    found: dict[str, Any] = {
        name: sorted(map(str, getattr(facts, name)))
        for name in ("flags", "sources", "weaknesses", "strengths")
    }
    for number, one in enumerate(facts.events[:MOST_EVENTS]):
        what, ago, ongoing = _names(number)
        found |= {what: str(one.event), ago: one.days + days, ongoing: one.ongoing}
    return found


def _names(number: int) -> tuple[str, str, str]:
    return f"event_{number}", f"days_{number}", f"ongoing_{number}"


def _event_fields(number: int) -> dict[str, forms.Field]:
    what, days, ongoing = _names(number)
    return {
        what: forms.ChoiceField(
            label=_("What happened"),
            choices=[("", "—"), *Event.choices()],
            required=False,
        ),
        days: forms.IntegerField(
            label=_("Days ago"), min_value=0, max_value=_LONGEST_AGO, required=False
        ),
        ongoing: forms.BooleanField(
            label=_("It goes on, or who did it still reaches them"), required=False
        ),
    }
