"""The form of a step, made from what the table says that it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from evacuation.forms.case import VersionForm
from evacuation.workflow.needs import LONGEST, Kind, Need
from evacuation.workflow.states import Level

if TYPE_CHECKING:
    from evacuation.workflow.transition import Transition

_ROWS = 3


class StepForm(VersionForm):
    """`said`: what the service takes, by the names of the needs."""

    def __init__(
        self, *args: Any, step: Transition, level: str = "low", **kwargs: Any
    ) -> None:
        kwargs.setdefault("auto_id", f"{step.name}-%s")
        super().__init__(*args, **kwargs)
        self.step = step
        for need in step.needs:
            self.fields[need.name] = _field(need, Level(level))

    @property
    def said(self) -> dict[str, Any]:
        return {need.name: self.cleaned_data[need.name] for need in self.step.needs}


def _field(need: Need, level: Level) -> forms.Field:
    named: dict[str, Any] = {
        "label": need.label,
        "help_text": need.hint,
        "required": need.required,
    }
    if need.kind == Kind.CODE:
        codes = [(str(one), one.label) for one in need.choices]
        return forms.ChoiceField(choices=[("", "—"), *codes], **named)
    if need.kind == Kind.DAYS:
        return forms.IntegerField(min_value=1, max_value=need.longest(level), **named)
    if need.kind == Kind.FLAG:
        return forms.BooleanField(**named)
    widget = forms.Textarea(attrs={"rows": _ROWS, "autocomplete": "off"})
    return forms.CharField(max_length=LONGEST, widget=widget, **named)
