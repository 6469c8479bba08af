"""What a step of the workflow takes and says, made from the table's needs."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from api.v1.strict import Strict
from evacuation.workflow.needs import LONGEST, Kind, Need
from evacuation.workflow.states import Level

if TYPE_CHECKING:
    from evacuation.workflow.transition import Transition


@cache
def step_shape(one: Transition) -> type[serializers.Serializer[Any]]:
    """The body that the step takes: a member for each need."""
    name = "Step" + one.name.title().replace("_", "")
    fields = {need.name: _field(need) for need in one.needs}
    made: type[serializers.Serializer[Any]] = type(name, (Strict,), fields)
    return made


def shown_need(need: Need, level: str) -> dict[str, Any]:
    """For whoever draws a form of their own. `level`: of the case."""
    return {
        "name": need.name,
        "kind": need.kind.name.lower(),
        "label": str(need.label),
        "required": need.required,
        "max": _most(need, Level(level)),
        "choices": [
            {"code": str(choice), "label": str(choice.label)} for choice in need.choices
        ],
    }


def example_body(one: Transition) -> dict[str, Any]:
    """What somebody might send; all is invented."""
    said = {Kind.TEXT: "Invented words.", Kind.DAYS: 1, Kind.FLAG: True}
    return {
        need.name: str(need.choices[0]) if need.kind == Kind.CODE else said[need.kind]
        for need in one.needs
    }


def _most(need: Need, level: Level) -> int | None:
    if need.kind == Kind.DAYS:
        return need.longest(level)
    return LONGEST if need.kind == Kind.TEXT else None


def _field(need: Need) -> serializers.Field[Any, Any, Any, Any]:
    named: dict[str, Any] = {"required": need.required, "help_text": need.label}
    if need.kind == Kind.CODE:
        codes = [str(choice) for choice in need.choices]
        return serializers.ChoiceField(choices=codes, **named)
    if need.kind == Kind.DAYS:
        return serializers.IntegerField(min_value=1, max_value=need.most, **named)
    if need.kind == Kind.FLAG:
        return serializers.BooleanField(**named)
    return serializers.CharField(
        max_length=LONGEST, allow_blank=not need.required, **named
    )
