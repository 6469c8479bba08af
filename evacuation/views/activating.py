"""A member's own keys: made, proven, read aloud to whoever signs the roster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory.views.doors import add_refusal
from evacuation.errors import DeskError, NotTrusted, WrongCode, WrongState
from evacuation.forms.unlocking import BringBackForm, CodeForm, UnlockForm
from evacuation.services.activating import bring_keys_back, make_own_keys
from evacuation.services.keys import prove_code
from evacuation.services.unlocking import seeds_by_password
from evacuation.trusting import trust_now
from evacuation.vault.cards import fingerprint_of
from evacuation.views.guarding import count_attempt, for_members

if TYPE_CHECKING:
    from evacuation.models import Member
    from evacuation.vault.members import Seeds

KEYS = "evacuation:own_keys"


@require_safe
@for_members
def own_keys(request: HttpRequest, member: Member) -> HttpResponse:
    """How far this member's keys are: to be made, to be proven, signed or not."""
    return _page(request, member)


@require_POST
@for_members
def make(request: HttpRequest, member: Member) -> HttpResponse:
    """Make keys; the answer shows the opening code, this once."""
    form = UnlockForm(request.POST)
    if form.is_valid():
        count_attempt(request, member.user)
        try:
            code = make_own_keys(
                actor=member.user, password=form.cleaned_data["password"]
            )
        except WrongState:
            return redirect(KEYS)
        except WrongCode:
            form.add_error("password", _("This is not your password."))
        else:
            context = {"code": code.shown(), "form": CodeForm()}
            return render(request, "evacuation/member/code.html", context)
    return _page(request, member, password_form=form)


@require_POST
@for_members
def prove(request: HttpRequest, member: Member) -> HttpResponse:
    """The opening code typed back; the answer shows the fingerprint."""
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            seeds = prove_code(actor=member.user, typed=form.cleaned_data["code"])
        except WrongState:
            return redirect(KEYS)
        except WrongCode:
            form.add_error("code", _("This is not the code that you were shown."))
        else:
            return _fingerprint(request, member, seeds)
    return _page(request, member, code_form=form)


@require_POST
@for_members
def fingerprint(request: HttpRequest, member: Member) -> HttpResponse:
    """The fingerprint, made from the opened secret and never from a column."""
    form = UnlockForm(request.POST)
    if form.is_valid():
        count_attempt(request, member.user)
        try:
            seeds = seeds_by_password(
                user=member.user, password=form.cleaned_data["password"]
            )
        except DeskError as refusal:
            form.add_error("password", str(refusal.text))
        else:
            return _fingerprint(request, member, seeds)
    return _page(request, member, password_form=form)


@require_POST
@for_members
def bring_back(request: HttpRequest, member: Member) -> HttpResponse:
    """The opening code seals the keys under the account's password of now."""
    form = BringBackForm(request.POST, auto_id="back_%s")
    if form.is_valid():
        count_attempt(request, member.user)
        try:
            bring_keys_back(
                actor=member.user,
                password=form.cleaned_data["password"],
                typed=form.cleaned_data["code"],
            )
        except WrongCode as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Your password opens your keys again."))
            return redirect("evacuation:unlock")
    return _page(request, member, back_form=form)


def _page(
    request: HttpRequest,
    member: Member,
    *,
    password_form: forms.Form | None = None,
    code_form: forms.Form | None = None,
    back_form: forms.Form | None = None,
) -> HttpResponse:
    context = {
        "made": member.by_password is not None,
        "proven": member.code_proven_at is not None,
        "signed": _stands_in_roster(member),
        "password_form": password_form or UnlockForm(),
        "code_form": code_form or CodeForm(),
        "back_form": back_form or BringBackForm(auto_id="back_%s"),
        "form": password_form or code_form or back_form,
    }
    return render(request, "evacuation/member/keys.html", context)


def _fingerprint(request: HttpRequest, member: Member, seeds: Seeds) -> HttpResponse:
    context = {
        "fingerprint": fingerprint_of(
            member.user_id, seeds.box_public, seeds.sign_public
        ),
        "signed": _stands_in_roster(member, seeds),
    }
    return render(request, "evacuation/member/fingerprint.html", context)


def _stands_in_roster(member: Member, seeds: Seeds | None = None) -> bool:
    box = seeds.box_public if seeds else bytes(member.box_public or b"")
    sign = seeds.sign_public if seeds else bytes(member.sign_public or b"")
    try:
        card = trust_now().member(member.user_id)
    except NotTrusted:
        return False
    return card is not None and (card.box, card.sign) == (box, sign)
