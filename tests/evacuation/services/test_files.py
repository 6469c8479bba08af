from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.fixtures import Settings

from evacuation.access import open_case
from evacuation.models import CaseFile, Record
from evacuation.models.choices import Compartment, RecordKind
from evacuation.services import files
from evacuation.services.files import (
    EmptyFile,
    NoMoreFiles,
    TooManyFiles,
    attach,
    folder_of,
    path_of,
)
from evacuation.services.mailbox import sign_in
from evacuation.vault.files import open_file
from evacuation.vault.receipts import decoy_of
from evacuation.vault.secret import Secret
from tests.evacuation.desk import Desk
from tests.evacuation.mailboxes import asked, letters

PLAIN = bytes(range(256)) * 1000


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.WAYMARK_VAR = tmp_path


def _pieces(path: Path) -> Iterator[bytes]:
    yield path.read_bytes()


def test_a_file_is_sealed_on_disk_and_opens_with_its_record(desk: Desk) -> None:
    case, receipt = asked()
    name = "фото " + "ж" * 200 + ".jpeg"
    upload = SimpleUploadedFile(name, PLAIN, "image/jpeg")
    attach(actor=sign_in(typed=receipt.shown()), files=[upload], text="See this.")
    opened = open_case(desk["coordinator_one"], case.pk)
    (record,) = opened.records(Compartment.INBOX, RecordKind.FILE)
    said = opened.content(record)
    assert said["name"].startswith("фото ж")
    assert said["name"].endswith(".jpeg")
    assert (said["type"], said["length"]) == ("image/jpeg", len(PLAIN))
    row = CaseFile.objects.get()
    path = path_of(case.pk, row.pk)
    assert path.stat().st_size == row.size
    assert PLAIN[:64] not in path.read_bytes()
    key = Secret(bytes.fromhex(said["key"]))
    found = open_file(key, UUID(said["file"]), _pieces(path), said["length"])
    assert b"".join(found) == PLAIN
    assert letters(desk["coordinator_one"], case)[-1]["text"] == "See this."


@pytest.mark.parametrize(
    ("count", "content", "refusal"), [(6, b"x", TooManyFiles), (1, b"", EmptyFile)]
)
def test_too_many_or_empty_files_are_refused_by_name(
    desk: Desk, count: int, content: bytes, refusal: type[Exception]
) -> None:
    _case, receipt = asked()
    many = [SimpleUploadedFile("a", content) for _number in range(count)]
    with pytest.raises(refusal):
        attach(actor=sign_in(typed=receipt.shown()), files=many, text="")
    assert not CaseFile.objects.exists()


def test_a_full_request_takes_no_more(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    _case, receipt = asked()
    monkeypatch.setattr(files, "MOST_PER_CASE", 1)
    person = sign_in(typed=receipt.shown())
    attach(actor=person, files=[SimpleUploadedFile("a", b"x")], text="")
    with pytest.raises(NoMoreFiles):
        attach(actor=person, files=[SimpleUploadedFile("b", b"x")], text="")


def test_what_fails_leaves_nothing_on_disk(desk: Desk) -> None:
    case, receipt = asked()
    person = sign_in(typed=receipt.shown())
    lost = SimpleUploadedFile("b", b"x")
    lost.close()
    with pytest.raises(ValueError, match="closed file"):
        attach(actor=person, files=[SimpleUploadedFile("a", b"x"), lost], text="")
    assert not any(folder_of(case.pk).iterdir())
    assert not Record.objects.filter(kind=RecordKind.FILE).exists()


def test_files_from_a_decoy_look_the_same_and_say_duress(desk: Desk) -> None:
    case, receipt = asked()
    for code in (receipt, decoy_of(receipt)):
        person = sign_in(typed=code.shown())
        attach(actor=person, files=[SimpleUploadedFile("a.txt", b"abc")], text="")
    rows = Record.objects.filter(case=case, kind=RecordKind.FILE)
    assert len({len(row.sealed) for row in rows}) == 1
    assert len(set(CaseFile.objects.values_list("size", flat=True))) == 1
    opened = open_case(desk["coordinator_one"], case.pk)
    said = [opened.content(row)["duress"] for row in rows]
    assert sorted(said) == [False, True]
