"""Choices that are known only once a form is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django import forms


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """What the form's field `name` can be: (value, words)."""
    field: Any = form.fields[name]
    field.choices = list(choices)
