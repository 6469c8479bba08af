from __future__ import annotations

import logging
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from evacuation.board import case_code
from evacuation.models import AuditRow, Case, Record
from evacuation.services.downloading import download_original
from evacuation.services.files import attach
from evacuation.services.lockdown import LockedDown, lock_down
from evacuation.services.mailbox import sign_in
from tests.evacuation.cleaning.strangers_files import MARK, jpeg, marked
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.invented_cases import invented_case

pytestmark = pytest.mark.proof

ONE = "coordinator_one"


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.WAYMARK_VAR = tmp_path


def sent(data: bytes, name: str, kind: str) -> tuple[Case, Record]:
    case, receipt = invented_case()
    upload = SimpleUploadedFile(name, data, kind)
    attach(actor=sign_in(typed=receipt.shown()), files=[upload], text="Look")
    return case, case.records.get(kind="file")


def at(case: Case, record: Record, rest: str = "") -> str:
    return f"/cases/{case.pk}/file/{record.pk}/{rest}"


def verbs() -> list[str]:
    return [*AuditRow.objects.order_by("number").values_list("verb", flat=True)]


def told(client: Client, where: str) -> str:
    """What the case page says after a refusal."""
    answer = client.post(where, follow=True)
    assert answer.status_code == 200
    assert answer.request["PATH_INFO"] == where.partition("file/")[0]
    return answer.content.decode()


def test_the_cleaned_copy_is_offered_first_and_the_original_behind_a_warning(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, record = sent(jpeg(), f"{MARK}.jpeg", "image/jpeg")
    page = unlocked_client(ONE).get(f"/cases/{case.pk}/").content.decode()
    cleaned, original = at(case, record, "cleaned/"), at(case, record)
    assert page.index(f'"{cleaned}"') < page.index("<summary>The original")
    assert page.index("hurt your device") < page.index(f'"{original}"')


def test_a_cleaned_copy_is_saved_under_a_neutral_name_and_recorded(
    desk: Desk, unlocked_client: UnlockedClient, tmp_path: Path
) -> None:
    case, record = sent(jpeg(), f"{MARK}.jpeg", "image/jpeg")
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    answer = unlocked_client(ONE).post(at(case, record, "cleaned/"))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    name = f"{case_code(case.pk)}-1.jpg"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer.content.startswith(b"\xff\xd8")
    assert not marked(answer.content)
    assert not marked(str(answer.headers).encode())
    assert verbs()[-1] == "file.opened_clean"
    after = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert {path for path in after - before if path.stat().st_size} == set()


def test_what_cannot_be_cleaned_is_said_on_the_case_page_and_nowhere_else(
    desk: Desk, unlocked_client: UnlockedClient, caplog: pytest.LogCaptureFixture
) -> None:
    client = unlocked_client(ONE)
    office = sent(b"PK\x03\x04" + MARK.encode(), f"{MARK}.docx", "application/x")
    cut = sent(jpeg()[:-300], f"{MARK}.jpeg", "image/jpeg")
    caplog.set_level(logging.DEBUG)
    caplog.clear()
    page = told(client, at(*office, "cleaned/"))
    assert "This kind of file cannot be cleaned" in page
    assert "This file is damaged" in told(client, at(*cut, "cleaned/"))
    assert "file.opened_clean" not in verbs()
    assert MARK not in caplog.text


def test_plain_text_comes_as_text(desk: Desk, unlocked_client: UnlockedClient) -> None:
    case, record = sent("Повестка".encode("utf-16"), "a.txt", "text/plain")
    answer = unlocked_client(ONE).post(at(case, record, "cleaned/"))
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == "Повестка"


def test_who_holds_no_key_of_the_inbox_meets_nothing(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, record = sent(jpeg(), "a.jpeg", "image/jpeg")
    client = unlocked_client("verifier")
    assert client.post(at(case, record, "cleaned/")).status_code == 404
    other, _receipt = invented_case()
    client = unlocked_client(ONE)
    assert client.post(at(other, record, "cleaned/")).status_code == 404
    assert client.get(at(case, record, "cleaned/")).status_code == 405


def test_a_file_cut_on_disk_is_not_cleaned_either(
    unlocked_client: UnlockedClient, tmp_path: Path
) -> None:
    case, record = sent(jpeg(), "a.jpeg", "image/jpeg")
    (stored,) = (tmp_path / "files").rglob("*-*-*-*-*/*")
    stored.write_bytes(stored.read_bytes()[:-400])
    answer = unlocked_client(ONE).post(at(case, record, "cleaned/"))
    assert answer.status_code == 503


def test_originals_stand_still_under_a_lock_down(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, record = sent(jpeg(), "a.jpeg", "image/jpeg")
    lock_down(actor=desk["lead_one"])
    client = unlocked_client(ONE)
    page = told(client, at(case, record))
    assert "Locked down: nothing is revealed or exported" in page
    with pytest.raises(LockedDown):
        download_original(actor=desk[ONE], case_id=case.pk, record_id=record.pk)
    assert "file.opened" not in verbs()
    assert unlocked_client("verifier").post(at(case, record)).status_code == 404
