"""The shape of a JSON body, made from the form of the page that takes the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from rest_framework import serializers

from api.v1.strict import Strict

if TYPE_CHECKING:
    from collections.abc import Mapping

    Field = serializers.Field[Any, Any, Any, Any]

VERSION = "version"  # If-Match says it


def form_shape(
    name: str, says: str, fields: Mapping[str, forms.Field], **instead: Any
) -> type[Strict]:
    """A serializer of this name. `instead`: fields that JSON says otherwise."""
    not_here = {VERSION, *instead}
    said = {one: _field(field) for one, field in fields.items() if one not in not_here}
    made: type[Strict] = type(name, (Strict,), {"__doc__": says, **said, **instead})
    return made


def _field(field: forms.Field) -> Field:
    named: dict[str, Any] = {"help_text": field.label, "required": field.required}
    if not field.required and not isinstance(field, forms.DateField):
        named["default"] = _default(field)
        del named["required"]
    if isinstance(field, forms.MultipleChoiceField):
        return _several(field)
    if isinstance(field, forms.ChoiceField):
        offered: Any = field.choices
        named["choices"] = [(code, words) for code, words in offered if code]
        return serializers.ChoiceField(allow_blank=not field.required, **named)
    if isinstance(field, forms.DecimalField):
        limits = ("max_digits", "decimal_places", "min_value")
        named |= {limit: getattr(field, limit) for limit in limits}
        return serializers.DecimalField(**named)
    if isinstance(field, forms.IntegerField):
        named |= {"min_value": field.min_value, "max_value": field.max_value}
        return serializers.IntegerField(allow_null=not field.required, **named)
    return _plain(field, named)


def _several(field: forms.MultipleChoiceField) -> Field:
    choices: Any = field.choices
    one = serializers.ChoiceField(choices=list(choices))
    said: dict[str, Any] = {"help_text": field.label, "default": list}
    return serializers.ListField(child=one, **said)


def _plain(field: forms.Field, named: dict[str, Any]) -> Field:
    if isinstance(field, forms.BooleanField):
        return serializers.BooleanField(**named)
    if isinstance(field, forms.DateField):
        return serializers.DateField(allow_null=not field.required, **named)
    if isinstance(field, forms.UUIDField):
        return serializers.UUIDField(**named)
    if not isinstance(field, forms.CharField):
        raise TypeError(field)
    return serializers.CharField(
        max_length=field.max_length, allow_blank=not field.required, **named
    )


def _default(field: forms.Field) -> Any:
    """What an empty field of the page says."""
    if isinstance(field, forms.BooleanField):
        return False
    if field.initial is not None:
        return field.initial
    return None if isinstance(field, forms.IntegerField) else ""
