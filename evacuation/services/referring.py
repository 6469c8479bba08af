"""A partner app sends a request for somebody, and asks later how it stands.

Nothing in clear says which partner sent what: the way back is derived from the key's
secret and the request's id (docs/vault.md, Tokens).
"""

from __future__ import annotations

import hashlib
import re
import uuid
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError, NotVisible
from evacuation.models import Case, Mailbox
from evacuation.models.choices import State
from evacuation.replays import heard_answer, keep_answer
from evacuation.services.opening import open_request, referral_of
from evacuation.vault.encoding import Label
from evacuation.vault.mailboxes import Kind, open_mailbox
from evacuation.vault.receipts import make_receipt
from evacuation.vault.sealing import derive
from evacuation.vault.secret import CannotOpen
from evacuation.vault.tokens import Token

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.services.opening import NewRequest
    from evacuation.vault.secret import Secret

# 128 random bits are 22 letters of base64, or 32 of hex. A random UUID has but 122.
_KEY = re.compile(r"[A-Za-z0-9_+/=-]{22,128}")
_HEX = re.compile(r"[0-9A-Fa-f-]*")
_LETTERS, _HEX_DIGITS = 22, 32
_FEWEST_DIFFERENT = 8
_FEWEST_THREES, _FEWEST_THREES_IN_HEX = 17, 20
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
        keep_answer(
            _lookup(replay),
            _opens_with(replay),
            digest=digest,
            receipt=referred.receipt,
        )
        # Again: the one that came first may have been another request.
        _heard(replay, digest)
        open_request(
            # As of everybody else: the audit does not say who came from a partner.
            actor="requester",
            request=request,
            receipt=receipt,
            referral=referral,
            answer_kept=True,
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


def _replay(token: Token, key: str) -> Secret:
    if not _KEY.fullmatch(key) or not is_random(key):
        raise KeyTooWeak
    return token.replay_key(key)


def is_random(key: str) -> bool:
    """Whether it looks like 128 random bits: what repeats itself counts once.

    So many different letters, steps from a letter to the next and groups of three as
    no random key lacks.
    """
    once = key[: _period(key)]
    is_hex = _HEX.fullmatch(key) is not None
    if "-" in key and is_hex:
        return False
    steps = {ord(b) - ord(a) for a, b in pairwise(key)}
    threes = {key[at : at + 3] for at in range(len(key) - 2)}
    return (
        len(once) >= (_HEX_DIGITS if is_hex else _LETTERS)
        and min(len(set(key)), len(steps)) >= _FEWEST_DIFFERENT
        and len(threes) >= (_FEWEST_THREES_IN_HEX if is_hex else _FEWEST_THREES)
    )


def _period(key: str) -> int:
    """After how many letters it begins again, to its end; all, for less than twice."""
    halves = range(1, len(key) // 2 + 1)
    return next((n for n in halves if key.startswith(key[n:])), len(key))


def _opens_with(replay: Secret) -> Secret:
    return derive(replay, Label.REPLAY, "open")


def _lookup(replay: Secret) -> bytes:
    return derive(replay, Label.REPLAY, "find").reveal()


def _heard(replay: Secret, digest: str) -> Referred | None:
    try:
        answer = heard_answer(_lookup(replay), _opens_with(replay))
    except CannotOpen:
        return None
    if answer is None:
        return None
    if answer["digest"] != digest:
        raise KeyReused
    found = uuid.UUID(bytes=derive(replay, Label.REPLAY, "id").reveal()[:16], version=4)
    return Referred(found, answer["receipt"])


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
