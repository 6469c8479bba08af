"""A request that came by messenger or telephone: the public questions, in short."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evacuation.answers import Origin
from evacuation.forms.intake import AskForm
from evacuation.safe_hours import ZONES

if TYPE_CHECKING:
    from evacuation.answers import Answers

_HOURS = _("Say both hours and the zone, or none of them.")


class EnterForm(AskForm):
    """What the person said, and by which way it came."""

    method = forms.ChoiceField(
        label=_("How it came"),
        choices=[
            ("messenger", _("By messenger")),
            ("phone", _("By telephone")),
            ("in_person", _("In person")),
        ],
    )
    safe_from = forms.TimeField(
        label=_("Safe from"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    safe_until = forms.TimeField(
        label=_("Safe until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    time_zone = forms.ChoiceField(
        label=_("In the time of"),
        required=False,
        choices=[("", _("Please choose")), *((zone, zone) for zone in ZONES)],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contacts = self.contacts[:1]

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        said = [found.get(n) for n in ("safe_from", "safe_until", "time_zone")]
        if any(said) and not all(value not in (None, "") for value in said):
            self.add_error("time_zone", _HOURS)
        return found

    def answers(self, *, text_version: str) -> Answers:
        """After is_valid()."""
        asked, found = super().answers(text_version=text_version), self.cleaned_data
        hours = {}
        if found["time_zone"]:
            hours = {
                "safe_from": found["safe_from"].isoformat(timespec="minutes"),
                "safe_until": found["safe_until"].isoformat(timespec="minutes"),
                "time_zone": found["time_zone"],
            }
        return replace(
            asked,
            contacts=tuple(replace(contact, **hours) for contact in asked.contacts),
            origin=Origin.MEMBER,
            method=found["method"],
        )
