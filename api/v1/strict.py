"""Bodies read to the letter: known members alone, each of the JSON type asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from rest_framework import serializers

if TYPE_CHECKING:
    from datetime import datetime

# The library takes a number for text, and "on" or 1 for true: no tool means that.
_JSON: tuple[tuple[type[Any], tuple[type, ...]], ...] = (
    (serializers.CharField, (str,)),
    (serializers.DecimalField, (str,)),
    (serializers.UUIDField, (str,)),
    (serializers.BooleanField, (bool,)),
    (serializers.IntegerField, (int,)),
)


def unknown_member() -> str:
    return _("This member is not known.")


def _offset_missing() -> str:
    return _("Say the time with its offset, as in 2026-11-22T19:00:00+06:00 or …Z.")


class Moment(serializers.DateTimeField):
    """A time that can be meant in one way only: one without an offset is refused."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "With its offset: …T19:00:00+06:00, or …Z.")
        super().__init__(**kwargs)

    def enforce_timezone(self, value: datetime) -> datetime:
        if value.tzinfo is None:
            raise serializers.ValidationError(_offset_missing(), code="no_offset")
        return super().enforce_timezone(value)


class Strict(serializers.Serializer[Any]):
    """An object whose members are all known: a mistyped one is refused by name."""

    def to_internal_value(self, data: Any) -> Any:
        errors = self._faults(data) if isinstance(data, dict) else {}
        try:
            found = super().to_internal_value(data)
        except serializers.ValidationError as refusal:
            raise serializers.ValidationError({**errors, **refusal.detail}) from None  # type: ignore[dict-item]
        if errors:
            raise serializers.ValidationError(errors)
        return found

    def _faults(self, data: dict[Any, Any]) -> dict[str, Any]:
        unknown = sorted(set(data) - set(self.fields))
        errors: dict[str, Any] = {name: [unknown_member()] for name in unknown}
        for name, field in self.fields.items():
            value = data.get(name)
            if value is not None and not _is_json_of(field, value):
                errors[name] = [field.error_messages["invalid"].format(value=value)]
        return errors


def _is_json_of(field: Any, value: Any) -> bool:
    asked = next((types for kind, types in _JSON if isinstance(field, kind)), None)
    if asked is None:
        return True
    return isinstance(value, asked) and (bool in asked or not isinstance(value, bool))
