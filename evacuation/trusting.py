"""Charter and roster from the database, verified down to the pinned key, never back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction

from evacuation.errors import NotTrusted
from evacuation.models import SignedDocument
from evacuation.shred.models import HighWater
from evacuation.vault.documents import NO_DIGEST, Roster, read_charter
from evacuation.vault.sealing import sign_public
from evacuation.vault.secret import CannotOpen, Secret
from evacuation.vault.slips import Grantor
from evacuation.vault.trust import Trust, read_trust

if TYPE_CHECKING:
    from evacuation.vault.documents import Charter

Kind = SignedDocument.Kind
# Two statements, sent together: what is read is read under the lock.
_KEPT = """
LOCK TABLE evacuation_signeddocument IN ROW SHARE MODE;
SELECT NOT EXISTS (
    SELECT FROM evacuation_signeddocument WHERE kind = %s AND number > %s
)"""


def organisation_key() -> bytes:
    """The pinned Ed25519 public key. Raises NotTrusted where none is set."""
    return _from_hex(settings.WAYMARK_ORGANISATION_KEY)


def house_secret() -> Secret:
    """The house's Ed25519 seed, from its file. Raises NotTrusted."""
    return Secret(_from_hex(settings.WAYMARK_HOUSE_KEY))


def pepper() -> Secret:
    return Secret(_from_hex(settings.WAYMARK_PEPPER))


def trust_now() -> Trust:
    """Everything believed, of this moment.

    Raises NotTrusted where a document is missing, does not verify or is older than
    one that was seen before: the database may have been set back.
    """
    return _trusted(*_documents())


def _documents() -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """Charters and rosters, oldest first, as they stand in the database."""
    found: dict[str, list[bytes]] = {Kind.CHARTER: [], Kind.ROSTER: []}
    rows = SignedDocument.objects.order_by("number").values_list("kind", "data")
    for kind, data in rows:
        found[kind].append(bytes(data))
    return tuple(found[Kind.CHARTER]), tuple(found[Kind.ROSTER])


def _trusted(charters: tuple[bytes, ...], rosters: tuple[bytes, ...]) -> Trust:
    try:
        trust = read_trust(organisation_key(), charters, rosters)
    except CannotOpen:
        raise NotTrusted from None
    _never_back(charter=trust.charter, roster=trust.roster)
    return trust


def trust_of_members() -> Trust:
    """As `trust_now`; before the first roster, the charter's leads as roster 0.

    So they can sign the first one. Nothing is written or granted on its word: it names
    no team. Raises NotTrusted; also where a roster was seen before and is gone.
    """
    charters, rosters = _documents()
    if rosters:
        return _trusted(charters, rosters)
    if HighWater.objects.filter(kind=Kind.ROSTER).exists():
        raise NotTrusted
    organisation = organisation_key()
    try:
        known = tuple(read_charter(data, organisation) for data in charters)
    except CannotOpen:
        raise NotTrusted from None
    if not known:
        raise NotTrusted
    _never_back(charter=known[-1])
    leads = Roster(0, NO_DIGEST, known[-1].issued_at, members=known[-1].leads)
    return Trust(organisation, known, (leads,))


def keep_roster(trust: Trust) -> bool:
    """Let nobody sign a next roster before this transaction ends.

    For whatever seals to a team's key: the old one is thrown away with the signature.
    False where a next one was signed since `trust` was read. Readers, and others who
    keep it, are not held up.
    """
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, [Kind.ROSTER, trust.roster.number])
        (is_newest,) = cursor.fetchone()
    return bool(is_newest)


def house(trust: Trust) -> Grantor:
    """The house as a grantor. Raises NotTrusted unless the charter names its key."""
    secret = house_secret()
    if sign_public(secret) != trust.charter.house:
        raise NotTrusted
    return Grantor("house", secret, trust.roster.number)


def _never_back(**documents: Charter | Roster) -> None:
    """By kind. Raises NotTrusted for one that is older than what was seen before."""
    seen = dict(HighWater.objects.values_list("kind", "number"))
    for kind, document in documents.items():
        if document.number < seen.get(kind, 0):
            raise NotTrusted
        if document.number > seen.get(kind, 0):
            _raise_water(kind, document.number)


def _raise_water(kind: str, number: int) -> None:
    with transaction.atomic(using="shred"):
        HighWater.objects.get_or_create(kind=kind, defaults={"number": number})
        row = HighWater.objects.select_for_update().get(kind=kind)
        if row.number < number:
            row.number = number
            row.save(update_fields=["number"])


def _from_hex(value: str) -> bytes:
    try:
        found = bytes.fromhex(value)
    except ValueError:
        raise NotTrusted from None
    if len(found) != 32:
        raise NotTrusted
    return found
