"""A request with its receipt, a reply to it, and a browser that comes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.test import Client
from django.urls import reverse

from evacuation.access import open_case
from evacuation.board import BoardLine
from evacuation.models import Case, Record
from evacuation.models.choices import Compartment, RecordKind, Urgency
from evacuation.services.opening import NewRequest, open_request
from evacuation.services.writing import Content, sealed_record
from evacuation.unlocked import Unlocked
from evacuation.vault.receipts import Receipt, make_receipt
from evacuation.vault.sealing import new_key

HOME = "/mailbox/"


def asked(level: Urgency = Urgency.MEDIUM) -> tuple[Case, Receipt]:
    """A request, as the public form makes one."""
    receipt = make_receipt(new_key())
    request = NewRequest(
        board=BoardLine(country="GE", language="ka", danger="24h"),
        level=level,
        account={"story": "They wait at the door."},
        contact={"profiles": [], "do_not_contact": False},
    )
    made = open_request(actor="public", request=request, receipt=receipt)
    assert made.case is not None
    return Case.objects.get(pk=made.case), receipt


def replied(
    me: Unlocked, case: Case, text: str, at: str = "2026-01-02T03:04:05+00:00"
) -> Record:
    """A reply as the desk writes one, past its minute of recall."""
    opened = open_case(me, case.pk)
    key, epoch = opened.writing_key(Compartment.REPLIES)
    record = sealed_record(
        key,
        {"at": at, "by": me.name, "text": text, "name_shown": "Invented Wren"},
        case=case.pk,
        compartment=Compartment.REPLIES,
        kind=RecordKind.REPLY,
        epoch=epoch,
    )
    record.save(force_insert=True)
    return record


def letters(me: Unlocked, case: Case) -> list[Content]:
    """What the desk reads in the inbox, oldest first."""
    opened = open_case(me, case.pk)
    rows = opened.records(Compartment.INBOX, RecordKind.LETTER)
    return sorted((opened.content(row) for row in rows), key=lambda said: said["at"])


class Browser:
    """A browser without scripts that opened a mailbox; posts as its forms do."""

    def __init__(self, code: str) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.entered = self.client.post(HOME, {"receipt": code})

    def get(self, name: str = "mailbox", **kwargs: str) -> Any:
        return self.client.get(reverse(f"evacuation:{name}", kwargs=kwargs))

    @property
    def token(self) -> str:
        page: str = self.get().content.decode()
        return page.split('name="token" value="')[1].split('"')[0]

    def post(self, name: str, data: Mapping[str, object], **kwargs: str) -> Any:
        where = reverse(f"evacuation:{name}", kwargs=kwargs)
        return self.client.post(where, {"token": self.token, **data})

    def change(self, thing: str, **said: str) -> Any:
        """What the button below the question does."""
        return self.post("mailbox_change", {"thing": thing, "do": "1", **said})
