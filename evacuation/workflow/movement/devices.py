"""The phone that somebody travels with: what makes it unsafe, and what to do about it.

Source: docs/movement.md, "Their phone".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.workflow.codes import Coded
from evacuation.workflow.movement.going import Device

if TYPE_CHECKING:
    from collections.abc import Collection


class PhoneSign(Coded):
    """What is so of the phone they have now; each is asked."""

    RETURNED = "returned", _("It was taken away and given back")
    SHARED = "shared", _("Somebody else uses it, too")
    CODE_KNOWN = "code_known", _("Others can unlock it")
    LINKED = "linked", _("Its account is shared: family sees it, or can find it")
    SIM = "sim", _("Its SIM card is in their own name")


# A SIM card tells where they are; the others read what they write.
UNSAFE = frozenset(PhoneSign) - {PhoneSign.SIM}


class Advice(Coded):
    """What the desk does, in its order."""

    ASK = "ask", _("Ask, when they can speak freely, who else has had the phone.")
    SILENT = (
        "silent",
        _("It may be listened to: on it and near it, not a word of leaving."),
    )
    HELPLINE = (
        "helpline",
        _("Ask a digital security helpline before anything is done on it."),
    )
    INSTALL_NOTHING = (
        "install_nothing",
        _("Ask them to install, change or wipe nothing on it: that is noticed."),
    )
    NEW_ONE = (
        "new_one",
        _("Get a phone that nobody else had, before the route is shown to them."),
    )
    NEW_ACCOUNT = (
        "new_account",
        _("A new account on it, and no backup or contacts from the old one."),
    )
    OTHER_SIM = "other_sim", _("A SIM card that is not in their name.")
    LEFT_BEHIND = (
        "left_behind",
        _("The old one stays behind when they go, and its SIM card, too."),
    )


_WATCHED = (
    Advice.SILENT,
    Advice.HELPLINE,
    Advice.INSTALL_NOTHING,
    Advice.NEW_ONE,
    Advice.NEW_ACCOUNT,
    Advice.OTHER_SIM,
    Advice.LEFT_BEHIND,
)


def phone(said: Device, signs: Collection[str]) -> Device:
    """What it counts as: one that others had is not clean, whoever looked at it."""
    if said == Device.CLEAN and UNSAFE & frozenset(map(PhoneSign, signs)):
        return Device.SEIZED
    return said


def advice(said: Device, signs: Collection[str]) -> tuple[Advice, ...]:
    """What to do next; of a phone that nobody asked about, with the asking."""
    counted = phone(said, signs)
    if counted == Device.SEIZED:
        return _WATCHED
    if counted == Device.UNKNOWN:
        return (Advice.ASK, *_WATCHED)
    if counted == Device.NEW:
        return Advice.NEW_ACCOUNT, Advice.OTHER_SIM, Advice.LEFT_BEHIND
    return (Advice.OTHER_SIM,) if PhoneSign.SIM in signs else ()
