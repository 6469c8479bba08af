"""What a host answers, without an account: that they receive, and who arrived."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evacuation.journeys.reception import Company, Item, Reception
from evacuation.services.journeys.host_door import LONGEST_PHRASE, LONGEST_TEXT

_YES, _NO = "yes", "no"


def _more() -> forms.CharField:
    return forms.CharField(
        label=_("Anything else that we should know"),
        help_text=_("No names and no addresses, please."),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )


class ReceivesForm(forms.Form):
    """Beforehand."""

    receives = forms.ChoiceField(
        label=_("Does it stand as we agreed?"),
        choices=[(_YES, _("Yes")), (_NO, _("No, it is not possible any more"))],
        widget=forms.RadioSelect,
    )
    text = _more()

    @property
    def answer(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {"receives": said["receives"] == _YES, "text": said["text"]}


class ArrivedForm(forms.Form):
    """Afterwards. `answer`: the phrase and what is seen to."""

    phrase = forms.CharField(
        label=_("The words that they said to you"),
        help_text=_("The agreed ones, as you heard them. Nobody tells you which."),
        max_length=LONGEST_PHRASE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    company = forms.ChoiceField(
        label=_("Who came"), choices=Company.choices(), widget=forms.RadioSelect
    )
    seen_to = forms.MultipleChoiceField(
        label=_("What is seen to already"), choices=Item.choices(), required=False
    )
    text = _more()

    @property
    def items(self) -> list[tuple[str, Any, bool]]:
        """(value, words, whether it was ticked) of each."""
        ticked = set(self["seen_to"].value() or ())
        return [(value, label, value in ticked) for value, label in Item.choices()]

    @property
    def answer(self) -> dict[str, Any]:
        said = self.cleaned_data
        reception = Reception(
            company=Company(said["company"]),
            seen_to=frozenset(Item(one) for one in said["seen_to"]),
            text=said["text"],
        )
        return {"phrase": said["phrase"], "reception": reception}
