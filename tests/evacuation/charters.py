"""The next charter of a founded desk, made as the offline machine makes it."""

from __future__ import annotations

from dataclasses import replace

from django.utils import timezone

from evacuation.services.roster_changes import (
    draft_mark,
    open_draft,
    propose_roster,
    sign_draft,
)
from evacuation.services.rosters import current_charter, documents_of, receive_charter
from evacuation.trusting import Kind
from evacuation.vault.cards import ORGANISATION
from evacuation.vault.documents import (
    charter_digest,
    read_signed,
    sign_charter,
    signed,
)
from evacuation.vault.organisation import OrganisationKeys, new_organisation_keys
from tests.evacuation.desk import LEADS, Desk


def next_charter(
    desk: Desk, *, recovery: bytes | None = None, leads: tuple[str, ...] = LEADS
) -> None:
    """Signed by the organisation and received."""
    before = current_charter()
    body = replace(
        before,
        number=before.number + 1,
        previous=charter_digest(read_signed(documents_of(Kind.CHARTER)[-1])[0]),
        issued_at=int(timezone.now().timestamp()),
        recovery=recovery or before.recovery,
        leads=tuple(desk.card(part) for part in leads),
    ).encoded()
    signature = sign_charter(desk.organisation.signing, body)
    receive_charter(actor="organisation", data=signed(body, {ORGANISATION: signature}))


def new_recovery_key(desk: Desk) -> OrganisationKeys:
    """The next charter brings one; the keys of before come back."""
    before = desk.organisation
    recovery = new_organisation_keys().recovery
    desk.organisation = OrganisationKeys(before.signing, recovery)
    next_charter(desk, recovery=desk.organisation.recovery_public)
    return before


def renew_teams(desk: Desk) -> None:
    """Two leads sign the roster that a new recovery key asks for."""
    propose_roster(actor=desk["lead_one"], accepted={})
    found = open_draft(desk["lead_two"].trust)
    assert found is not None
    sign_draft(actor=desk["lead_two"], seen=draft_mark(found[0]))
