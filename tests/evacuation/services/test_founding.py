"""Founding: keys and charter offline, every wrong paper refused; the demo's desk."""

from __future__ import annotations

import builtins
import stat
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from pytest_django import Settings

from config.demo_organisation import MARK, marked_seed, public_half
from directory.services.demo_people import DemoPeople, read_demo, write_demo
from evacuation.models import AuditRow, Member, SignedDocument
from evacuation.papers import Paper, WrongFile, read_paper, write_paper
from evacuation.services.demo_desk import CAST, SIGNING_KEY, found_demo_desk
from evacuation.services.rosters import current_charter
from evacuation.trusting import trust_now
from evacuation.vault.cards import Right, Team
from evacuation.vault.organisation import combined
from tests.evacuation.desk import LEADS, Desk


class Typing:
    """Answers what a command asks, and keeps what it printed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.out = StringIO()
        self.answers: Iterator[str | Callable[[], str]] = iter(())
        monkeypatch.setattr(builtins, "input", self._answer)

    def _answer(self, asked: str = "") -> str:
        found = next(self.answers)
        return found() if callable(found) else found

    def run(self, *words: Any, answers: list[Any] | None = None) -> str:
        self.answers = iter(answers or [])
        self.out.truncate(0)
        self.out.seek(0)
        call_command(*words, stdout=self.out)
        return self.out.getvalue()

    def share(self, number: int) -> str:
        """The words of a share as they were printed."""
        part = self.out.getvalue().split(f"Share {number} of 3")[1].split("Share")[0]
        lines = [line.split() for line in part.splitlines()]
        return " ".join(w[1] for w in lines if len(w) == 2 and w[0].isdecimal())


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Typing:
    return Typing(monkeypatch)


@pytest.fixture
def keys(typing: Typing, tmp_path: Path) -> Path:
    """A signing key made offline; its public half stands in `public`."""
    said = typing.run(
        "create_organisation_keys",
        f"--signing-key={tmp_path / 'signing'}",
        "--unattended",
    )
    (tmp_path / "said").write_text(said, encoding="utf-8")
    return tmp_path / "signing"


def _public(keys: Path, name: str) -> str:
    said = (keys.parent / "said").read_text(encoding="utf-8")
    mark = {"organisation": "WAYMARK_ORGANISATION_KEY=", "recovery": "--recovery "}
    return said.split(mark[name])[1].split()[0]


def test_two_typed_shares_give_the_recovery_key_and_the_file_is_ours_alone(
    typing: Typing, tmp_path: Path
) -> None:
    path = tmp_path / "signing"
    answers: list[Any] = []
    for number in (1, 2, 3):
        answers += ["", lambda n=number: typing.share(n).upper().lower()]
    said = typing.run(
        "create_organisation_keys", f"--signing-key={path}", answers=answers
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    recovery = combined([typing.share(1), typing.share(3)])
    assert len(recovery.reveal()) == 32
    assert "WAYMARK_ORGANISATION_KEY=" in said
    assert read_paper(path, Paper.SIGNING_KEY).hex() not in said


def test_a_share_that_is_not_typed_back_makes_nothing(
    typing: Typing, tmp_path: Path
) -> None:
    path = tmp_path / "signing"
    with pytest.raises(CommandError, match="Share 1 was not typed back"):
        typing.run(
            "create_organisation_keys",
            f"--signing-key={path}",
            answers=["", *["wrong words"] * 5],
        )
    assert not path.exists()


def test_production_never_skips_the_typing_back(
    settings: Settings, typing: Typing, tmp_path: Path
) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="typed back"):
        typing.run(
            "create_organisation_keys",
            f"--signing-key={tmp_path / 'k'}",
            "--unattended",
        )


def test_a_signing_key_is_never_overwritten(typing: Typing, keys: Path) -> None:
    before = keys.read_bytes()
    with pytest.raises(CommandError, match="cannot be written"):
        typing.run("create_organisation_keys", f"--signing-key={keys}", "--unattended")
    assert keys.read_bytes() == before


@pytest.fixture
def unfounded(desk: Desk, keys: Path, settings: Settings) -> Desk:
    """Activated members, the new organisation's key pinned, no documents."""
    SignedDocument.objects.all().delete()
    settings.WAYMARK_ORGANISATION_KEY = _public(keys, "organisation")
    return desk


def _draft(typing: Typing, keys: Path, name: str = "draft") -> Path:
    path = keys.parent / name
    typing.run("create_charter", str(path), f"--recovery={_public(keys, 'recovery')}")
    return path


def _sign(typing: Typing, keys: Path, draft: Path, *more: str) -> Path:
    done = draft.with_suffix(".signed")
    words = ["sign_charter", "sign", str(draft), str(done), f"--signing-key={keys}"]
    typing.run(*words, *more, answers=["sign"])
    return done


def test_a_charter_is_drafted_signed_offline_and_taken_in(
    unfounded: Desk, typing: Typing, keys: Path
) -> None:
    draft = _draft(typing, keys)
    shown = typing.out.getvalue()
    assert all(unfounded.card(part).fingerprint in shown for part in LEADS)
    done = _sign(typing, keys, draft)
    assert unfounded.card("lead_one").fingerprint in typing.out.getvalue()
    typing.run("sign_charter", "receive", str(done))
    assert [card.code_name for card in current_charter().leads] == list(LEADS)
    assert AuditRow.objects.filter(verb="charter.received").exists()


