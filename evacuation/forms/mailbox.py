"""What comes through the mailbox's forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from evacuation.forms.intake import NEEDS_ZONE, ContactForm, Words, zone_field
from evacuation.services.letters import LONGEST_LETTER
from evacuation.workflow.reasons import Appealing

NOTHING_WRITTEN = _("Write something, or choose a file.")
LONGEST_PHRASE = 200
CHOOSE_ONE = _("Please choose one answer.")


class LetterForm(forms.Form):
    """A message; files come beside it."""

    text = Words(label=_("Your message"), most=LONGEST_LETTER)

    def __init__(self, *args: Any, with_files: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.with_files = with_files

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).strip()
        if not text and not self.with_files:
            raise ValidationError(NOTHING_WRITTEN)
        return text


class WellForm(forms.Form):
    """The words agreed. Whatever they are, the page says the same."""

    text = Words(label=_("The words that you agreed with us"), most=LONGEST_PHRASE)

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).strip()
        if not text:
            raise ValidationError(_("Write the words."))
        return text


class ReachForm(ContactForm):
    """How to be reached from now on. Left empty: by this mailbox alone."""

    do_not_contact = forms.BooleanField(
        label=_("Do not contact the person this is about. This contact is another's."),
        required=False,
    )

    time_zone = zone_field()

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if self.has_hours and not found.get("time_zone"):
            self.add_error("time_zone", NEEDS_ZONE)
        return found

    def reached(self) -> dict[str, Any]:
        """The contact as services/letters.py takes it. After is_valid()."""
        contact = self.contact(self.cleaned_data["time_zone"])
        profiles = []
        if contact is not None:
            names = (
                "channel",
                "handle",
                "may_write_first",
                "who_sees",
                "name_we_use",
                "safe_from",
                "safe_until",
                "time_zone",
            )
            profiles = [{name: getattr(contact, name) for name in names}]
        return {
            "profiles": profiles,
            "do_not_contact": bool(self.cleaned_data.get("do_not_contact")),
        }


class AppealForm(forms.Form):
    """Asking again after a refusal, once."""

    ground = forms.ChoiceField(
        label=_("Why should we look at it again?"),
        choices=Appealing.choices(),
        error_messages={"required": CHOOSE_ONE, "invalid_choice": CHOOSE_ONE},
    )
    text = Words(label=_("In your words"), most=LONGEST_LETTER)

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).strip()
        if not text:
            raise ValidationError(_("Write at least a few words."))
        return text


class ReferrerForm(forms.Form):
    may_tell = forms.ChoiceField(
        label=_("May they hear how your request stands?"),
        choices=[
            ("no", _("No, tell them nothing")),
            ("yes", _("Yes, in a few words: received, being read, or closed")),
        ],
        error_messages={"required": CHOOSE_ONE, "invalid_choice": CHOOSE_ONE},
    )
