"""What somebody of a trusted organisation answers, without an account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evacuation.services.voucher_door import Answer
from evacuation.workflow.verification import Basis, Vouched

_YES, _NO = "yes", "no"
_LONGEST, _LONGEST_SINCE = 2000, 40


class AnswerForm(forms.Form):
    """`answer`: what it says, once valid. A plain no asks nothing more."""

    vouches = forms.ChoiceField(
        label=_("Can you vouch for this person?"),
        choices=[(_YES, _("Yes")), (_NO, _("No, or I would rather not"))],
        widget=forms.RadioSelect,
    )
    basis = forms.ChoiceField(
        label=_("How do you know it?"),
        choices=[
            (Basis.IN_PERSON.value, _("I know them in person")),
            (Basis.WORKED.value, _("We worked together")),
            (Basis.FAMILY.value, _("I know them through family")),
            (Basis.SECOND_HAND.value, _("I heard it from others")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    since = forms.CharField(
        label=_("Since when?"),
        help_text=_("A year is enough."),
        required=False,
        max_length=_LONGEST_SINCE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    what = forms.ChoiceField(
        label=_("What do you vouch for?"),
        choices=Vouched.choices(),
        required=False,
        widget=forms.RadioSelect,
    )
    independent = forms.BooleanField(
        label=_("I know this myself, not from others who may vouch, too"),
        required=False,
    )
    conflict = forms.BooleanField(
        label=_("I am family, or there is money between us"), required=False
    )
    text = forms.CharField(
        label=_("Anything else that we should know"),
        help_text=_("No names of others, please."),
        required=False,
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("vouches") == _YES:
            for name in ("basis", "what", "since"):
                if not found.get(name) and name not in self.errors:
                    self.add_error(name, _("Please answer this, too."))
        return found

    @property
    def answer(self) -> Answer:
        said = self.cleaned_data
        if said["vouches"] == _NO:
            return Answer(vouches=False, text=said["text"])
        return Answer(
            vouches=True,
            basis=Basis(said["basis"]),
            what=Vouched(said["what"]),
            since=said["since"],
            independent=said["independent"],
            conflict=said["conflict"],
            text=said["text"],
        )
