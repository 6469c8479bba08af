"""Bringing a table in: file, columns, words, a dry run, the run, what came of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directory.errors import DirectoryError, NotAllowed, NotVisible, WrongState
from directory.forms.importing import MappingForm, UploadForm, WordsForm
from directory.models import ImportJob
from directory.models.choices import ENTRY_LEVELS
from directory.services.importing import jobs
from directory.services.importing.mapping import Mapping, find_mapping
from directory.services.importing.report import Report
from directory.services.importing.unknown import unknown_words
from directory.services.importing.vocabulary import Vocabulary
from directory.views.doors import add_refusal, do, for_editors

if TYPE_CHECKING:
    from directory.models import Monitor

_SHOWN = 50
START = "directory:import"


@never_cache
@require_http_methods(["GET", "POST"])
@for_editors
def start(request: HttpRequest, profile: Monitor) -> HttpResponse:
    """Upload a file; imports of the last day are listed."""
    posted = request.method == "POST"
    form = UploadForm(
        request.POST if posted else None, request.FILES if posted else None
    )
    if form.is_valid():
        said = form.cleaned_data
        try:
            job = jobs.upload_table(
                actor=profile.user,
                content=said["file"].read(),
                encoding=said["encoding"],
                delimiter=said["delimiter"],
            )
        except (NotAllowed, NotVisible):
            raise
        except DirectoryError as refusal:
            add_refusal(form, refusal)
        else:
            columns = reverse("directory:import_columns", args=[job.pk])
            chosen = said["mapping"]
            return redirect(f"{columns}?mapping={chosen}" if chosen else columns)
    context = {"form": form, "jobs": jobs.jobs_of(profile.user)}
    return render(request, "directory/importing/start.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@for_editors
def columns(request: HttpRequest, profile: Monitor, job_id: UUID) -> HttpResponse:
    """Match columns; then, where words are not known, ask what they mean."""
    job = jobs.job_of(profile.user, job_id)
    try:
        table = jobs.table_of(job)
    except WrongState:
        return redirect("directory:import_job", job_id=job.pk)
    form = MappingForm(
        request.POST if request.method == "POST" else None,
        table=table,
        start=_starting(request, job),
        countries=profile.countries,
    )
    words = None
    if form.is_valid():
        mapping = form.mapping()
        unknown = unknown_words(table, mapping, Vocabulary())
        asked = "words_asked" in request.POST
        words = WordsForm(request.POST if asked else None, unknown=unknown)
        if not unknown or (asked and words.is_valid()):
            values = words.values(mapping) if unknown else mapping.values
            try:
                jobs.try_import(
                    actor=profile.user,
                    job_id=job.pk,
                    mapping=replace(mapping, values=values),
                    as_of=form.cleaned_data["as_of"],
                )
            except (NotAllowed, NotVisible):
                raise
            except DirectoryError as refusal:
                add_refusal(form, refusal)
            else:
                return redirect("directory:import_job", job_id=job.pk)
    context = {"form": form, "words": words, "table": table, "job": job}
    return render(request, "directory/importing/columns.html", context)


def _starting(request: HttpRequest, job: ImportJob) -> Mapping | None:
    """The mapping to begin with: the one tried before, else the one chosen."""
    name = request.GET.get("mapping", "")
    if job.mapping or not name:
        return jobs.mapping_of(job)
    try:
        return find_mapping(name)
    except DirectoryError:
        raise Http404 from None


@never_cache
@require_GET
@for_editors
def job_page(request: HttpRequest, profile: Monitor, job_id: UUID) -> HttpResponse:
    """Where an import stands: progress, what it would do, or what it did."""
    job = jobs.job_of(profile.user, job_id)
    report = jobs.report_of(job)
    context = {
        "job": job,
        "report": report,
        "runs": job.state in (ImportJob.State.CHECKING, ImportJob.State.RUNNING),
        "visible": _visible(report) if report else [],
        "lines": report.problems[:_SHOWN] if report else [],
    }
    return render(request, "directory/importing/job.html", context)


def _visible(report: Report) -> list[tuple[str, int, int]]:
    """(level, entries, those new) per level, most people first."""
    return [
        (str(level.label), seen, new)
        for level in ENTRY_LEVELS
        for seen, new in [report.visible.get(level.name.lower(), [0, 0])]
    ]


@require_POST
@for_editors
def confirm(request: HttpRequest, profile: Monitor, job_id: UUID) -> HttpResponse:
    return do(
        request,
        lambda: jobs.confirm_import(actor=profile.user, job_id=job_id),
        done=_("The import has begun."),
        back=reverse("directory:import_job", args=[job_id]),
    )


@require_POST
@for_editors
def drop(request: HttpRequest, profile: Monitor, job_id: UUID) -> HttpResponse:
    return do(
        request,
        lambda: jobs.drop_import(actor=profile.user, job_id=job_id),
        done=_("The file is gone."),
        back=reverse(START),
    )


@never_cache
@require_GET
@for_editors
def rejected(request: HttpRequest, profile: Monitor, job_id: UUID) -> HttpResponse:
    """The rejected rows as CSV, with what is wrong in the column "error"."""
    job = jobs.job_of(profile.user, job_id)
    if not job.rejected:
        raise Http404
    answer = HttpResponse(job.rejected, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="rejected.csv"'
    return answer
