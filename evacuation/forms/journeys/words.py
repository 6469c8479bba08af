"""Something that was heard just now, and by which way."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from evacuation.answers import ContactVia
from evacuation.forms.case import VersionForm


class WayForm(VersionForm):
    """The person's last yes, or the host's word."""

    via = forms.ChoiceField(
        label=_("By which way you heard it"),
        help_text=_("As agreed with them. Whoever writes from elsewhere is not them."),
        choices=[("", "—"), *ContactVia.choices],
    )

    def clean_via(self) -> ContactVia:
        return ContactVia(self.cleaned_data["via"])
