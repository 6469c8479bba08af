"""One person of the journey and their papers: codes and days, no names and numbers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from evacuation.forms.case import VersionForm
from evacuation.forms.choosing import offer
from evacuation.forms.journeys.countries import country_choices
from evacuation.journeys.travellers import LEAD_PERSON, Band, Going, Person
from evacuation.workflow.movement.papers import (
    Known,
    Military,
    Papers,
    Passport,
    Scope,
    WantedCheck,
)

_SHORT, _REASON = 60, 1000
_LOOKED = _("Looked at on")


def _choice(label: Any, choices: Any, hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, help_text=hint, widget=forms.RadioSelect
    )


def _day(label: Any, hint: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


SAME = "same_as_before"
YES, NO = "yes", "no"


def _same(number: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Is this the same person as number %(number)s of an earlier journey?")
        % {"number": number},
        help_text=_(
            "Something of that person is kept: what they said alone, who they are, or "
            "their medicine. Under this number it stands as theirs."
        ),
        choices=[(YES, _("Yes, the same person")), (NO, _("No, somebody else"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it is the same person as before.")},
    )


class PersonForm(VersionForm):
    """`number`: which person; who asked is "1" and goes by definition.

    `asks`: whether it has to be said that they are the same as before.
    """

    called = forms.CharField(
        label=_("What we call them here"),
        help_text=_("A word agreed for them, not their name."),
        max_length=_SHORT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    band = _choice(_("Their age"), Band.choices())
    going = _choice(_("Goes"), Going.choices())
    why_apart = forms.CharField(
        label=_("Why apart"),
        help_text=_("Only of who goes apart: what makes it dangerous together."),
        required=False,
        max_length=_REASON,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )
    consents = forms.BooleanField(
        label=_("Agreed to the journey, asked alone"),
        help_text=_("Of a minor: whoever may agree for them."),
        required=False,
    )
    home = forms.ChoiceField(label=_("Which country may look for them"))
    passport = _choice(_("Papers for the border"), Passport.choices())
    valid_until = _day(_("Valid until"))
    visas = forms.MultipleChoiceField(
        label=_("Visas and permits they hold"),
        help_text=_("By country. With a keyboard, hold Ctrl to choose several."),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    exit_ban = _choice(_("Banned from leaving?"), Known.choices())
    criminal_case = _choice(
        _("Is a criminal case open with them as suspect or accused?"),
        Known.choices(),
        _("Witnesses and those fined cannot be on a wanted list."),
    )
    military = _choice(_("Military duty"), Military.choices())
    mismatch = forms.BooleanField(
        label=_("Name or gender marker do not match the person"), required=False
    )
    refused_before = forms.BooleanField(
        label=_("A border or a visa office has refused them before"), required=False
    )
    parent_consents = forms.BooleanField(
        label=_("Of a minor: the other parent's consent is there"), required=False
    )

    def __init__(
        self, *args: Any, number: str, asks: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.number = number
        if asks:
            self.fields = {SAME: _same(number), **self.fields}
        offer(self, "home", country_choices())
        offer(self, "visas", country_choices()[1:])
        if number == LEAD_PERSON:
            del self.fields["going"], self.fields["why_apart"]
        for scope in Scope:
            self.fields[f"listed_{scope}"] = forms.ChoiceField(
                label=scope.label,
                choices=[("", _("Not looked at")), *Known.choices()],
                required=False,
            )
            self.fields[f"on_{scope}"] = _day(
                format_lazy("{list}: {looked}", list=scope.label, looked=_LOOKED)
            )

    @property
    def looks(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"listed_{one}"], self[f"on_{one}"]) for one in Scope]

    @property
    def is_same(self) -> bool:
        """Once it is valid."""
        return self.cleaned_data.get(SAME) == YES

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        # Where a number is left, the page offers it and nobody comes here.
        if said.get(SAME) == NO:
            self.add_error(SAME, _("No number is left. Open another case for them."))
        for scope in Scope:
            listed, on = said.get(f"listed_{scope}"), said.get(f"on_{scope}")
            if listed and not on and f"on_{scope}" not in self.errors:
                self.add_error(f"on_{scope}", _("Say on which day it was looked at."))
        if said.get("passport") not in {None, str(Passport.NONE)} and not said.get(
            "valid_until"
        ):
            self.add_error("valid_until", _("Say until when the papers are valid."))
        return said

    @property
    def person(self) -> Person:
        """Once it is valid."""
        said = self.cleaned_data
        band = Band(said["band"])
        going = Going(said.get("going", Going.TOGETHER))
        papers = Papers(
            passport=Passport(said["passport"]),
            valid_until=said["valid_until"],
            exit_ban=Known(said["exit_ban"]),
            criminal_case=Known(said["criminal_case"]),
            military=Military(said["military"]),
            mismatch=said["mismatch"],
            refused_before=said["refused_before"],
            minor=band != Band.ADULT,
            parent_consents=said["parent_consents"],
            visas=frozenset(said["visas"]),
            wanted=tuple(self._looks()),
        )
        return Person(
            number=self.number,
            called=said["called"],
            band=band,
            going=going,
            why_apart=said["why_apart"] if going == Going.APART else "",
            home=said["home"],
            consents=said["consents"],
            papers=papers,
        )

    def _looks(self) -> list[WantedCheck]:
        said = self.cleaned_data
        return [
            WantedCheck(scope, Known(said[f"listed_{scope}"]), said[f"on_{scope}"])
            for scope in Scope
            if said[f"listed_{scope}"]
        ]


def person_initial(person: Person) -> dict[str, Any]:
    """What the form shows of what was saved."""
    papers = person.papers
    found: dict[str, Any] = {
        "called": person.called,
        "band": str(person.band),
        "going": str(person.going),
        "why_apart": person.why_apart,
        "consents": person.consents,
        "home": person.home,
        "passport": str(papers.passport),
        "valid_until": papers.valid_until,
        "visas": sorted(papers.visas),
        "exit_ban": str(papers.exit_ban),
        "criminal_case": str(papers.criminal_case),
        "military": str(papers.military),
        "mismatch": papers.mismatch,
        "refused_before": papers.refused_before,
        "parent_consents": papers.parent_consents,
    }
    for scope in Scope:
        on = papers.looked_on(scope)
        if on is not None:
            found[f"listed_{scope}"] = str(papers.listed(scope))
            found[f"on_{scope}"] = on
    return found
