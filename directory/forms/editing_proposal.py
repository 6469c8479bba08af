"""What a monitor proposes to change: some fields of the entry, and a new contact."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.forms.editing import ProviderForm, with_none
from directory.models.choices import ChannelKind
from directory.services.entry import EntryInvalid
from directory.services.proposals import CONTACT, PROPOSABLE


def proposable() -> list[str]:
    """The fields that may be proposed, in the order of the entry's form."""
    return [name for name in ProviderForm.base_fields if name in PROPOSABLE]


class ProposalForm(forms.Form):
    contact_kind = forms.ChoiceField(
        label=_("A new contact"), choices=with_none(ChannelKind.choices), required=False
    )
    contact_value = forms.CharField(
        label=_("Its number or address"), max_length=300, required=False
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name in proposable():
            self.fields[name] = deepcopy(ProviderForm.base_fields[name])
        self.order_fields(proposable())

    def changes(self) -> dict[str, Any]:
        """What the form holds, as the service takes it. For valid forms."""
        row = self.cleaned_data
        changes: dict[str, Any] = {name: row[name] for name in proposable()}
        if row["contact_kind"] or row["contact_value"]:
            contact = {"kind": row["contact_kind"], "value": row["contact_value"]}
            changes[CONTACT] = contact
        return changes

    def add_faults(self, refusal: EntryInvalid) -> None:
        """Show what the entry would not take where it was typed."""
        for name, messages in refusal.errors.items():
            shown = "contact_value" if name == "contacts" else name
            for message in messages:
                self.add_error(shown if shown in self.fields else None, str(message))
