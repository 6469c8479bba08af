from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command

from evacuation.access import open_case
from evacuation.errors import NotTrusted, NotVisible, WrongState
from evacuation.models import Alert, AuditRow, CaseKey, CaseWrap, Record
from evacuation.papers import Paper, write_paper
from evacuation.services.auditing import verify_audit
from evacuation.services.erasure import shred_case
from evacuation.services.lockdown import LockedDown, lift, lock_down
from evacuation.services.opening import open_request
from evacuation.services.recovering import (
    Export,
    Opened,
    export_cases,
    import_cases,
    open_offline,
)
from evacuation.shred.models import ShredRow
from evacuation.vault.organisation import new_organisation_keys, split
from evacuation.vault.receipts import make_receipt
from evacuation.vault.sealing import new_key
from evacuation.vault.secret import CannotOpen
from tests.evacuation.desk import Desk
from tests.evacuation.services.test_opening import REQUEST

Commit = Callable[..., Any]


def _request() -> UUID:
    receipt = make_receipt(new_key())
    made = open_request(actor="public", request=REQUEST, receipt=receipt)
    assert made.case is not None
    return made.case


@pytest.fixture
def forlorn(desk: Desk) -> UUID:
    """A case whose every holder is gone."""
    case = _request()
    CaseWrap.objects.filter(key__case=case, recipient__startswith="team:").delete()
    Alert.objects.all().delete()
    return case


def _export(desk: Desk, *cases: UUID, to: str = "lead_one") -> Export:
    return export_cases(actor="worker", cases=cases, target=desk.users[to].pk)


def _opened(desk: Desk, export: Export) -> Opened:
    keys = desk.organisation
    opened, left = open_offline(
        Export.decoded(export.encoded()), recovery=keys.recovery, signing=keys.signing
    )
    assert not left
    return opened


def test_the_target_reads_the_case_again_and_everybody_is_told(
    desk: Desk, forlorn: UUID, django_capture_on_commit_callbacks: Commit
) -> None:
    shred = bytes(ShredRow.objects.get(pk=f"case:{forlorn}").key)
    export = _export(desk, forlorn)
    assert Alert.objects.filter(case=forlorn).count() == 1
    back = Opened.decoded(_opened(desk, export).encoded())
    with django_capture_on_commit_callbacks(execute=True):
        assert import_cases(actor="organisation", opened=back) == [forlorn]
    opened = open_case(desk["lead_one"], forlorn)
    assert opened.only("triage", "account")["story"] == REQUEST.account["story"]
    assert opened.only("identity", "person") == REQUEST.person
    assert opened.only("inbox", "contact")["handle"] == REQUEST.contact["handle"]
    assert opened.writing_key("triage")
    assert bytes(ShredRow.objects.get(pk=f"case:{forlorn}").key) != shred
    with pytest.raises(NotVisible):
        open_case(desk["auditor"], forlorn)
    said = AuditRow.objects.filter(verb__startswith="recovery.")
    name = desk["lead_one"].name
    assert set(said.values_list("verb", flat=True)) == {
        f"recovery.exported.{name}",
        f"recovery.imported.{name}",
    }
    assert verify_audit().good


def test_named_cases_alone_leave_and_nothing_of_their_text(desk: Desk) -> None:
    asked, other = _request(), _request()
    export = _export(desk, asked)
    assert export.cases == [asked]
    data = export.encoded()
    assert other.bytes not in data
    for record in Record.objects.filter(case=asked):
        assert bytes(record.sealed)[:64] not in data


def test_nobody_outside_the_roster_and_no_shredded_case_can_be_named(
    desk: Desk,
) -> None:
    case = _request()
    with pytest.raises(WrongState):
        export_cases(actor="worker", cases=[case], target=10**6)
    shred_case(case_id=case, actor="worker")
    with pytest.raises(NotVisible):
        _export(desk, case)


def test_nothing_is_exported_under_a_lock_down(desk: Desk) -> None:
    case = _request()
    lock_down(actor=desk["lead_one"])
    with pytest.raises(LockedDown):
        _export(desk, case)
    assert not AuditRow.objects.filter(verb__startswith="recovery.").exists()
    lift(actor=desk["lead_one"])
    lift(actor=desk["lead_two"])
    assert _export(desk, case).cases == [case]


def test_another_card_another_share_and_another_organisation_are_refused_offline(
    desk: Desk,
) -> None:
    export, keys = _export(desk, _request()), desk.organisation
    others = new_organisation_keys()
    thief = replace(export.target, box=desk["auditor"].card.box)
    for changed in (
        replace(export, target=thief),
        replace(export, rosters=()),
        replace(export, charters=()),
        replace(
            export,
            keys=(replace(export.keys[0], commit=b"x" * 32), *export.keys[1:]),
        ),
    ):
        with pytest.raises(CannotOpen):
            _opened(desk, changed)
    for recovery, signing in (
        (others.recovery, keys.signing),
        (keys.recovery, others.signing),
    ):
        with pytest.raises(CannotOpen):
            open_offline(export, recovery=recovery, signing=signing)


def test_what_comes_back_for_another_key_or_an_old_card_is_not_taken_in(
    desk: Desk,
) -> None:
    case = _request()
    opened = _opened(desk, _export(desk, case))
    thief = replace(opened.target, box=desk["auditor"].card.box)
    with pytest.raises(NotTrusted):
        import_cases(actor="organisation", opened=replace(opened, target=thief))
    CaseKey.objects.filter(case=case, compartment="triage").update(commit=b"x" * 32)
    with pytest.raises(NotTrusted):
        import_cases(actor="organisation", opened=opened)


def test_the_three_steps_of_the_command(
    desk: Desk, forlorn: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, back, key = (tmp_path / name for name in ("out", "back", "key"))
    keys = desk.organisation
    write_paper(key, Paper.SIGNING_KEY, keys.signing.reveal())
    code_name = desk.users["lead_two"].username
    call_command("recover_case", "export", str(out), str(forlorn), to=code_name)
    shares = iter(split(keys.recovery)[1:])
    monkeypatch.setattr("builtins.input", lambda _prompt: "no")
    opening = ["recover_case", "open", str(out), str(back), f"--signing-key={key}"]
    with pytest.raises(CommandError, match="Not opened"):
        call_command(*opening)
    monkeypatch.setattr("builtins.input", lambda _prompt: "recover")
    monkeypatch.setattr(
        "evacuation.management.commands.recover_case.getpass",
        lambda _prompt: next(shares),
    )
    call_command(*opening)
    call_command("recover_case", "import", str(back))
    opened = open_case(desk["lead_two"], forlorn)
    assert opened.only("triage", "account")["story"] == REQUEST.account["story"]
