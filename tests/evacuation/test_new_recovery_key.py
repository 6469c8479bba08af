"""The drill: a share is lost, a charter brings a new recovery key, cases are opened."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import UUID

import pytest
from django.core.management import CommandError

from evacuation.access import open_case
from evacuation.models import CaseWrap, Member
from evacuation.papers import Paper, write_paper
from evacuation.services.auditing import verify_audit
from evacuation.services.opening import open_request
from evacuation.services.rosters import documents_of
from evacuation.trusting import Kind, trust_now
from evacuation.vault.organisation import split
from evacuation.vault.receipts import make_receipt
from evacuation.vault.sealing import new_key
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.services.test_founding import Typing
from tests.evacuation.services.test_opening import REQUEST

GETPASS = "evacuation.management.commands.recover_case.getpass"


class Drill:
    """Server and offline machine by their commands alone, files between them."""

    def __init__(self, desk: Desk, patch: pytest.MonkeyPatch, folder: Path) -> None:
        self.desk, self.patch, self.folder = desk, patch, folder
        self.typing = Typing(patch)
        self.key = folder / "key"
        write_paper(self.key, Paper.SIGNING_KEY, desk.organisation.signing.reveal())

    def new_charter(self) -> list[str]:
        """A charter with a new recovery key is taken in; its shares."""
        said = self.typing.run(
            "create_organisation_keys",
            f"--signing-key={self.folder / 'destroyed'}",
            "--unattended",
        )
        shares = [self.typing.share(number) for number in (1, 2, 3)]
        recovery = said.split("--recovery ")[1].split()[0]
        before, draft, done = (self.folder / n for n in ("before", "draft", "done"))
        write_paper(before, Paper.CHARTER, documents_of(Kind.CHARTER)[-1])
        self.typing.run("create_charter", str(draft), f"--recovery={recovery}")
        self.typing.run(
            "sign_charter",
            "sign",
            str(draft),
            str(done),
            f"--signing-key={self.key}",
            f"--previous={before}",
            answers=["sign"],
        )
        said = self.typing.run("sign_charter", "receive", str(done))
        assert "This is a new recovery key." in said
        return shares

    def waiting(self) -> str:
        return self.typing.run("recover_case", "waiting")

    def export(self, name: str, *cases: UUID) -> str:
        words = [str(self.folder / name), *map(str, cases)]
        to = f"--to={self.desk.users['lead_three'].username}"
        return self.typing.run("recover_case", "export", *words, to)

    def open(self, name: str, shares: list[str]) -> str:
        typed = iter(shares[:2])
        self.patch.setattr(GETPASS, lambda _prompt: next(typed))
        words = [str(self.folder / name), str(self.folder / f"{name}.back")]
        key = f"--signing-key={self.key}"
        return self.typing.run("recover_case", "open", *words, key, answers=["recover"])

    def take_in(self, name: str) -> str:
        back = str(self.folder / f"{name}.back")
        return self.typing.run("recover_case", "import", back)


@pytest.fixture
def drill(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Drill:
    return Drill(desk, monkeypatch, tmp_path)


def _request() -> UUID:
    receipt = make_receipt(new_key())
    made = open_request(actor="public", request=REQUEST, receipt=receipt)
    assert made.case is not None
    return made.case


def _two_leads_sign(unlocked_client: UnlockedClient) -> None:
    unlocked_client("lead_one").post("/desk/roster/propose/")
    second = unlocked_client("lead_two")
    page = second.get("/desk/roster/").content.decode()
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    assert seen is not None
    second.post("/desk/roster/sign/", {"seen": seen[1], "compared": "on"})
    assert trust_now().roster.number == 2


def _lose_every_holder(case: UUID) -> None:
    held = CaseWrap.objects.filter(key__case=case)
    held.exclude(recipient__startswith="recovery").delete()


def test_old_shares_open_what_nobody_opened_since_and_new_ones_the_rest(
    drill: Drill, unlocked_client: UnlockedClient
) -> None:
    desk, old = drill.desk, split(drill.desk.organisation.recovery)
    opened, left = _request(), _request()
    new = drill.new_charter()
    assert "to open them: 2." in drill.waiting()
    _two_leads_sign(unlocked_client)
    assert unlocked_client("lead_one").get(f"/cases/{opened}/").status_code == 200

    said = drill.waiting()
    assert f"case {left}: identity, inbox, replies, triage" in said
    assert "to open them: 1." in said
    assert str(opened) not in said

    for case in (opened, left):
        _lose_every_holder(case)
    # What was opened since: not with the old shares, with the new ones.
    assert "earlier recovery key" not in drill.export("one", opened)
    with pytest.raises(CommandError, match="opens nothing of this file"):
        drill.open("one", old)
    assert not (drill.folder / "one.back").exists()
    assert "for other shares" not in drill.open("one", new)
    drill.take_in("one")
    # What was not: the other way round, and both say so.
    said = drill.export("both", opened, left)
    assert "Wrapped for an earlier recovery key" in said
    assert f"  case {left}: identity, inbox, replies, triage" in said.splitlines()
    said = drill.open("both", old)
    assert f"for other shares: case {opened}: identity" in said
    assert f"for other shares: case {left}" not in said
    drill.take_in("both")
    for case in (opened, left):
        account = open_case(desk["lead_three"], case).only("triage", "account")
        assert account["story"] == REQUEST.account["story"]
    # Whoever got it back opens it, and then the new shares do.
    assert unlocked_client("lead_three").get(f"/cases/{left}/").status_code == 200
    assert "Every case is wrapped" in drill.waiting()
    drill.export("late", left)
    assert "for other shares" not in drill.open("late", new)
    assert verify_audit().good


def test_a_charter_that_breaks_the_roster_of_now_says_what_to_do(
    drill: Drill,
) -> None:
    before, draft, done = (drill.folder / n for n in ("before", "draft", "done"))
    write_paper(before, Paper.CHARTER, documents_of(Kind.CHARTER)[-1])
    names = ("lead_two", "lead_three", "coordinator_two")
    rows = Member.objects.filter(user=drill.desk.users["coordinator_two"])
    rows.update(roles=["coordinator", "lead"])
    leads = [f"--lead={drill.desk.users[name].username}" for name in names]
    drill.typing.run("create_charter", str(draft), *leads)
    drill.typing.run(
        "sign_charter",
        "sign",
        str(draft),
        str(done),
        f"--signing-key={drill.key}",
        f"--previous={before}",
        answers=["sign"],
    )
    said = drill.typing.run("sign_charter", "receive", str(done))
    assert "nobody can unlock" in said
    assert "create_roster, then sign_roster" in said
    assert "new recovery key" not in said
