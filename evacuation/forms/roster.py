"""What a lead chooses for the next roster, as a closed set of fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evacuation.forms.choosing import offer
from evacuation.person_parts import part_choices

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evacuation.services.roster_changes import Waiting
    from evacuation.vault.cards import Card

LEAVE_OUT = "leave_out"


class ProposalForm(forms.Form):
    """One choice for each person who waits: as it is, taken over, or left out.

    The value of "taken over" says which keys and rights the page showed.
    """

    def __init__(self, people: list[Waiting], data: Any = None) -> None:
        super().__init__(data)
        self.people = people
        for one in people:
            self.fields[f"user_{one.user}"] = forms.ChoiceField(
                label=one.code_name,
                choices=_choices(one),
                widget=forms.RadioSelect,
                required=one.suspended,
            )

    def rows(self) -> list[tuple[Waiting, forms.BoundField]]:
        return [(one, self[f"user_{one.user}"]) for one in self.people]

    def chosen(self) -> tuple[dict[int, str], set[int]]:
        """(accepted, left out) as services/roster_changes.py takes them."""
        values = {
            one.user: self.cleaned_data[f"user_{one.user}"] for one in self.people
        }
        left_out = {user for user, value in values.items() if value == LEAVE_OUT}
        accepted = {
            user: value
            for user, value in values.items()
            if value and user not in left_out
        }
        return accepted, left_out


def _choices(one: Waiting) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    if not one.suspended:
        found.append(("", _("Not now")))
    if one.asked is None:
        found.append((one.answer, _("Leaves the roster")))
    elif one.kind == "rights":
        found.append((one.answer, _("Rights as shown")))
    else:
        found.append((one.answer, _("I compared the fingerprint with the person")))
    if one.now is not None and one.asked is not None:
        found.append((LEAVE_OUT, _("Leaves the roster")))
    return found


class SigningForm(forms.Form):
    """The second signature: of the draft that the page showed."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    compared = forms.BooleanField(
        label=_("I compared each new fingerprint with its person"), required=True
    )


class HolderForm(forms.Form):
    """Whom a key goes to, or is taken from. `people`: cards of the roster."""

    compartment = forms.ChoiceField(label=_("Part"), choices=part_choices())
    user = forms.TypedChoiceField(label=_("Person"), coerce=int)
    sure = forms.BooleanField(label=_("I want them to open this part from now on"))

    def __init__(self, people: Iterable[Card], data: Any = None) -> None:
        super().__init__(data)
        offer(self, "user", ((card.user, card.code_name) for card in people))
