"""The rota, and how a member is reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from directory.views.doors import add_refusal, do
from evacuation.errors import DeskError, NotAllowed, NotVisible
from evacuation.forms.rota import ReachForm, ShiftForm
from evacuation.models import Member, Notice
from evacuation.services import duty, reaching
from evacuation.showing.absences import shown_nobody_left
from evacuation.views.guarding import for_members

if TYPE_CHECKING:
    from evacuation.models import Shift

ROTA, REACH = "evacuation:rota", "evacuation:reach"


@dataclass(frozen=True, slots=True)
class Row:
    """A shift, and the zone that its person lives in."""

    shift: Shift
    zone: str


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def rota(request: HttpRequest, member: Member) -> HttpResponse:
    """Everybody of the desk sees it; leads add to it here."""
    posted = request.method == "POST"
    lead = duty.is_lead(member.user)
    if posted and not lead:
        raise NotAllowed
    form = ShiftForm(request.POST if posted else None, zone=member.time_zone)
    if posted and form.is_valid() and _add(member, form):
        return redirect(ROTA)
    now = timezone.now()
    context = {
        "member": member,
        "form": form if lead else None,
        "on_duty": duty.on_duty(now),
        "gaps": duty.gaps(now + duty.LOOK_AHEAD),
        "nobody": shown_nobody_left(),
        "rows": _rows(),
    }
    status = 422 if form.errors else 200
    return render(request, "evacuation/duty/rota.html", context, status=status)


@require_POST
@for_members
def drop(request: HttpRequest, member: Member, shift_id: int) -> HttpResponse:
    return do(
        request,
        lambda: duty.drop_shift(actor=member.user, shift_id=shift_id),
        done=_("The shift has been taken out."),
        back=ROTA,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def reach(request: HttpRequest, member: Member) -> HttpResponse:
    """One's own addresses and time zone, and a test of them."""
    if request.method == "POST":
        form = ReachForm(request.POST)
        if form.is_valid():
            reaching.change_reach(actor=member.user, reach=form.reach())
            return redirect(REACH)
    else:
        form = ReachForm(initial=_reach_of(member))
    context = {
        "form": form,
        "drill": reaching.newest_drill(member.user),
        "sent": _sent(member),
    }
    status = 422 if form.errors else 200
    return render(request, "evacuation/duty/reach.html", context, status=status)


@require_POST
@for_members
def drill(request: HttpRequest, member: Member) -> HttpResponse:
    return do(
        request,
        lambda: reaching.ask_for_drill(actor=member.user),
        done=_("A test alert is on its way. It comes within a minute."),
        back=REACH,
    )


@require_POST
@for_members
def answer(request: HttpRequest, member: Member, channel: str) -> HttpResponse:
    if channel not in Notice.Channel.values:
        raise NotVisible
    return do(
        request,
        lambda: reaching.answer_drill(actor=member.user, channel=channel),
        done=_("Noted: it came."),
        back=REACH,
    )


def _add(member: Member, form: ShiftForm) -> bool:
    """Whether the shifts stand in the rota; else the form says why not."""
    try:
        duty.add_shifts(
            actor=member.user,
            user=form.cleaned_data["user"],
            stand_in=form.cleaned_data["stand_in"],
            starts=form.spans(),
        )
    except NotAllowed:
        raise
    except DeskError as refusal:
        add_refusal(form, refusal)
        return False
    return True


def _rows() -> list[Row]:
    shifts = duty.coming_shifts()
    people = Member.objects.filter(user__in=[shift.user_id for shift in shifts])
    zones = dict(people.values_list("user_id", "time_zone"))
    return [Row(shift, zones.get(shift.user_id, "UTC")) for shift in shifts]


def _reach_of(member: Member) -> dict[str, str]:
    return {
        "mail": member.notice_mail,
        "phone": member.notice_phone,
        "language": member.notice_language or get_language() or "en",
        "time_zone": member.time_zone,
    }


def _sent(member: Member) -> list[dict[str, object]]:
    """Of each channel of the newest test: whether it went out, and whether it came."""
    found = reaching.newest_drill(member.user)
    if found is None:
        return []
    heard = {"mail": found.mail_heard_at, "phone": found.phone_heard_at}
    words = {"mail": _("Mail"), "phone": _("Phone")}
    return [
        {
            "channel": row.channel,
            "words": words[row.channel],
            "heard": heard[row.channel],
            "out": row.sent_at is not None,
            "failed": row.failed_at is not None or (row.tries > 0 and not row.sent_at),
        }
        for row in found.notices.order_by("channel")
    ]
