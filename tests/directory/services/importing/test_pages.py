"""The import page: from file to result, sealed on the way, for editors alone."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from directory.models import ImportJob, ImportMapping, Provider
from directory.services.importing import jobs
from tests.cast import Cast

pytestmark = [
    pytest.mark.proof,
    pytest.mark.django_db,
    pytest.mark.usefixtures("places"),
]

HEAD = "ID;Название;Страна;Город;Телефон;Специализация\r\n"
LINES = (
    "1;Дом у моря;Грузия;Батуми;+995 422 27 00 01;убежище\r\n"
    "2;Тихая гавань;Армения;Yerevan;+374 10 50 00 03;шахматы\r\n"
)
SETTINGS = {
    "name": "invented",
    "source": "invented",
    "home_country": "",
    "kind": "ngo_legal_service",
    "service_level": "",
    "public_register": "",
    "level": "0",
    "as_of": "",
}
COLUMNS = {
    "column_0": "external_id",
    "column_1": "display_name",
    "column_2": "home_country",
    "column_3": "city",
    "column_4": "phone",
    "column_5": "practice_area",
}


@pytest.fixture
def editor(client: Client, cast: Cast) -> Client:
    client.force_login(cast.editor)
    return client


def upload(client: Client, text: str = HEAD + LINES) -> Any:
    file = SimpleUploadedFile("table.csv", text.encode("windows-1251"))
    return client.post(reverse("directory:import"), {"file": file})


def uploaded(client: Client, text: str = HEAD + LINES) -> ImportJob:
    assert upload(client, text).status_code == 302
    return ImportJob.objects.get()


def match(client: Client, job: ImportJob, **extra: str) -> Any:
    address = reverse("directory:import_columns", args=[job.pk])
    return client.post(address, {**SETTINGS, **COLUMNS, **extra})


def page(client: Client, name: str, job: ImportJob) -> Any:
    return client.get(reverse(f"directory:{name}", args=[job.pk]))


def test_a_table_comes_in_in_five_steps(editor: Client) -> None:
    job = uploaded(editor)
    columns = page(editor, "import_columns", job)
    assert "windows-1251" in columns.content.decode()
    assert columns.context["form"]["column_1"].value() == "display_name"

    asked = match(editor, job)
    assert "Practice areas: шахматы" in asked.content.decode()
    told = match(editor, job, words_asked="1", word_0="-")
    assert told.status_code == 302
    tried = page(editor, "import_job", job).content.decode()
    assert "What would happen" in tried
    assert "шахматы" in tried
    assert not Provider.objects.exists()

    editor.post(reverse("directory:import_confirm", args=[job.pk]))
    done = page(editor, "import_job", job)
    assert "What was done" in done.content.decode()
    assert (done.context["report"].created, Provider.objects.count()) == (2, 2)
    kept = ImportMapping.objects.get(name="invented").values
    assert kept == {"practice_area": {"шахматы": None}}


def test_rejected_rows_are_taken_home_as_a_file(editor: Client) -> None:
    job = uploaded(editor)
    match(editor, job, words_asked="1", word_0="")
    answer = page(editor, "import_rejected", job)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = answer.content.decode().removeprefix("\ufeff")
    headings, row = csv.reader(io.StringIO(text))
    assert (headings[-1], row[0]) == ("error", "2")


def test_nothing_of_the_file_stands_in_clear_and_the_rows_go_with_the_run(
    editor: Client,
) -> None:
    job = uploaded(editor)
    match(editor, job, words_asked="1", word_0="-")
    with connection.cursor() as cursor:
        cursor.execute("SELECT j::text FROM directory_importjob AS j")
        stored = cursor.fetchone()[0]
    assert "Дом" not in stored
    assert "27 00 01" not in stored
    editor.post(reverse("directory:import_confirm", args=[job.pk]))
    job.refresh_from_db()
    assert (job.table, job.mapping, job.state) == ("", "", "done")


def test_a_large_file_is_handed_to_the_worker_by_its_id_alone(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "AT_ONCE", 0)
    job = uploaded(editor)
    match(editor, job, words_asked="1", word_0="-")
    running = page(editor, "import_job", job).content.decode()
    assert 'http-equiv="refresh"' in running
    (queued,) = DBTaskResult.objects.all()
    assert queued.args_kwargs == {"args": [str(job.pk)], "kwargs": {}}
    jobs.run_job.func(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("checked", 2, 2)


def test_confirming_twice_runs_once(editor: Client) -> None:
    job = uploaded(editor)
    match(editor, job, words_asked="1", word_0="-")
    address = reverse("directory:import_confirm", args=[job.pk])
    editor.post(address)
    again = editor.post(address, follow=True)
    assert "not in a state" in again.content.decode()


def test_a_run_that_breaks_says_so_and_tells_no_values(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = uploaded(editor)
    match(editor, job, words_asked="1", word_0="-")
    # The read model's table refuses the write, as a full disk would.
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE directory_office ADD CONSTRAINT broken CHECK (id < 0)"
        )
    ImportJob.objects.update(state="running")
    with pytest.raises(jobs.ImportBrokenError) as broken:
        jobs.run_job.func(str(job.pk))
    assert (str(broken.value), broken.value.__cause__) == ("", None)
    job.refresh_from_db()
    assert job.state == "failed"
    assert not Provider.objects.exists()
    assert "broke off" in page(editor, "import_job", job).content.decode()


def test_a_file_that_is_no_table_is_refused_on_the_page(editor: Client) -> None:
    answer = upload(editor, "одно слово")
    assert answer.status_code == 200
    assert "Only one column was found" in answer.content.decode()
    assert not ImportJob.objects.exists()


def test_a_job_is_seen_by_who_uploaded_it_and_only_for_a_day(
    editor: Client, cast: Cast
) -> None:
    job = uploaded(editor)
    other = Client()
    other.force_login(cast.second_editor)
    for name in ("import_job", "import_columns", "import_rejected"):
        assert page(other, name, job).status_code == 404
    ImportJob.objects.update(expires_at=timezone.now())
    assert page(editor, "import_job", job).status_code == 404
    jobs.forget_old_imports()
    assert not ImportJob.objects.exists()


@pytest.mark.parametrize(
    "who",
    ["monitor", "coordinator", "administrator", "stranger", "superuser"],
)
def test_nobody_but_editors_finds_the_pages(
    client: Client, cast: Cast, who: str
) -> None:
    client.force_login(cast.editor)
    job = uploaded(client)
    client.force_login(getattr(cast, who))
    assert client.get(reverse("directory:import")).status_code == 404
    for name in ("import_job", "import_columns", "import_rejected"):
        assert page(client, name, job).status_code == 404
    for name in ("import_confirm", "import_drop"):
        address = reverse(f"directory:{name}", args=[job.pk])
        assert client.post(address).status_code == 404


def test_the_public_does_not_find_the_pages(client: Client, db: None) -> None:
    assert client.get(reverse("directory:import")).status_code == 404


def test_only_a_register_of_the_settings_stands_in_for_consent(editor: Client) -> None:
    job = uploaded(editor)
    page = reverse("directory:import_columns", args=[job.pk])
    answer = editor.post(page, {**SETTINGS, **COLUMNS, "public_register": "My word"})
    assert answer.status_code != 302
    assert "public_register" in answer.context["form"].errors
