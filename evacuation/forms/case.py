"""What a member writes into a case. Each carries the version that they saw."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evacuation.forms.choosing import offer
from evacuation.services.attempts import Attempt
from evacuation.services.closing import endings
from evacuation.workflow.needs import REOPENING
from evacuation.workflow.reasons import Ending, Reopening

LONGEST = 4000
_ROWS = 4
_LONGEST_CODE = 20


def _text(label: Any, hint: Any = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": _ROWS, "autocomplete": "off"}),
    )


class VersionForm(forms.Form):
    """A press of a button. `version`: of the case as it was shown."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class ReplyForm(VersionForm):
    name_shown = forms.CharField(
        label=_("Signed as"),
        help_text=_("The name the person sees. Not your own."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    text = _text(
        _("Message"),
        _("No names, no addresses, no links. They may read it on a shared phone."),
    )
    # Shown while we wait for an answer.
    informs = forms.BooleanField(
        label=_("It asks nothing again: it warns or tells something"),
        required=False,
    )
    # Shown while nobody told them what was decided.
    tells = forms.BooleanField(
        label=_("It tells them what was decided"),
        required=False,
    )


class RemarkForm(VersionForm):
    text = _text(_("Note"), _("The desk alone reads it."))


class AttemptForm(VersionForm):
    code = forms.ChoiceField(
        label=_("What came of it"),
        choices=Attempt.choices,
        widget=forms.RadioSelect,
    )
    reason = _text(
        _("Why it could not wait"),
        _("Only where it was not safe: outside their hours, or no safe way confirmed."),
        required=False,
    )

    def clean_code(self) -> Attempt:
        return Attempt(self.cleaned_data["code"])


class CloseForm(VersionForm):
    reason = forms.ChoiceField(label=_("Why it ends here"))
    text = _text(_("In words"))
    code = forms.CharField(
        label=_("Type the code of the case to close it"),
        max_length=_LONGEST_CODE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, state: str, code: str = "", **kwargs: Any) -> None:
        """`code`: of the case, where nobody else confirms it; "" asks for none."""
        super().__init__(*args, **kwargs)
        offer(self, "reason", ((str(one), one.label) for one in endings(state)))
        self._code = code
        if code:
            self.fields["code"].help_text = _("It is closed at once: %s") % code
        else:
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        """What the service takes: the code is between the member and this page."""
        found = super().clean() or self.cleaned_data
        if "code" in found and _plain(found.pop("code")) != _plain(self._code):
            self.add_error("code", _("This is not the code of this case."))
        return found

    def clean_reason(self) -> Ending:
        return Ending(self.cleaned_data["reason"])


def _plain(code: str) -> str:
    return "".join(symbol for symbol in code.upper() if symbol.isalnum())


class ReopenForm(VersionForm):
    reason = _text(_("Why it goes on"))
    ground = forms.ChoiceField(
        label=REOPENING.label,
        choices=[(str(one), one.label) for one in Reopening],
        widget=forms.RadioSelect,
    )

    def clean_ground(self) -> Reopening:
        return Reopening(self.cleaned_data["ground"])
