"""An import from table to report: dry, or for real in batches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from time import monotonic
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.errors import DirectoryError
from directory.models import ImportRun, Provider
from directory.models.choices import Level
from directory.permissions import require_any_editor
from directory.services.duplicates import DuplicateIndex, Sketch
from directory.services.importing import writing
from directory.services.importing.locating import Located, locate
from directory.services.importing.mapping import Mapping, check_mapping, save_mapping
from directory.services.importing.report import MOST_TWINS, Report, Twin
from directory.services.importing.rows import Entry, Problem, Reading, read_rows
from directory.services.importing.vocabulary import Vocabulary
from directory.services.journal import record
from directory.viewer import viewer_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from django.contrib.auth.models import User

    from directory.services.importing.tables import Table
    from directory.services.importing.writing import Planned

BATCH: Final = 500


def _quiet(done: int, total: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Import:
    """A table, the mapping to read it with, who answers for it, and the day on which
    its source said so (a register's date; today where nothing is known)."""

    table: Table
    mapping: Mapping
    actor: User
    as_of: date | None = None

    @property
    def checked(self) -> datetime:
        """The moment at which a register confirmed its entries. Raises DirectoryError
        for a day to come."""
        now = timezone.now()
        if self.as_of is None or self.as_of == timezone.localdate():
            return now
        if self.as_of > timezone.localdate():
            raise DirectoryError("as_of", _("The day lies in the future."))
        return timezone.make_aware(datetime.combine(self.as_of, time(12)))


def dry_run(job: Import, *, progress: Callable[[int, int], None] = _quiet) -> Report:
    """What the import would do. Nothing is written.

    Raises NotAllowed, MappingInvalid, DirectoryError.
    """
    return _run(job, progress, write=False)


def import_table(
    job: Import, *, progress: Callable[[int, int], None] = _quiet
) -> Report:
    """Do it: batches of BATCH entries, each in its own transaction, so that a broken
    run leaves whole entries and can simply be run again.

    Raises NotAllowed, MappingInvalid, DirectoryError before anything is written.
    """
    started = timezone.now()
    kept = save_mapping(actor=job.actor, mapping=job.mapping)
    report = _run(job, progress, write=True)
    ImportRun.objects.create(
        mapping=kept,
        by=job.actor,
        at=started,
        rows=report.rows,
        created=report.created,
        updated=report.updated,
        unchanged=report.unchanged,
        rejected=report.rejected,
    )
    record("import.finished", actor=job.actor)
    return report


def _run(job: Import, progress: Callable[[int, int], None], *, write: bool) -> Report:
    began = monotonic()
    profile = require_any_editor(job.actor)
    check_mapping(job.mapping, job.table.headings)
    checked = job.checked
    vocabulary = Vocabulary()
    reading = read_rows(job.table, job.mapping, vocabulary, countries=profile.countries)
    entries = list(reading.entries.values())
    located = locate((o, e.plain["home_country"]) for e in entries for o in e.offices)
    report = _begin(job.table, reading)
    _count_offices(report, entries, located)
    report.twins = twins_in_file(entries)
    index = DuplicateIndex(
        viewer_for(job.actor), {e.plain["home_country"] for e in entries}
    )
    done = 0
    for batch in _batches(entries):
        _run_batch(job, batch, located, checked, report, index, write=write)
        done += len(batch)
        progress(done, len(entries))
    report.missing = _missing(job.mapping, reading)
    report.rejected = len(report.rejected_lines)
    report.problems.sort(key=lambda problem: problem.line)
    report.seconds = round(monotonic() - began, 2)
    return report


def _begin(table: Table, reading: Reading) -> Report:
    return Report(
        rows=len(table.rows),
        entries=len(reading.entries),
        problems=reading.problems,
        without_counterpart=[
            (field, word, rows)
            for (field, word), rows in sorted(reading.without_counterpart.items())
        ],
    )


def _batches(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    waiting = iter(entries)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _run_batch(
    job: Import,
    batch: list[Entry],
    located: Located,
    checked: datetime,
    report: Report,
    index: DuplicateIndex,
    *,
    write: bool,
) -> None:
    with transaction.atomic():
        if write:
            writing.hold_source(job.mapping.source)
        planned, left = writing.plan(
            batch, job.mapping, located, actor=job.actor, checked=checked, lock=write
        )
        sound = [p for p in planned if not p.errors]
        if write:
            writing.write(sound, actor=job.actor)
    report.left_alone += len(left)
    for p in planned:
        _count(report, p, index) if not p.errors else _reject(report, p)


def _reject(report: Report, planned: Planned) -> None:
    said = [f"{name}: {' '.join(map(str, m))}" for name, m in planned.errors.items()]
    report.problems += [
        Problem(line, "", " ".join(said)) for line in planned.entry.lines
    ]


def _count(report: Report, planned: Planned, index: DuplicateIndex) -> None:
    setattr(report, planned.action, getattr(report, planned.action) + 1)
    report.renewed += planned.renewed
    after = planned.level_after
    if after is None:
        report.drafts += 1
    else:
        report.sees(Level(after).name.lower(), new=planned.level_before != after)
    if planned.action != writing.CREATED or len(report.twins) >= MOST_TWINS:
        return
    own = planned.data.source, planned.data.external_id
    for twin in index.check(Sketch.of(planned.data), own=own):
        report.twins.append(
            Twin(
                line=planned.entry.lines[0],
                name=planned.data.display_name,
                known=str(twin.provider_id),
                known_name=twin.name,
                score=twin.score,
                reasons=twin.reasons,
            )
        )


def _count_offices(report: Report, entries: Sequence[Entry], located: Located) -> None:
    """Offices without a point of their own stand in their city's centre, or nowhere:
    those are named."""
    for entry in entries:
        report.offices += len(entry.offices)
        for office in entry.offices:
            spot = located.of(office, entry.plain["home_country"])
            if office.latitude is None and spot is not None:
                report.geocoded += 1
            elif office.latitude is None:
                report.unplaced += 1
                message = _("“%(city)s” was not found: the office is on no map.")
                message %= {"city": office.city or office.address}
                report.problems.append(Problem(office.line, "", message, rejects=False))


def twins_in_file(entries: Sequence[Entry]) -> list[Twin]:
    """Entries of the file that bear one name under several ids."""
    first: dict[tuple[str, str], Entry] = {}
    twins: list[Twin] = []
    for entry in entries:
        sketch = Sketch.named(entry.plain["display_name"])
        for key in sketch.keys:
            known = first.setdefault((key, entry.plain["home_country"]), entry)
            if known is not entry and len(twins) < MOST_TWINS:
                twins.append(
                    Twin(
                        line=entry.lines[0],
                        name=entry.plain["display_name"],
                        known=known.external_id,
                        known_name=known.plain["display_name"],
                        score=DuplicateIndex.NAME,
                        reasons=("name", "same_file"),
                    )
                )
    return twins


def _missing(mapping: Mapping, reading: Reading) -> int:
    stands = Provider.objects.filter(source=mapping.source).exclude(
        status__in=writing.LEFT_ALONE
    )
    known = set(stands.values_list("external_id", flat=True))
    return len(known - reading.ids)
