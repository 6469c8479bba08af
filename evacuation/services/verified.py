"""How sure we are, as the sealed checks of a case say, and which members vouched."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from evacuation.errors import KeyMissing, NotTrusted
from evacuation.models.choices import Compartment, RecordKind
from evacuation.workflow.verification import VOUCH_LASTS, Evidence, Verified, verified

if TYPE_CHECKING:
    from evacuation.access import OpenCase
    from evacuation.services.writing import Content


def level_of(opened: OpenCase, now: datetime) -> Verified:
    """Nothing is verified where nothing is written, or where it cannot be read."""
    kinds = {str(said.get("what")) for said in _said(opened, RecordKind.CHECK)}
    evidence = Evidence(
        channel="channel" in kinds,
        seen="seen" in kinds,
        corroborated="corroborated" in kinds,
        partner_referral="partner_referral" in kinds,
        adverse="adverse" in kinds,
    )
    return verified(evidence, now)


def vouchers_of(opened: OpenCase) -> frozenset[int]:
    """Members who vouched, by user: they approve nothing here."""
    users = (said.get("voucher_user") for said in _said(opened, RecordKind.VOUCH))
    return frozenset(int(user) for user in users if user)


def vouches_hold(opened: OpenCase, now: datetime) -> bool:
    """Whether no vouch that it rests on was revoked or ran out."""
    said = _said(opened, RecordKind.VOUCH)
    return all(_holds(one, now) for one in said)


def _holds(said: Content, now: datetime) -> bool:
    signed_at = datetime.fromisoformat(str(said["at"]))
    return not said.get("revoked") and now < signed_at + VOUCH_LASTS


def _said(opened: OpenCase, kind: str) -> list[Content]:
    try:
        rows = opened.records(Compartment.VERIFICATION, kind)
        return [opened.content(row) for row in rows]
    except (KeyMissing, NotTrusted):
        return []
