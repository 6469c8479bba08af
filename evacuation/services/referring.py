"""A partner app sends a request for somebody, and asks later how it stands.

Nothing in clear says which partner sent what: the way back is derived from the key's
secret and the request's id (docs/vault.md, Tokens).
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from evacuation.clock import this_hour
from evacuation.errors import DeskError, NotVisible
from evacuation.models import Case, Mailbox, ReplayedAnswer
from evacuation.models.choices import State
from evacuation.services.opening import open_request, referral_of
from evacuation.vault.encoding import Label
from evacuation.vault.mailboxes import Kind, open_mailbox
from evacuation.vault.receipts import make_receipt
from evacuation.vault.sealing import derive, open_seal, seal
from evacuation.vault.secret import CannotOpen
from evacuation.vault.tokens import Token

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.services.opening import NewRequest
    from evacuation.vault.secret import Secret

REPLAYED_FOR = timedelta(hours=24)
# 128 random bits are 22 letters of base64, or 32 of hex. A random UUID has but 122.
_KEY = re.compile(r"[A-Za-z0-9_+/=-]{22,128}")
_HEX = re.compile(r"[0-9A-Fa-f-]*")
_HEX_DIGITS = 32
_FEWEST_DIFFERENT = 8
# What a partner may hear of each state; nothing finer.
COARSE = {State.RECEIVED: "received", State.CLOSED: "closed"}
BEING_READ = "being_read"


class KeyTooWeak(DeskError):
    """The Idempotency-Key could be guessed, or is missing."""

    code = "idempotency_key_invalid"
    message = _(
        "Send an Idempotency-Key with 128 random bits or more: 22 letters of base64url "
        "or 32 of hexadecimal."
    )


class KeyReused(DeskError):
    """The same Idempotency-Key came with another body."""

    code = "idempotency_key_reused"
    status = 409
    message = _("This Idempotency-Key came with another request before.")


@dataclass(frozen=True, slots=True)
class Referred:
    """What the partner is told: an id of their own for it, and the person's receipt."""

    id: UUID
    receipt: str


def refer_request(
    *,
    token: Token,
    idempotency_key: str,
    body: bytes,
    request: NewRequest,
    may_tell: bool,
) -> Referred:
    """Open a request for somebody; the same key gives the same answer for a day.

    `body`: what was sent, to tell a repetition from another request. `may_tell`: the
    person lets us tell who referred them how it stands. Raises KeyTooWeak, KeyReused,
    and what open_request raises.
    """
    replay = _replay(token, idempotency_key)
    digest = hashlib.sha256(body).hexdigest()
    heard = _heard(replay, digest)
    if heard is not None:
        return heard
    # All of it follows from the key: two that come at once agree on every word.
    found = uuid.UUID(bytes=derive(replay, Label.REPLAY, "id").reveal()[:16], version=4)
    receipt = make_receipt(derive(replay, Label.REPLAY, "form"))
    referred = Referred(found, receipt.shown())
    referral = referral_of(token, found, may_tell=may_tell)
    with transaction.atomic():
        _keep(replay, {"digest": digest, "receipt": referred.receipt})
        # Again: the one that came first may have been another request.
        _heard(replay, digest)
        open_request(
            actor="partner",
            request=request,
            receipt=receipt,
            verb="request.referred",
            referral=referral,
        )
    return referred


def referred_status(*, token: Token, request_id: UUID) -> str:
    """ "received", "being_read" or "closed"; "received" alone without consent.

    Raises NotVisible for an id that this token did not get.
    """
    referral = referral_of(token, request_id, may_tell=True)
    if _case_at(referral.received) is None:
        raise NotVisible
    told = _case_at(referral.status)
    if told is None:
        return COARSE[State.RECEIVED]
    state = Case.objects.values_list("state", flat=True).get(pk=told)
    return COARSE.get(State(state), BEING_READ)


def forget_replays() -> None:
    """For the worker's tick: answers older than a day."""
    ReplayedAnswer.objects.filter(gone_at__lte=this_hour()).delete()


def _replay(token: Token, key: str) -> Secret:
    if not _KEY.fullmatch(key) or len(set(key)) < _FEWEST_DIFFERENT:
        raise KeyTooWeak
    if _HEX.fullmatch(key) and ("-" in key or len(key) < _HEX_DIGITS):
        raise KeyTooWeak
    return token.replay_key(key)


def _lookup(replay: Secret) -> bytes:
    return derive(replay, Label.REPLAY, "find").reveal()


def _heard(replay: Secret, digest: str) -> Referred | None:
    row = ReplayedAnswer.objects.filter(pk=_lookup(replay)).first()
    if row is None:
        return None
    try:
        key = derive(replay, Label.REPLAY, "open")
        answer = json.loads(open_seal(key, bytes(row.sealed), Label.REPLAY, 1))
    except CannotOpen:
        return None
    if answer["digest"] != digest:
        raise KeyReused
    found = uuid.UUID(bytes=derive(replay, Label.REPLAY, "id").reveal()[:16], version=4)
    return Referred(found, answer["receipt"])


def _keep(replay: Secret, answer: dict[str, Any]) -> None:
    key = derive(replay, Label.REPLAY, "open")
    row = ReplayedAnswer(
        lookup=_lookup(replay),
        sealed=seal(key, json.dumps(answer).encode(), Label.REPLAY, 1),
        gone_at=this_hour() + REPLAYED_FOR + timedelta(hours=1),
    )
    # Whoever comes second waits for the first to commit, and then changes nothing.
    ReplayedAnswer.objects.bulk_create([row], ignore_conflicts=True)


def _case_at(way: tuple[bytes, Secret]) -> UUID | None:
    lookup, key = way
    row = Mailbox.objects.filter(pk=lookup).first()
    if row is None:
        return None
    try:
        found = open_mailbox(key, lookup, bytes(row.sealed))
    except CannotOpen:
        return None
    return found.case if found.kind == Kind.PARTNER else None
