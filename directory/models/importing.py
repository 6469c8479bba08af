"""How a table from outside becomes entries, and what came of it."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models.choices import Level
from directory.models.provider import level_field
from directory.models.sealed import SealedTextField


class ImportMapping(models.Model):
    """Columns of a source matched to fields, kept for the next time.

    `columns` maps a heading to a field name of services/importing; `values` maps
    (field, foreign value) to our codes: {"practice_area": {"CRM": "criminal_defence"}}.
    """

    name = models.SlugField(max_length=60, unique=True)
    source = models.CharField(max_length=60)
    columns = models.JSONField(default=dict)
    values = models.JSONField(default=dict)
    defaults = models.JSONField(default=dict)
    public_register = models.CharField(max_length=120, blank=True)
    level = level_field(Level.COORDINATORS)
    updated_by = models.ForeignKey(
        "auth.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True)


class ImportRun(models.Model):
    """One run: counts alone. The file itself is never kept."""

    mapping = models.ForeignKey(
        ImportMapping, on_delete=models.PROTECT, related_name="runs"
    )
    by = models.ForeignKey("auth.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    rows = models.PositiveIntegerField()
    created = models.PositiveIntegerField()
    updated = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()


class ImportJob(models.Model):
    """A file on its way through the page: uploaded, matched, tried, run, told.

    What the file says is sealed and lives until the run is over, at most a day; the
    report and the rejected rows are sealed too and go with the row.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        CHECKING = "checking", _("Being tried")
        CHECKED = "checked", _("Tried")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Not done")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey("auth.User", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=8, choices=State.choices, default=State.UPLOADED
    )
    language = models.CharField(max_length=8, default="en")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    rows = models.PositiveIntegerField()
    table = SealedTextField(blank=True)
    mapping = SealedTextField(blank=True)
    as_of = models.DateField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    report = SealedTextField(blank=True)
    rejected = SealedTextField(blank=True)
    failure = models.CharField(max_length=300, blank=True)
