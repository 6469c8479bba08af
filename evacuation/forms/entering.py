"""A request that came by messenger or telephone: the public questions, in short."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from evacuation.answers import Asking, Danger, MayWrite, Origin, SafeNow
from evacuation.forms.intake import AskForm
from evacuation.forms.zones import zone_choices

if TYPE_CHECKING:
    from evacuation.answers import Answers

# The public form speaks to the person; this one of them.
_LABELS = {
    "safe_now": _("Are they safe right now?"),
    "country": _("In which country are they now?"),
    "language": _("In which language do they read?"),
    "asking": _("Who asks"),
    "voucher": _("Who can speak for them: an organisation or a person"),
    "do_not_contact": _(
        "Do not contact the person this is about. The contact is another person's, "
        "who has agreed."
    ),
    "consent_store_assess": _("keep what they said and assess it"),
    "consent_verify": _("ask the person or organisation who can speak for them"),
    "consent_share_lawyer": _("share what is needed with a lawyer"),
    "consent_statistics": _("count it in statistics, without anything about them"),
}
_CHOICES: dict[str, list[tuple[str, Any]]] = {
    # Nothing is chosen before somebody chooses: the level hangs on these.
    "danger": [("", _("Please choose")), *Danger.choices],
    "safe_now": [
        ("", _("Please choose")),
        (SafeNow.YES, _("Yes")),
        (SafeNow.NO, _("No")),
        (SafeNow.UNSURE, _("Not sure")),
    ],
    "asking": [
        (Asking.SELF, _("The person themselves")),
        (Asking.AGREED, _("Somebody for them; they know")),
        (Asking.UNAWARE, _("Somebody for them; they do not know")),
    ],
}
_CONTACT_LABELS = {
    "may_write_first": _("May we write or call first?"),
    "name_we_use": _("Which name do we use there?"),
}
_MAY_WRITE = [(MayWrite.NO, _("No, they come first")), (MayWrite.YES, _("Yes"))]
_HOURS = _("Say both hours and the zone, or none of them.")


def _zones() -> list[tuple[str, Any]]:
    """Left as it is, the zone of the country that was chosen, where it has one."""
    return [("", _("Their country's")), *zone_choices()[1:]]


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
        choices=_zones,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contacts = self.contacts[:1]
        for name, label in _LABELS.items():
            self.fields[name].label = label
        for name, choices in _CHOICES.items():
            _choosing(self, name).choices = choices
        for name, label in _CONTACT_LABELS.items():
            self.contacts[0].fields[name].label = label
        _choosing(self.contacts[0], "may_write_first").choices = _MAY_WRITE

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        hours = [found.get("safe_from"), found.get("safe_until")]
        if any(hours) and (None in hours or not self.zone):
            self.add_error("time_zone", _HOURS)
        return found

    def answers(self, *, text_version: str, origin: str = Origin.MEMBER) -> Answers:
        """After is_valid()."""
        asked = super().answers(text_version=text_version, origin=origin)
        found = self.cleaned_data
        hours = {}
        if found["safe_from"] is not None:
            hours = {
                "safe_from": found["safe_from"].isoformat(timespec="minutes"),
                "safe_until": found["safe_until"].isoformat(timespec="minutes"),
                "time_zone": self.zone,
            }
        return replace(
            asked,
            contacts=tuple(replace(contact, **hours) for contact in asked.contacts),
            method=found["method"],
        )


def _choosing(form: forms.Form, name: str) -> forms.ChoiceField:
    return cast("forms.ChoiceField", form.fields[name])
