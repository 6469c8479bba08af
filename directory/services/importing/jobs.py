"""An import through the page, step by step; each step one service.

The file is never stored in clear: its rows are sealed, kept until the run is over and
at most for KEPT, and seen by nobody but who uploaded it.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from directory.errors import DirectoryError, NotVisible, WrongState
from directory.models import ImportJob
from directory.permissions import require_any_editor
from directory.services.importing.mapping import Mapping, check_mapping
from directory.services.importing.report import Report, rejected_csv
from directory.services.importing.run import Import, dry_run, import_table
from directory.services.importing.tables import Row, Table, read_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.models import User

KEPT: Final = timedelta(hours=24)
# So few rows are done before a page would have been reloaded.
AT_ONCE: Final = 200
State = ImportJob.State


class ImportBrokenError(Exception):
    """A run broke off; what was wrong with which row is not for the task's record."""


@transaction.atomic
def upload_table(
    *, actor: User, content: bytes, encoding: str = "", delimiter: str = ""
) -> ImportJob:
    """Read a file and keep its rows sealed. Raises NotAllowed, TableUnreadable."""
    require_any_editor(actor)
    table = read_table(content, encoding=encoding, delimiter=delimiter)
    now = timezone.now()
    return ImportJob.objects.create(
        by=actor,
        created_at=now,
        expires_at=now + KEPT,
        language=translation.get_language() or "en",
        rows=len(table.rows),
        table=_written(table),
    )


def job_of(actor: User, job_id: UUID) -> ImportJob:
    """The actor's own job. Raises NotAllowed, NotVisible."""
    require_any_editor(actor)
    job = ImportJob.objects.filter(
        pk=job_id, by=actor, expires_at__gt=timezone.now()
    ).first()
    if job is None:
        raise NotVisible
    return job


def jobs_of(actor: User) -> list[ImportJob]:
    """The actor's jobs of the last day, latest first, without what they hold."""
    return list(
        ImportJob.objects.filter(by=actor, expires_at__gt=timezone.now())
        .defer("table", "mapping", "report", "rejected")
        .order_by("-created_at")
    )


def table_of(job: ImportJob) -> Table:
    """The rows of a job. Raises WrongState once they are gone."""
    if not job.table:
        raise WrongState
    written = json.loads(job.table)
    rows = tuple(Row(line, tuple(cells)) for line, cells in written.pop("rows"))
    written["headings"] = tuple(written["headings"])
    written["sheets_left"] = tuple(written["sheets_left"])
    return Table(rows=rows, **written)


def mapping_of(job: ImportJob) -> Mapping | None:
    """The mapping chosen for a job, None before."""
    return Mapping(**json.loads(job.mapping)) if job.mapping else None


def report_of(job: ImportJob) -> Report | None:
    """What the last run of a job told, None before."""
    return Report.from_json(json.loads(job.report)) if job.report else None


def try_import(
    *, actor: User, job_id: UUID, mapping: Mapping, as_of: date | None
) -> ImportJob:
    """Run the import dry with this mapping.

    Raises NotAllowed, NotVisible, MappingInvalid, WrongState while it runs.
    """
    with transaction.atomic():
        job = _locked(actor, job_id)
        if job.state in (State.CHECKING, State.RUNNING, State.DONE):
            raise WrongState
        check_mapping(mapping, table_of(job).headings)
        job.mapping, job.as_of = json.dumps(asdict(mapping)), as_of
        _start(job, State.CHECKING)
    return _at_once_if_small(job)


def confirm_import(*, actor: User, job_id: UUID) -> ImportJob:
    """Do what was tried. Raises NotAllowed, NotVisible, WrongState."""
    with transaction.atomic():
        job = _locked(actor, job_id)
        if job.state != State.CHECKED:
            raise WrongState
        _start(job, State.RUNNING)
    return _at_once_if_small(job)


def drop_import(*, actor: User, job_id: UUID) -> None:
    """Throw the file away. Raises NotAllowed, NotVisible, WrongState while it runs."""
    with transaction.atomic():
        job = _locked(actor, job_id)
        if job.state in (State.CHECKING, State.RUNNING):
            raise WrongState
        job.delete()


def forget_old_imports() -> None:
    """Delete jobs past their time. Called by the tick."""
    ImportJob.objects.filter(expires_at__lte=timezone.now()).delete()


@task()
def run_job(job_id: str) -> None:
    """Go on with a job that is to be tried or run; of any other nothing is done.

    Safe to repeat: what was written already is found unchanged.
    """
    job = ImportJob.objects.filter(pk=job_id).select_related("by").first()
    if job is None or job.state not in (State.CHECKING, State.RUNNING):
        return
    with translation.override(job.language):
        try:
            _run(job)
        except DirectoryError as refusal:
            _fail(job, str(refusal.text))
        except Exception:  # noqa: BLE001
            _fail(job, _("It broke off. What was written is whole: run it again."))
            # The database's own words may hold values of the file.
            raise ImportBrokenError from None


def _locked(actor: User, job_id: UUID) -> ImportJob:
    job_of(actor, job_id)
    return ImportJob.objects.select_for_update().get(pk=job_id)


def _start(job: ImportJob, state: ImportJob.State) -> None:
    job.state, job.done, job.total, job.failure = state, 0, 0, ""
    job.save()
    if job.rows > AT_ONCE:
        run_job.enqueue(str(job.pk))


def _at_once_if_small(job: ImportJob) -> ImportJob:
    if job.rows <= AT_ONCE:
        run_job.func(str(job.pk))
        job.refresh_from_db()
    return job


def _run(job: ImportJob) -> None:
    mapping = mapping_of(job)
    if mapping is None:
        raise WrongState
    table = table_of(job)
    work = Import(table=table, mapping=mapping, actor=job.by, as_of=job.as_of)
    dry = job.state == State.CHECKING
    report = (dry_run if dry else import_table)(work, progress=_progress_of(job))
    job.report = json.dumps(report.as_json())
    job.rejected = rejected_csv(table, report.problems)
    job.state = State.CHECKED if dry else State.DONE
    if not dry:
        job.table = job.mapping = ""
    job.save(update_fields=["report", "rejected", "state", "table", "mapping"])


def _progress_of(job: ImportJob) -> Callable[[int, int], None]:
    def progress(done: int, total: int) -> None:
        ImportJob.objects.filter(pk=job.pk).update(done=done, total=total)

    return progress


def _fail(job: ImportJob, words: str) -> None:
    ImportJob.objects.filter(pk=job.pk).update(state=State.FAILED, failure=words[:300])


def _written(table: Table) -> str:
    kept: dict[str, Any] = {
        name: getattr(table, name) for name in table.__slots__ if name != "rows"
    }
    kept["rows"] = [[row.line, row.cells] for row in table.rows]
    return json.dumps(kept, ensure_ascii=False)
