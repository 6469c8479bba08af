""" "Connect us": reaching somebody whose contact is given to nobody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.errors import DirectoryError, NotVisible, WrongState
from directory.models import ConnectRequest
from directory.models.choices import Level
from directory.permissions import may_edit, require_vetted
from directory.services.calls import lock_visible
from directory.services.journal import record

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from directory.models import Provider
    from directory.viewer import Viewer

Need = ConnectRequest.Need
# How soon the desk answers, by need.
_DUE = {
    Need.DETENTION: timedelta(minutes=30),
    Need.HEARING: timedelta(hours=4),
    Need.ADVICE: timedelta(days=1),
    Need.DOCUMENTS: timedelta(days=1),
}


# So soon nobody asks for the same again but by a slip of the finger.
JUST_NOW: Final = timedelta(minutes=5)


def due_at(need: str, asked: datetime) -> datetime:
    """When the request has to be answered."""
    return asked + _DUE[Need(need)]


@transaction.atomic
def ask_to_connect(
    *, actor: User, viewer: Viewer, provider_id: UUID, need: str, call_back: str
) -> ConnectRequest:
    """Ask us to put the two in touch; `call_back` is sealed.

    Who asks for the same within JUST_NOW gets the request that is open, with
    the number they gave last: a button pressed twice.

    Raises NotAllowed, NotVisible (also where the entry has no relay contact),
    DirectoryError naming `need` or `call_back`.
    """
    require_vetted(actor)
    if need not in Need.values:
        raise DirectoryError("need", _("Choose what is needed."))
    if not call_back.strip():
        raise DirectoryError("call_back", _("Say how we reach you."))
    provider = lock_visible(viewer, provider_id)
    if not provider.contacts.filter(shared=Level.RELAY).exists():
        raise NotVisible
    now = timezone.now()
    if known := _just_asked(actor, provider, need, now):
        # Perhaps they saw that they had mistyped the number.
        known.call_back = call_back.strip()
        known.save()
        return known
    request = ConnectRequest.objects.create(
        provider=provider,
        asked_by=actor,
        need=need,
        call_back=call_back.strip(),
        asked_at=now,
        due_at=due_at(need, now),
    )
    record("connect.asked", actor=actor, provider=provider)
    return request


def _just_asked(
    actor: User, provider: Provider, need: str, now: datetime
) -> ConnectRequest | None:
    """Belongs after the entry's row was locked."""
    return provider.connect_requests.filter(
        asked_by=actor,
        need=need,
        asked_at__gt=now - JUST_NOW,
        answered_at__isnull=True,
    ).first()


@transaction.atomic
def answer_connect(
    *, actor: User, request_id: UUID, answer: str, words: str
) -> ConnectRequest:
    """Answer a request; the call-back is forgotten with the answer.

    Raises NotVisible for whoever does not keep the country, WrongState when it is
    answered already, DirectoryError naming `answer`.
    """
    request = (
        ConnectRequest.objects.select_for_update(of=("self",))
        .select_related("provider")
        .filter(pk=request_id)
        .first()
    )
    if request is None or not may_edit(actor, request.provider.home_country_id):
        raise NotVisible
    if request.answered_at is not None:
        raise WrongState
    if answer not in ConnectRequest.Answer.values:
        raise DirectoryError("answer", _("Choose an answer."))
    request.answer, request.words = answer, words.strip()
    request.answered_by, request.answered_at = actor, timezone.now()
    request.call_back = ""
    request.save()
    record("connect.answered", actor=actor, provider=request.provider)
    return request


def my_requests(actor: User) -> list[ConnectRequest]:
    """What this person asked in the last week, newest first, with the answers."""
    since = timezone.now() - timedelta(days=7)
    asked = ConnectRequest.objects.filter(asked_by=actor, asked_at__gte=since)
    return list(asked.select_related("provider").order_by("-asked_at"))
