"""Invented requests, made through the services as the form makes them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from evacuation.access import OpenCase
from evacuation.board import BoardLine
from evacuation.deadlines import provisional_level
from evacuation.models import Case
from evacuation.models.choices import Compartment, RecordKind
from evacuation.services.opening import NewRequest, open_request
from evacuation.services.writing import sealed_letter
from evacuation.shredding import case_scope, shred_keys
from evacuation.vault.receipts import Receipt, make_receipt
from evacuation.vault.sealing import new_key
from tests.evacuation.kept_cases import kept

STORY = "An invented account: two men stood at the door and asked for us by name."


def invented_request(**said: Any) -> NewRequest:
    """`said` replaces parts of the account; `marks` go on the board line, `way` adds
    to how they are reached."""
    marks = tuple(said.pop("marks", ()))
    way = dict(said.pop("way", {}))
    account = {
        "language": "ru",
        "country": "GE",
        "safe_now": "not_sure",
        "danger": "24h",
        "asking": "self",
        "story": STORY,
        "vouch": "",
        "dependants": {},
        "medicine_days": "",
        "consents": ["store"],
        "origin": "public",
        "text_version": "1",
        **said,
    }
    profile = {
        "channel": "signal",
        "handle": "@invented.heron",
        "may_write_first": "yes",
        "who_sees": "My brother",
        "name_we_use": "Dental office",
        **way,
    }
    line = BoardLine(
        country=account["country"],
        language=account["language"],
        danger=account["danger"],
        next_step="own",
        marks=marks,
    )
    return NewRequest(
        board=line,
        level=provisional_level(danger=account["danger"], safe_now=account["safe_now"]),
        account=account,
        person={"call_me": "Invented Heron", "voucher": "Invented Aid"},
        contact={"profiles": [profile], "do_not_contact": False},
    )


def invented_case(**said: Any) -> tuple[Case, Receipt]:
    """A request as it comes in, and the receipt of who sent it."""
    case, receipt = _came_in(**said)
    return Case.objects.get(pk=case), receipt


@kept
def _came_in(**said: Any) -> tuple[UUID, Receipt]:
    receipt = make_receipt(new_key())
    opened = open_request(
        actor="requester", request=invented_request(**said), receipt=receipt
    )
    assert opened.case is not None
    return opened.case, receipt


def inbox_of(opened: OpenCase) -> bytes:
    """The public key that letters are sealed for, as the replies tell it."""
    rows = opened.records(Compartment.REPLIES, RecordKind.INBOX_KEY)
    told = [opened.content(row) for row in rows]
    newest = max(told, key=lambda said: int(said.get("epoch", 1)))
    return bytes.fromhex(str(newest["inbox"]))


def invented_letter(case: UUID, inbox: bytes, text: str, kind: str = "message") -> None:
    """What the person wrote in their mailbox."""
    shred = shred_keys(case_scope(case)).writing
    content = {"at": "2026-01-02T03:04:05+00:00", "text": text, "kind": kind}
    sealed_letter(shred, inbox, content, case=case, kind="letter").save()
