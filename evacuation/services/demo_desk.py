"""The demo's desk: an organisation whose keys lie in a folder, for trying things.

Everything that a real founding keeps apart lies side by side here. A system check
refuses such an organisation's key in production.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from directory.models import Monitor
from directory.services.demo_people import DemoPeople
from evacuation.models import Member
from evacuation.services.founding import card_of, draft_charter, signed_charter
from evacuation.services.keys import make_keys, prove_code
from evacuation.services.rosters import (
    draft_roster,
    make_team_epoch,
    receive_charter,
    receive_roster,
)
from evacuation.vault.cards import RECOVERY, Team
from evacuation.vault.documents import sign_roster, signed
from evacuation.vault.organisation import split
from evacuation.vault.sealing import box_public
from evacuation.vault.secret import Secret
from evacuation.vault.slips import Grantor, Recipient

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.contrib.auth.models import User

    from evacuation.vault.members import Seeds

SIGNING_KEY, RECOVERY_KEY, SHARES = "signing_key", "recovery_key", "shares.txt"
WARNING = (
    "DEMO ORGANISATION: its keys lie in {folder}. Whoever reads that folder reads "
    "everything. Never put a real request into it."
)
# Birds of the region; nobody is called so.
CAST = (
    ("demo-osprey", "lead"),
    ("demo-kestrel", "lead"),
    ("demo-harrier", "lead"),
    ("demo-bittern", "coordinator"),
    ("demo-redshank", "coordinator"),
    ("demo-dotterel", "verifier"),
    ("demo-curlew", "approver_programme"),
    ("demo-godwit", "approver_finance"),
    ("demo-nuthatch", "auditor"),
    ("demo-whinchat", "steward"),
)
SIGNERS = ("demo-osprey", "demo-kestrel")


@dataclass(frozen=True, slots=True)
class _Person:
    user: User
    seeds: Seeds


def found_demo_desk(say: Callable[[str], None]) -> None:
    """People with keys, charter and first roster. All of it or nothing."""
    folder = settings.WAYMARK_VAR / "demo-organisation"
    recovery = _recovery_key(folder)
    with transaction.atomic():
        people = _people(settings.WAYMARK_VAR / "demo.json")
        _charter(folder, recovery)
        _roster(people, box_public(recovery))
    say(f"demo desk: {', '.join(people)}")
    say(WARNING.format(folder=folder))


def _people(path: Path) -> dict[str, _Person]:
    monitors = Monitor.objects.filter(role=Monitor.Role.ADMINISTRATOR)
    administrator = monitors.select_related("user").earliest("pk").user
    people = DemoPeople(path)
    found = {}
    for code_name, role in CAST:
        user, password = people.come_in(administrator, code_name, role)
        seeds, code = make_keys(actor=user, password=password)
        prove_code(actor=user, typed=code.shown())
        people.keep({"username": code_name, "opening_code": code.shown()})
        found[code_name] = _Person(user, seeds)
    return found


def _charter(folder: Path, recovery: Secret) -> None:
    draft = draft_charter(code_names=[], recovery=box_public(recovery))
    organisation = Secret(bytes.fromhex((folder / SIGNING_KEY).read_text().strip()))
    data = signed_charter(organisation=organisation, data=signed(draft.encoded(), {}))
    receive_charter(actor="organisation", data=data)


def _roster(people: dict[str, _Person], recovery: bytes) -> None:
    members = Member.objects.filter(user__in=[p.user for p in people.values()])
    cards = [card_of(member) for member in members.select_related("user")]
    first = people[SIGNERS[0]]
    by = Grantor(f"member:{first.user.pk}", first.seeds.sign, 1)
    to = Recipient(RECOVERY, recovery)
    teams = [
        make_team_epoch(by=by, team=team, epoch=1, members=cards, recovery=to)
        for team in Team
    ]
    body = draft_roster(members=cards, teams=[team.card for team in teams]).encoded()
    signatures = {
        f"member:{people[name].user.pk}": sign_roster(people[name].seeds.sign, body)
        for name in SIGNERS
    }
    receive_roster(actor=by.name, data=signed(body, signatures))


def _recovery_key(folder: Path) -> Secret:
    """The recovery seed of this folder, made with its shares where there is none."""
    path = folder / RECOVERY_KEY
    if not path.exists():
        key = secrets.token_bytes(32)
        _keep(folder / SHARES, "\n\n".join(split(Secret(key))) + "\n")
        _keep(path, key.hex())
    return Secret(bytes.fromhex(path.read_text(encoding="ascii").strip()))


def _keep(path: Path, words: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="ascii") as file:
        file.write(words)
