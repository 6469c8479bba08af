"""Handing over at the end of a shift: to whom, and which cases become theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from evacuation.forms.choosing import offer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evacuation.models import Case
    from evacuation.vault.cards import Card


class TakerForm(forms.Form):
    """`to`: a user."""

    to = forms.TypedChoiceField(label=_("Who comes next"), coerce=int)

    def __init__(self, *args: Any, takers: Iterable[Card], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(card.user), card.code_name) for card in takers]
        offer(self, "to", [("", _("Please choose")), *people])


class HandOverForm(TakerForm):
    """Each case with the version that was shown; ticked ones change their owner."""

    def __init__(self, *args: Any, cases: Iterable[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = {case.pk: case for case in cases}
        for case in self.cases.values():
            self.fields[f"give_{case.pk}"] = forms.BooleanField(
                required=False, label=_("The case becomes theirs")
            )
            self.fields[f"version_{case.pk}"] = forms.IntegerField(
                min_value=1,
                required=False,
                initial=case.version,
                widget=forms.HiddenInput,
            )

    def handed(self) -> list[tuple[UUID, int, bool]]:
        """(case, version, whether it is given) of each that was shown."""
        said = self.cleaned_data
        return [
            (case, said[f"version_{case}"], said[f"give_{case}"])
            for case in self.cases
            if said[f"version_{case}"]
        ]

    def fields_of(self, case: UUID) -> tuple[forms.BoundField, forms.BoundField]:
        """The tick and the hidden version of one case."""
        return self[f"give_{case}"], self[f"version_{case}"]
