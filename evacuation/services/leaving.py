"""Putting a receipt away: whoever presses Back afterwards does not see it again.

The same form prints the same receipt for an hour, so that a lost answer loses nothing.
A person who says that they have kept the code ends that hour.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from evacuation.clock import this_hour
from evacuation.models import SpentForm
from evacuation.vault.encoding import Label
from evacuation.vault.sealing import derive

if TYPE_CHECKING:
    from evacuation.services.form_tokens import FormToken

# Longer than any form is good for.
_KEPT = timedelta(hours=2)


def put_away(*, form: FormToken) -> None:
    """The receipt of this form is not shown again. Twice is as good as once."""
    row = SpentForm(lookup=_lookup(form), gone_at=this_hour() + _KEPT)
    SpentForm.objects.bulk_create([row], ignore_conflicts=True)


def was_put_away(form: FormToken) -> bool:
    return SpentForm.objects.filter(pk=_lookup(form)).exists()


def forget_spent_forms() -> None:
    """For the worker's tick."""
    SpentForm.objects.filter(gone_at__lte=this_hour()).delete()


def _lookup(form: FormToken) -> bytes:
    return derive(form.key, Label.FORM, "spent").reveal()
