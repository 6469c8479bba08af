"""That a way to reach somebody is safe, and the phrases agreed with them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evacuation.forms.case import LONGEST, VersionForm
from evacuation.services.contacting import Confirmed

_LONGEST_PHRASE = 200
_ROWS = 3


class ContactForm(VersionForm):
    how = forms.ChoiceField(
        label=_("How it was confirmed"),
        choices=Confirmed.choices(),
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Note"),
        help_text=_("Where there is no safe way: why."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": _ROWS, "autocomplete": "off"}),
    )

    def clean_how(self) -> Confirmed:
        return Confirmed(self.cleaned_data["how"])


def _phrase(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=_LONGEST_PHRASE,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )


class PhrasesForm(VersionForm):
    ours = _phrase(_("What we say first"))
    theirs = _phrase(_("What they answer"))
    duress = _phrase(
        _("What they say when somebody listens"),
        _("It must sound as usual, and be another one than the answer."),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("duress") and _same(found["duress"], found.get("theirs", "")):
            self.add_error("duress", _("It must be another one than the answer."))
        return found


def _same(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()
