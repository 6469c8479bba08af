"""Monitors' corrections: proposed with a diff, decided by another person."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.errors import DirectoryError, NotVisible, SamePerson, WrongState
from directory.models import Proposal, Provider
from directory.models.choices import ChannelKind, Level
from directory.permissions import require_vetted
from directory.services.calls import lock_visible
from directory.services.entry import ContactData, ProviderData
from directory.services.entry_data import data_of
from directory.services.journal import record
from directory.services.locking import lock_for_editing
from directory.services.providers import change_provider
from directory.services.validation import check_entry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.contrib.auth.models import User

    from directory.viewer import Viewer

# What a monitor may notice and put right; levels and vetting are the editors'.
PROPOSABLE = frozenset(
    {
        "display_name",
        "latin_name",
        "say_first",
        "bar_status",
        "on_site",
        "remote",
        "cross_border",
        "available_24_7",
        "time_zone",
        "response_hours",
        "capacity",
        "cost",
    }
)
# A new way to reach them: {"kind": …, "value": …}; restricted until an editor opens it.
CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the diff."""

    field: str
    old: Any
    new: Any


@transaction.atomic
def propose_change(
    *, actor: User, viewer: Viewer, provider_id: UUID, changes: Mapping[str, Any]
) -> Proposal:
    """Propose new values for an entry that the viewer sees.

    The same proposal of the same person, still open, comes back as it is: a button
    pressed twice. Raises NotAllowed, NotVisible, EntryInvalid; DirectoryError naming a
    field that cannot be proposed, or `changes` when nothing would change.
    """
    require_vetted(actor)
    provider = lock_visible(viewer, provider_id)
    unknown = set(changes) - PROPOSABLE - {CONTACT}
    if unknown:
        raise DirectoryError(min(unknown), _("This is for editors to change."))
    current = data_of(provider)
    diff = {
        name: [getattr(current, name), value]
        for name, value in changes.items()
        if name != CONTACT and getattr(current, name) != value
    }
    if CONTACT in changes:
        diff[CONTACT] = [None, _checked_contact(changes[CONTACT])]
    if not diff:
        raise DirectoryError("changes", _("Nothing would change."))
    check_entry(_applied(current, diff), itself=provider.pk)
    if known := _still_open(actor, provider, diff):
        return known
    proposal = Proposal.objects.create(
        provider=provider,
        proposed_by=actor,
        at=timezone.now(),
        changes=json.dumps(diff),
        provider_version=provider.version,
    )
    record("proposal.made", actor=actor, provider=provider, fields=diff)
    return proposal


@transaction.atomic
def decide_proposal(*, actor: User, proposal_id: int, accept: bool) -> Proposal:
    """Accept or refuse; an accepted change is written at once.

    Raises NotVisible, SamePerson, WrongState where it is decided already or the
    entry no longer says what the proposal set out to change.
    """
    found = Proposal.objects.filter(pk=proposal_id).first()
    if found is None:
        raise NotVisible
    provider = lock_for_editing(actor, found.provider_id)
    proposal = Proposal.objects.select_for_update().get(pk=proposal_id)
    if proposal.state != Proposal.State.OPEN:
        raise WrongState
    if proposal.proposed_by == actor:
        raise SamePerson
    if accept:
        _write(actor, provider, proposal)
    proposal.state = Proposal.State.ACCEPTED if accept else Proposal.State.REFUSED
    proposal.decided_by, proposal.decided_at = actor, timezone.now()
    proposal.save()
    record("proposal.decided", actor=actor, provider=provider)
    return proposal


def diff_of(proposal: Proposal) -> list[Change]:
    """What the proposal changes, line by line."""
    diff = json.loads(proposal.changes)
    return [Change(name, old, new) for name, (old, new) in sorted(diff.items())]


def _still_open(
    actor: User, provider: Provider, diff: Mapping[str, Any]
) -> Proposal | None:
    """Belongs after the entry's row was locked."""
    mine = provider.proposals.filter(proposed_by=actor, state=Proposal.State.OPEN)
    said = json.loads(json.dumps(diff))
    return next((p for p in mine if json.loads(p.changes) == said), None)


def _checked_contact(contact: Mapping[str, str]) -> dict[str, str]:
    kind, value = contact.get("kind", ""), contact.get("value", "").strip()
    if kind not in ChannelKind.values or not value:
        raise DirectoryError(CONTACT, _("Give the kind of contact and its value."))
    return {"kind": kind, "value": value}


def _applied(current: ProviderData, diff: Mapping[str, Any]) -> ProviderData:
    plain = {name: new for name, (_old, new) in diff.items() if name != CONTACT}
    changed = replace(current, **plain)
    if CONTACT not in diff:
        return changed
    added = ContactData(**diff[CONTACT][1], shared=Level.MONITORS)
    return replace(changed, contacts=(*current.contacts, added))


def _write(actor: User, provider: Provider, proposal: Proposal) -> None:
    current = data_of(provider)
    diff = json.loads(proposal.changes)
    for name, (old, _new) in diff.items():
        if name != CONTACT and getattr(current, name) != old:
            raise WrongState(name)
    change_provider(
        actor=actor,
        provider_id=provider.pk,
        version=provider.version,
        data=_applied(current, diff),
    )
