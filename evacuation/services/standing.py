"""What a requester asked us to stop, so that their mailbox can say it on return.

It stands in the sealed row of the code that asked: a quiet mailbox shows what was
asked there, a real one what was asked in it, and nobody else reads either.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from evacuation.clock import this_hour
from evacuation.models import Mailbox
from evacuation.services.under_way import is_under_way
from evacuation.vault.mailboxes import seal_mailbox

if TYPE_CHECKING:
    from evacuation.models import Case
    from evacuation.services.mailbox import Requester
    from evacuation.vault.mailboxes import Mailbox as MailboxRecord

PAUSE, WITHDRAW, RETURN = "pause", "withdraw", "return"
ERASE, KEEP = "erase", "keep"

_AGAIN = (RETURN, "message", "appeal")
# What ends each of them.
_ENDING = {PAUSE: _AGAIN, WITHDRAW: _AGAIN, ERASE: (KEEP,)}


@dataclass(frozen=True, slots=True)
class Standing:
    """`kind`: PAUSE, WITHDRAW or ERASE; `at`: since which hour."""

    kind: str
    at: datetime


def standing_of(mailbox: MailboxRecord) -> Standing | None:
    if not mailbox.standing:
        return None
    kind, at = mailbox.standing.split(" ", 1)
    return Standing(kind, datetime.fromisoformat(at))


def keep_standing(*, actor: Requester, kind: str, case: Case) -> None:
    """What a letter of this kind changes. In the transaction of that letter.

    A message ends both, as it does for the desk (services/hearing.py).
    """
    mailbox = actor.mailbox
    # An erasure that waits for its hour stands in the case's row.
    wished = kind == ERASE and is_under_way(case)
    if wished or kind in (PAUSE, WITHDRAW):
        after = f"{kind} {this_hour().isoformat(timespec='minutes')}"
    elif mailbox.standing and kind in _ENDING[mailbox.standing.split(" ", 1)[0]]:
        after = ""
    else:
        return
    receipt, record = actor.receipt, replace(mailbox, standing=after)
    sealed = seal_mailbox(receipt.mailbox_key, receipt.lookup, record)
    Mailbox.objects.filter(pk=receipt.lookup).update(sealed=sealed)
