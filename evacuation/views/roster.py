"""The roster: who is in, who waits; one lead proposes, a second one signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from directory.views.doors import do
from evacuation.errors import NotTrusted
from evacuation.forms.roster import ProposalForm, SigningForm
from evacuation.models import Member
from evacuation.services import roster_changes as service
from evacuation.services.handing_over import hand_team_secrets
from evacuation.services.lockdown import current
from evacuation.services.offboarding import suspend_member
from evacuation.teams import TEAM_LABELS
from evacuation.vault.cards import Right
from evacuation.views.guarding import unlocked

if TYPE_CHECKING:
    from evacuation.unlocked import Unlocked
    from evacuation.vault.documents import Roster

ROSTER = "evacuation:roster"


@never_cache
@require_safe
@unlocked
def roster(request: HttpRequest, me: Unlocked) -> HttpResponse:
    """Everybody of the desk reads it; leads change it."""
    return _page(request, me)


@never_cache
@require_POST
@unlocked
def propose(request: HttpRequest, me: Unlocked) -> HttpResponse:
    service.require_lead(me)
    form = ProposalForm(service.waiting(me.trust), request.POST)
    if not form.is_valid():
        return _page(request, me, form=form)
    accepted, left_out = form.chosen()
    return do(
        request,
        lambda: service.propose_roster(actor=me, accepted=accepted, left_out=left_out),
        done=_("Signed by you. A second lead signs on this page."),
        back=ROSTER,
    )


@never_cache
@require_POST
@unlocked
def sign(request: HttpRequest, me: Unlocked) -> HttpResponse:
    service.require_lead(me)
    form = SigningForm(request.POST)
    if not form.is_valid():
        return _page(request, me, signing=form)
    return do(
        request,
        lambda: service.sign_draft(actor=me, seen=form.cleaned_data["seen"]),
        done=_("Signed by two leads: this roster counts from now on."),
        back=ROSTER,
    )


@never_cache
@require_POST
@unlocked
def withdraw(request: HttpRequest, me: Unlocked) -> HttpResponse:
    return do(
        request,
        lambda: service.withdraw_draft(actor=me),
        done=_("The draft is thrown away."),
        back=ROSTER,
    )


@never_cache
@require_POST
@unlocked
def suspend(request: HttpRequest, me: Unlocked, user_id: int) -> HttpResponse:
    return do(
        request,
        lambda: suspend_member(actor=me, user_id=user_id),
        done=_("Suspended: every session is ended."),
        back=ROSTER,
    )


@never_cache
@require_POST
@unlocked
def hand_over(request: HttpRequest, me: Unlocked) -> HttpResponse:
    """For who holds a team's secret that a joiner still lacks."""
    handed = hand_team_secrets(me)
    messages.success(
        request,
        _("Handed over to %(count)s people.") % {"count": len(handed)}
        if handed
        else _("Nobody lacks a key that you hold."),
    )
    return redirect(ROSTER)


def _page(
    request: HttpRequest,
    me: Unlocked,
    form: ProposalForm | None = None,
    signing: SigningForm | None = None,
) -> HttpResponse:
    lead = me.may(Right.LEAD)
    people = service.waiting(me.trust) if lead else []
    context = {
        "me": me,
        "lead": lead,
        "number": me.trust.roster.number,
        "issued_at": me.trust.roster.issued_at,
        "members": _members(me),
        "people": people,
        "form": form or ProposalForm(people),
        "renewed": _renewed(me) if lead else [],
        "not_leads": service.not_leads(me.trust) if lead else [],
        "locked_down": current(),
        **_draft(me, signing),
    }
    status = 422 if form or signing else 200
    return render(request, "evacuation/roster/roster.html", context, status=status)


def _renewed(me: Unlocked) -> list[str]:
    """Teams that get a new key though nobody joins or leaves."""
    trust = me.trust
    found = service.teams_to_renew(trust, trust.roster.members)
    return [str(TEAM_LABELS[team]) for team in found] if trust.roster.number else []


def _members(me: Unlocked) -> list[dict[str, object]]:
    rows = {m.user_id: m for m in Member.objects.all()}
    return [
        {
            "card": card,
            "rights": [Member.Role(right).label for right in sorted(card.rights)],
            "suspended": bool(rows.get(card.user) and rows[card.user].suspended_at),
            "self": card.user == me.user.pk,
        }
        for card in sorted(me.trust.roster.members, key=lambda c: c.code_name)
    ]


def _draft(me: Unlocked, signing: SigningForm | None) -> dict[str, object]:
    try:
        found = service.open_draft(me.trust)
    except NotTrusted:
        return {"forged": True}
    if found is None:
        return {}
    draft, body = found
    initial = {"seen": service.draft_mark(draft)}
    return {
        "draft": draft,
        "changes": _changes(me, body),
        "teams": [c.team for c in body.teams if c not in me.trust.roster.teams],
        "own": draft.signed_by_id == me.user.pk,
        "signing": signing or SigningForm(initial=initial),
    }


def _changes(me: Unlocked, body: Roster) -> list[dict[str, object]]:
    """What the draft changes, read from its body alone."""
    now = {card.user: card for card in me.trust.roster.members}
    then = {card.user: card for card in body.members}
    found: list[dict[str, object]] = []
    for user in sorted(now.keys() | then.keys()):
        before, after = now.get(user), then.get(user)
        if before == after:
            continue
        card = after or before
        keys_new = after is not None and (
            before is None or (before.box, before.sign) != (after.box, after.sign)
        )
        found.append(
            {
                "name": card.code_name if card else "",
                "leaves": after is None,
                "joins": before is None,
                "fingerprint": after.fingerprint if after and keys_new else "",
                "rights": [
                    Member.Role(right).label
                    for right in sorted(after.rights if after else ())
                ],
            }
        )
    return found
