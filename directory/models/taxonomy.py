"""What a provider can be described with, and every word people type for it."""

from __future__ import annotations

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.utils.translation import gettext_lazy as _


class Scheme(models.TextChoices):
    """The lists of terms; a code is unique within its list."""

    PRACTICE_AREA = "practice_area", _("Practice areas")
    LANGUAGE = "language", _("Languages")
    PROVIDER_KIND = "provider_kind", _("Kinds of provider")
    SERVICE_LEVEL = "service_level", _("Service levels")
    COST_MODEL = "cost_model", _("Cost")
    PAYER = "payer", _("Who pays")
    FRIENDLY_GROUP = "friendly_group", _("Friendly to")
    CAPABILITY = "capability", _("What they can do")
    AVAILABILITY = "availability", _("When and from where")


class Term(models.Model):
    """One entry of a list, known by (scheme, code); codes are never renamed.

    A sensitive term may betray a provider or their clients: rows that use it
    start at the monitors' level.
    """

    scheme = models.CharField(max_length=20, choices=Scheme)
    code = models.SlugField(max_length=60, db_index=False)
    sensitive = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["scheme", "position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="term_scheme_code"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.code}"


class TermLabel(models.Model):
    """A word for a term: the one label a language shows, or a synonym it finds.

    `language` is ISO 639 (or `sgn`), not only an interface language: a language's
    name for itself is its label in its own code. `key` is the folded text.
    """

    class Kind(models.TextChoices):
        LABEL = "label", _("Label")
        SYNONYM = "synonym", _("Synonym")

    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="labels")
    language = models.CharField(max_length=8)
    text = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.SYNONYM)
    key = models.CharField(max_length=240)

    class Meta:
        ordering = ["term", "language", "kind", "text"]
        constraints = [
            models.UniqueConstraint(
                fields=["term", "language"],
                condition=models.Q(kind="label"),
                name="term_label_one_per_language",
            ),
            models.UniqueConstraint(
                fields=["term", "language", "text"], name="term_label_text"
            ),
            # An empty key would match every search.
            models.CheckConstraint(
                condition=~models.Q(key=""), name="term_label_key_not_empty"
            ),
        ]
        indexes = [
            models.Index(
                OpClass("key", name="varchar_pattern_ops"), name="term_label_key_prefix"
            ),
        ]

    def __str__(self) -> str:
        return self.text
