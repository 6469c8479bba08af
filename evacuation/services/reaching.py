"""How a member is reached at night, and proof of it: a test alert they answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from evacuation import audit
from evacuation.clock import this_minute
from evacuation.errors import WrongState
from evacuation.models import Drill, Member, Notice
from evacuation.services.notices import notices_for_drill
from evacuation.vault.cards import member_name

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True, slots=True)
class Reach:
    """`mail`, `phone`: empty for none. `language`: a code; `time_zone`: IANA's name."""

    mail: str
    phone: str
    language: str
    time_zone: str


def change_reach(*, actor: User, reach: Reach) -> None:
    """Keep one's own addresses; nobody else's can be changed."""
    with transaction.atomic():
        member = Member.objects.select_for_update().get(user=actor)
        member.notice_mail, member.notice_phone = reach.mail, reach.phone
        member.notice_language = reach.language
        member.time_zone = reach.time_zone
        member.save(
            update_fields=[
                "notice_mail",
                "notice_phone",
                "notice_language",
                "time_zone",
            ]
        )
        audit.write(actor=member_name(actor.pk), verb="member.reach_changed")


def ask_for_drill(*, actor: User) -> Drill:
    """A test alert to oneself. Raises WrongState where no channel reaches one."""
    with transaction.atomic():
        drill = send_drill(actor)
        audit.write(actor=member_name(actor.pk), verb="drill.sent")
    return drill


def send_drill(user: User) -> Drill:
    """The rows of a test alert; inside the caller's transaction. Raises WrongState."""
    drill = Drill.objects.create(user=user, asked_at=this_minute())
    if not notices_for_drill(drill):
        raise WrongState
    return drill


def answer_drill(*, actor: User, channel: str) -> None:
    """It came over this channel. Raises WrongState where no test is waiting for it."""
    column = f"{Notice.Channel(channel)}_heard_at"
    with transaction.atomic():
        drill = newest_drill(actor)
        sent = drill and drill.notices.filter(channel=channel, sent_at__isnull=False)
        if drill is None or not sent:
            raise WrongState
        Drill.objects.filter(pk=drill.pk).update(**{column: this_minute()})
        audit.write(actor=member_name(actor.pk), verb="drill.answered")


def newest_drill(user: User) -> Drill | None:
    return Drill.objects.filter(user=user).order_by("-asked_at", "-pk").first()
