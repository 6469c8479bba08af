"""Whose case it shall be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evacuation.forms.case import VersionForm
from evacuation.forms.choosing import offer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evacuation.vault.cards import Card


class AssignForm(VersionForm):
    """`to`: a user."""

    to = forms.TypedChoiceField(label=_("Whose it is from now on"), coerce=int)

    def __init__(self, *args: Any, people: Iterable[Card], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(card.user), card.code_name) for card in people]
        offer(self, "to", [("", _("Please choose")), *named])
