"""What an account says of consent and origin, in words a member acts by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from evacuation.answers import Asking, Consent, Origin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import Promise

# What each consent is about. "Not allowed" stands beside it, so nothing is denied here.
_WORDS: dict[str, str | Promise] = {
    Consent.ASSESS: _("Keeping and assessing what they wrote"),
    Consent.VERIFY: _("Asking others about them"),
    Consent.LAWYER: _("Sharing what is needed with a lawyer"),
    Consent.STATISTICS: _("Counting it in statistics, without anything about them"),
}
_ORIGINS: dict[str, str | Promise] = {
    Origin.FORM: _("The public form"),
    Origin.ASSISTED: _("The public form, with somebody who helps"),
    Origin.MEMBER: _("Entered by a member of the desk"),
    Origin.PARTNER: _("Referred by a partner"),
}
_BASES: dict[str, str | Promise] = {
    Asking.SELF: _("Their own word"),
    Asking.AGREED: _("Another person's word; the person knows"),
    Asking.UNAWARE: _("Vital interest alone: the person does not know. Do the least."),
}


@dataclass(frozen=True, slots=True)
class Permission:
    """One consent. `words`: what is allowed where it was `given`."""

    code: str
    given: bool
    words: str | Promise


def permissions(account: Mapping[str, Any]) -> list[Permission]:
    """Every consent that there is, whether the account carries it or not."""
    said = account.get("consents") or []
    given = {one.get("code") if isinstance(one, dict) else one for one in said}
    return [Permission(code, code in given, _WORDS[code]) for code in Consent.values]


def origin_words(account: Mapping[str, Any]) -> str:
    """By which door it came; the code itself where it is none of ours."""
    code = str(account.get("origin", ""))
    return str(_ORIGINS.get(code, code))


def basis_words(account: Mapping[str, Any]) -> str:
    """On whose word the request stands."""
    return str(_BASES.get(str(account.get("asking", "")), ""))
