"""What a member writes about verification: a check, a word, a question, a lift."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evacuation.forms.case import VersionForm
from evacuation.forms.choosing import offer
from evacuation.services.asking_vouchers import LONGEST_QUESTION
from evacuation.services.vouching import Word
from evacuation.workflow.checked import BY_PARTNERS, Check
from evacuation.workflow.verification import Basis, Vouched

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evacuation.models import Trusted
    from evacuation.vault.cards import Card

_LONGEST, _LONGEST_NAME, _LONGEST_SINCE, _ROWS = 2000, 80, 40, 3
_EMPTY = ("", "—")


def _text(
    label: Any, hint: Any = "", *, required: bool = True, longest: int = _LONGEST
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": _ROWS, "autocomplete": "off"}),
    )


def _name(label: Any, longest: int, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=longest,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _organisations(trusted: Iterable[Trusted]) -> list[tuple[str, str]]:
    return [_EMPTY, *((one.code, one.name) for one in trusted)]


class CheckForm(VersionForm):
    """`allowed`: the checks that this member may record."""

    check = forms.ChoiceField(label=_("What was checked"), widget=forms.RadioSelect)
    organisation = forms.ChoiceField(
        label=_("By which organisation"),
        help_text=_("Where it is a trusted organisation's word."),
        required=False,
    )
    text = _text(
        _("What was found"),
        _("No copies, no numbers of papers, no names of others."),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        allowed: Iterable[Check],
        trusted: Iterable[Trusted],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        shown = list(allowed)
        offer(self, "check", ((str(one), one.label) for one in shown))
        if BY_PARTNERS.isdisjoint(shown):
            del self.fields["organisation"]
        else:
            offer(self, "organisation", _organisations(trusted))

    def clean_check(self) -> Check:
        return Check(self.cleaned_data["check"])


class WordForm(VersionForm):
    """An organisation's word, as it was said to a member."""

    organisation = forms.ChoiceField(label=_("Which organisation"))
    voucher = _name(
        _("Who speaks for it"),
        _LONGEST_NAME,
        _("The name under which they answer for it."),
    )
    member = forms.ChoiceField(
        label=_("They are also a member of this desk"),
        help_text=_("Who vouches approves nothing in this case."),
        required=False,
    )
    basis = forms.ChoiceField(
        label=_("How they know it"),
        choices=Basis.choices(),
        widget=forms.RadioSelect,
    )
    since = _name(_("Since when"), _LONGEST_SINCE, _("A year is enough."))
    what = forms.ChoiceField(
        label=_("What they vouch for"),
        choices=Vouched.choices(),
        widget=forms.RadioSelect,
    )
    independent = forms.BooleanField(
        label=_("They know it independently of others who vouch"), required=False
    )
    conflict = forms.BooleanField(
        label=_("Conflict of interest: family, money, or the same organisation as you"),
        required=False,
    )
    text = _text(_("In their words"), _("No names of others."), required=False)

    def __init__(
        self,
        *args: Any,
        trusted: Iterable[Trusted],
        members: Iterable[Card],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        people = ((str(card.user), card.code_name) for card in members)
        offer(self, "organisation", _organisations(trusted))
        offer(self, "member", [_EMPTY, *people])

    @property
    def word(self) -> Word:
        said = dict(self.cleaned_data)
        return Word(
            organisation=said["organisation"],
            voucher=said["voucher"],
            basis=Basis(said["basis"]),
            what=Vouched(said["what"]),
            since=said["since"],
            text=said["text"],
            independent=said["independent"],
            conflict=said["conflict"],
            user=int(said["member"] or 0),
        )


class AskForm(VersionForm):
    """A question to somebody of a trusted organisation, through a door."""

    organisation = forms.ChoiceField(label=_("Which organisation"))
    voucher = _name(
        _("Whom you ask"), _LONGEST_NAME, _("Stays in the case; the page says no name.")
    )
    question = _text(
        _("Your question"),
        _(
            "Empty asks the usual one. Say no name and no place here: tell them whom "
            "it is about when you tell them the code."
        ),
        required=False,
        longest=LONGEST_QUESTION,
    )
    agreed = forms.BooleanField(
        label=_("The person agreed that we ask this organisation"), required=False
    )

    def __init__(self, *args: Any, trusted: Iterable[Trusted], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organisation", _organisations(trusted))


class AsideForm(VersionForm):
    """A vouch on which the case rests no more. `vouch`: of its record."""

    vouch = forms.UUIDField(widget=forms.HiddenInput)
    text = _text(_("Why the case rests on it no more"))


class LiftForm(VersionForm):
    text = _text(
        _("Why it cannot wait"),
        _("A second person signs it. It counts for 24 hours."),
    )
