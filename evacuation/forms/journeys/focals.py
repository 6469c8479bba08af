"""Naming who looks after the law, the medicine or the minors of one case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from evacuation.forms.case import VersionForm
from evacuation.services.journeys.focals import Focal

if TYPE_CHECKING:
    from collections.abc import Sequence


class FocalForm(VersionForm):
    """`user`: of whom the page offers; the service says who it can be."""

    what = forms.TypedChoiceField(
        choices=Focal.choices(), coerce=Focal, widget=forms.HiddenInput
    )
    user = forms.IntegerField(label=_("Who"), widget=forms.Select)

    def offer(self, people: Sequence[tuple[int, str]]) -> None:
        """(user, code name) of each whom the page offers."""
        found: forms.Select = self.fields["user"].widget
        found.choices = [("", _("Please choose")), *people]
