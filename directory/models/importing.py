"""How a table from outside becomes entries, and what came of it."""

from __future__ import annotations

from django.db import models

from directory.models.choices import Level
from directory.models.provider import level_field


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
