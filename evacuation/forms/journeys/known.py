"""What is known of a country, as forms: a rule, a way in, an alert."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.forms.choosing import offer
from evacuation.forms.journeys.countries import country_choices
from evacuation.services.countries.pathways import Way, way_faults
from evacuation.workflow.movement.contexts import (
    ANSWERS,
    PathwayKind,
    PathwayStatus,
    Rule,
    Says,
    Subject,
)
from evacuation.workflow.movement.fitting import BY_COUNTRY, rule_faults
from evacuation.workflow.movement.health import MedicineKind
from evacuation.workflow.movement.papers import Passport

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evacuation.models import CountryRule, Pathway
    from evacuation.workflow.movement.fitting import Fault

SHORT, LINE, SOURCE, WORDS = 120, 300, 500, 1000
MOST_DAYS = 3650
_OF = {
    Subject.ENTRY: (_("With which papers"), _("Any papers"), Passport),
    Subject.MEDICINE: (_("Which medicine"), _("Any medicine"), MedicineKind),
}


def _line(label: Any, longest: int, hint: Any = "", *, must: bool) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=longest,
        required=must,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _words(label: Any, hint: Any, *, must: bool) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=WORDS,
        required=must,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )


def _day(label: Any, hint: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


def _source() -> forms.CharField:
    hint = _("A page, a law or a book that a colleague can open. No person.")
    return _line(_("Where this is from"), SOURCE, hint, must=True)


def _note() -> forms.CharField:
    hint = _("Public knowledge alone: no case, no person.")
    return _words(_("Note"), hint, must=False)


class _Known(forms.Form):
    """`replaces`: the id of the row that was shown in its place; empty for none."""

    replaces = forms.IntegerField(required=False, widget=forms.HiddenInput)
    checked_on = _day(_("On which day it was looked up"))
    good_until = _day(
        _("Somebody looks at it again by"),
        _("Until then plans rest on it. At most a year."),
    )

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country = country

    def name_faults(self, found: Iterable[Fault]) -> None:
        """Beside its field, where nothing stands there yet."""
        for name, why in found:
            field = name if name in self.fields else None
            if field is None or field not in self.errors:
                self.add_error(field, why)


class RuleForm(_Known):
    of = forms.ChoiceField(required=False)
    says = forms.ChoiceField(label=_("How it is"), widget=forms.RadioSelect)
    days = forms.IntegerField(
        label=_("For how many days"),
        help_text=_("Of a stay; empty where it says nothing of that."),
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
    )
    source = _source()
    note = _note()
    field_order = ("replaces", "of", "says", "days", "source", "note")

    def __init__(self, *args: Any, subject: Subject, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject = subject
        offer(self, "says", [(str(one), one.label) for one in ANSWERS[subject]])
        if subject != Subject.ENTRY:
            del self.fields["days"]
        self._offer_of()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if "says" in said:
            self.name_faults(rule_faults(self.rule, timezone.localdate()))
        return said

    @property
    def rule(self) -> Rule:
        """Once it is valid."""
        said = self.cleaned_data
        return Rule(
            country=self.country,
            subject=self.subject,
            says=Says(said["says"]),
            of=said.get("of", ""),
            days=said.get("days"),
            source=said.get("source", ""),
            checked_on=said.get("checked_on"),
            good_until=said.get("good_until"),
        )

    def _offer_of(self) -> None:
        field = self.fields["of"]
        if self.subject in BY_COUNTRY:
            field.label = _("Of which country")
            every = [("", _("Whichever country looks for them"))]
            offer(self, "of", [*every, *country_choices()[1:]])
        elif self.subject in _OF:
            field.label, empty, codes = _OF[self.subject]
            offer(self, "of", [("", empty), *codes.choices()])
        else:
            del self.fields["of"]


class PathwayForm(_Known):
    status = forms.ChoiceField(
        label=_("How it is"),
        choices=PathwayStatus.choices(),
        widget=forms.RadioSelect,
    )
    legal_base = _line(_("Legal base"), LINE, must=False)
    who = _line(_("Who can nominate or ask"), LINE, must=False)
    wait = _line(_("How long it takes"), SHORT, must=False)
    source = _source()
    note = _note()
    field_order = (
        *("replaces", "status", "legal_base", "who", "wait"),
        *("source", "note"),
    )

    def __init__(self, *args: Any, kind: PathwayKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if "status" in said:
            self.name_faults(way_faults(self.way, timezone.localdate()))
        return said

    @property
    def way(self) -> Way:
        """Once it is valid."""
        said = self.cleaned_data
        return Way(
            country=self.country,
            kind=self.kind,
            status=PathwayStatus(said["status"]),
            source=said.get("source", ""),
            checked_on=said.get("checked_on"),
            good_until=said.get("good_until"),
            **{name: said.get(name, "") for name in ("legal_base", "who", "wait")},
            note=said.get("note", ""),
        )


class AlertForm(forms.Form):
    text = _words(
        _("What changed"), _("Public knowledge alone: no case, no person."), must=True
    )
    source = _source()


def rule_initial(row: CountryRule | None, of: str) -> dict[str, Any]:
    """What stands now; whoever writes it anew says the days anew."""
    if row is None:
        return {"of": of}
    same = {name: getattr(row, name) for name in ("of", "says", "days", "source")}
    return {**same, "note": row.note, "replaces": row.pk}


def pathway_initial(row: Pathway | None) -> dict[str, Any]:
    if row is None:
        return {}
    names = ("status", "legal_base", "who", "wait", "source", "note")
    return {**{name: getattr(row, name) for name in names}, "replaces": row.pk}