def test_a_second_charter_needs_the_first_and_the_first_needs_none(
    unfounded: Desk, typing: Typing, keys: Path
) -> None:
    first = _sign(typing, keys, _draft(typing, keys))
    typing.run("sign_charter", "receive", str(first))
    with pytest.raises(CommandError, match="does not follow"):
        typing.run("sign_charter", "receive", str(first))
    second = _draft(typing, keys, "second")
    with pytest.raises(CommandError, match="does not follow"):
        _sign(typing, keys, second)
    done = _sign(typing, keys, second, f"--previous={first}")
    typing.run("sign_charter", "receive", str(done))
    assert current_charter().number == 2


def test_nothing_but_the_word_signs(
    unfounded: Desk, typing: Typing, keys: Path
) -> None:
    draft = _draft(typing, keys)
    words = ["sign_charter", "sign", str(draft), "never", f"--signing-key={keys}"]
    with pytest.raises(CommandError, match="Not signed"):
        typing.run(*words, answers=["yes"])
    assert not Path("never").exists()


def test_a_charter_by_another_key_is_not_taken_in(
    unfounded: Desk, typing: Typing, keys: Path, tmp_path: Path
) -> None:
    draft = _draft(typing, keys)
    other = tmp_path / "other"
    typing.run("create_organisation_keys", f"--signing-key={other}", "--unattended")
    done = _sign(typing, other, draft)
    with pytest.raises(CommandError, match="another organisation"):
        typing.run("sign_charter", "receive", str(done))
    with pytest.raises(CommandError, match="another organisation"):
        typing.run("sign_charter", "receive", str(draft))
    assert not SignedDocument.objects.exists()


def test_wrong_files_are_named_as_such(
    unfounded: Desk, typing: Typing, keys: Path, tmp_path: Path
) -> None:
    draft = _draft(typing, keys)
    with pytest.raises(CommandError, match="another file"):
        _sign(typing, draft, draft)
    with pytest.raises(CommandError, match="another file"):
        typing.run("sign_charter", "receive", str(keys))
    junk = tmp_path / "junk"
    write_paper(junk, Paper.CHARTER, b"not a charter at all")
    with pytest.raises(CommandError, match="no charter"):
        _sign(typing, keys, junk)
    with pytest.raises(CommandError, match="cannot be used"):
        typing.run("sign_charter", "receive", str(tmp_path / "missing"))
    junk.write_text(f"{Paper.CHARTER}\n###\n", encoding="ascii")
    with pytest.raises(WrongFile):
        read_paper(junk, Paper.CHARTER)


def test_two_activated_leads_are_too_few(
    unfounded: Desk, typing: Typing, keys: Path
) -> None:
    Member.objects.filter(user=unfounded.users["lead_two"]).update(code_proven_at=None)
    with pytest.raises(CommandError, match="three leads"):
        _draft(typing, keys)


def test_signing_needs_no_database(
    unfounded: Desk,
    typing: Typing,
    keys: Path,
    django_assert_num_queries: Callable[..., Any],
) -> None:
    draft = _draft(typing, keys)
    with django_assert_num_queries(0):
        _sign(typing, keys, draft)


@pytest.fixture
def demo(db: None, settings: Settings, tmp_path: Path) -> Path:
    """An empty var with an administrator and the kept organisation key."""
    settings.WAYMARK_VAR = tmp_path
    folder = tmp_path / "demo-organisation"
    folder.mkdir()
    seed = marked_seed()
    (folder / SIGNING_KEY).write_text(seed, encoding="ascii")
    settings.WAYMARK_ORGANISATION_KEY = public_half(seed)
    DemoPeople(tmp_path / "demo.json").administrator("demo-dunlin")
    return tmp_path


def test_the_demo_founds_a_desk_that_holds(demo: Path) -> None:
    said: list[str] = []
    found_demo_desk(said.append)
    trust = trust_now()
    assert len(trust.roster.members) == len(CAST)
    assert {card.team for card in trust.roster.teams} == set(Team)
    leads = [c for c in trust.roster.members if Right.LEAD in c.rights]
    assert len(leads) == 3
    assert any("DEMO ORGANISATION" in line for line in said)
    logins = read_demo(demo / "demo.json")["logins"]
    assert {name for name, _role in CAST} <= {login["username"] for login in logins}
    folder = demo / "demo-organisation"
    kept = [p for p in folder.iterdir() if p.name != SIGNING_KEY]
    assert {stat.S_IMODE(p.stat().st_mode) for p in kept} == {0o600}
    shares = (folder / "shares.txt").read_text(encoding="ascii").split("\n\n")
    recovered = combined(shares[:2]).reveal().hex()
    assert recovered == (folder / "recovery_key").read_text(encoding="ascii")


def test_logins_that_outlive_their_database_are_made_anew(
    db: None, tmp_path: Path
) -> None:
    path = tmp_path / "demo.json"
    gone = {"username": "demo-gone", "role": "editor", "password": "x"}
    write_demo(path, {"logins": [gone], "partner_key": "kept"})
    people = DemoPeople(path)
    administrator = people.administrator("demo-dunlin")
    people.come_in(administrator, "demo-gone", "coordinator")
    assert User.objects.filter(username="demo-gone").exists()
    found = read_demo(path)
    passwords = {login["username"]: login["password"] for login in found["logins"]}
    assert passwords["demo-gone"] != "x"
    assert found["partner_key"] == "kept"


def test_the_demo_key_bears_its_mark(settings: Settings) -> None:
    assert settings.WAYMARK_DEMO_MARK == MARK
    assert public_half(marked_seed()).startswith(MARK)
