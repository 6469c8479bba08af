"""Inviting people, and coming in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory.models import Country
from directory.roles import all_roles


def country_choices() -> list[tuple[str, str]]:
    """Code and name of every country, in the reader's language."""
    column = f"name_{(get_language() or 'en').split('-')[0]}"
    known = {field.name for field in Country._meta.get_fields()}
    column = column if column in known else "name_en"
    rows = Country.objects.order_by("-in_core", column)
    return [(code, name) for code, name in rows.values_list("code", column)]


class InvitationForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    countries = forms.MultipleChoiceField(
        label=_("Countries"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For monitors and editors. Other roles hold everywhere."),
    )
    code_name = forms.CharField(
        label=_("Code-name"),
        max_length=30,
        help_text=_(
            "They sign in with it and others see it. Small Latin letters, digits, "
            "hyphens. Never a real name."
        ),
    )
    sponsor = forms.CharField(
        label=_("Sponsor's code-name"),
        max_length=30,
        required=False,
        help_text=_("Who vouches for them. Leave empty when you do."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role.code, role.label) for role in all_roles().values()]
        choices: dict[str, Any] = {"role": roles, "countries": country_choices()}
        for name, values in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 (for the types)
            field.choices = values
        for name in ("code_name", "sponsor"):
            self.fields[name].widget.attrs |= {
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
