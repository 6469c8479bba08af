"""Changing the password: one form, for whoever is signed in."""

from __future__ import annotations

from allauth.account.forms import ChangePasswordForm
from django.db import transaction

from config.accounts import keeper


class PasswordChangeForm(ChangePasswordForm):  # type: ignore[misc]
    """Keys that lie under the password move with it: both, or neither."""

    def clean_oldpassword(self) -> str:
        with keeper().a_place():
            return str(super().clean_oldpassword())

    def save(self) -> None:
        old, new = (self.cleaned_data[name] for name in ("oldpassword", "password1"))
        with transaction.atomic():
            with keeper().a_place():
                super().save()
            keeper().password_changed(self.user, old, new)
