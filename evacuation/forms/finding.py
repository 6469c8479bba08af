"""The code of a case, as somebody says or types it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from evacuation.vault.symbols import LONGEST_TYPED


class FindForm(forms.Form):
    code = forms.CharField(
        label=_("Code of the case"),
        help_text=_("All eight symbols, as in K7M2-9QXA. Closed cases are found, too."),
        max_length=LONGEST_TYPED,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
