"""The steps that a case page offers, and the one that waits for a second person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evacuation.forms.steps import StepForm
from evacuation.services.moving import (
    OF_THEIR_OWN,
    may_confirm_step,
    steps_for,
    takes_two,
    waiting_step,
)
from evacuation.workflow.needs import Kind
from evacuation.workflow.table import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms

    from evacuation.access import OpenCase
    from evacuation.services.moves import Move
    from evacuation.workflow.guards import Guard
    from evacuation.workflow.transition import Transition


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A button with its form, or what is still missing for it."""

    name: str
    label: Any
    two: bool
    lacking: list[Guard]
    form: forms.Form


@dataclass(frozen=True, slots=True)
class WaitingStep:
    """`said`: (words of the field, what was said)."""

    label: Any
    by: str
    own: bool
    mine_to_confirm: bool
    said: list[tuple[Any, Any]]


def shown_steps(opened: OpenCase, sent: StepForm | None = None) -> list[ShownStep]:
    """Every step of the table that this member may take by its plain form."""
    return [
        ShownStep(
            name=one.name,
            label=one.label,
            two=takes_two(opened, one),
            lacking=lacking,
            form=sent
            if sent and sent.step is one
            else StepForm(step=one, level=opened.case.level),
        )
        for one, lacking in steps_for(opened)
        if one.name not in OF_THEIR_OWN
    ]


def shown_waiting(
    opened: OpenCase, name_of: Callable[[str], str]
) -> WaitingStep | None:
    """`name_of`: words for a name of vault/cards.py."""
    found = waiting_step(opened)
    if found is None:
        return None
    proposal, move = found
    one = BY_NAME[move.step]
    return WaitingStep(
        label=one.label,
        by=name_of(move.by),
        own=move.by == opened.me.name,
        mine_to_confirm=may_confirm_step(opened, proposal, one),
        said=said_words(one, move),
    )


def said_words(one: Transition, move: Move) -> list[tuple[Any, Any]]:
    """What was said with a step, with the words of its fields."""
    return [
        (need.label, _words(need.kind, need.choices, move.said[need.name]))
        for need in one.needs
        if move.said.get(need.name) and need.kind != Kind.FLAG
    ]


def _words(kind: Kind, choices: Any, value: Any) -> Any:
    if kind != Kind.CODE:
        return value
    return next((one.label for one in choices if str(one) == str(value)), value)
