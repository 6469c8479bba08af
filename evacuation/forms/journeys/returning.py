"""What is looked at again when somebody thinks of going back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evacuation.forms.case import VersionForm
from evacuation.workflow.movement.returning import (
    Home,
    Lists,
    Outcome,
    Papers,
    ReturnAssessment,
)

_SHORT, _WORDS = 120, 2000


def _choice(label: Any, choices: Any, hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, help_text=hint, widget=forms.RadioSelect
    )


def _text(label: Any, hint: Any = "", *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=_WORDS,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )


def _day(label: Any, hint: Any = "", *, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=required,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class ReturnForm(VersionForm):
    """`assessment`: what the service takes, after is_valid()."""

    wish = _text(_("What they want, in their own words"), required=True)
    home = _choice(_("What they fled from"), Home.choices())
    changed = _text(_("What has changed at home, and who says so"))
    lists = _choice(_("Wanted lists"), Lists.choices())
    looked_on = _day(_("Looked at on"))
    papers = _choice(_("Their papers"), Papers.choices())
    adviser = forms.CharField(
        label=_("Who advises them"),
        help_text=_("Somebody who knows the law there, as you call them here."),
        required=False,
        max_length=_SHORT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    outcome = _choice(_("What came of it"), Outcome.choices())
    conditions = _text(
        _("What must be there first, and how they stay safe there"),
        _("Where they live, whom they call, words that say that something is wrong."),
    )
    leaves = _day(
        _("They go on"),
        _("Where it is known: they are asked how they are 7 and 30 days later."),
    )
    review = _day(_("Look at it again on"), required=True)

    @property
    def assessment(self) -> ReturnAssessment:
        said = self.cleaned_data
        return ReturnAssessment(
            home=Home(said["home"]),
            lists=Lists(said["lists"]),
            papers=Papers(said["papers"]),
            outcome=Outcome(said["outcome"]),
            review=said["review"],
            changed=said["changed"],
            looked_on=said["looked_on"],
            adviser=said["adviser"],
            wish=said["wish"],
            conditions=said["conditions"],
            leaves=said["leaves"],
        )

    @property
    def said(self) -> dict[str, Any]:
        """For the service, once it is valid."""
        version = self.cleaned_data["version"]
        return {"version": version, "assessment": self.assessment}
