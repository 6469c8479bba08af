"""A legal service provider: who they are, where they work and who may know."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory.models.choices import (
    ENTRY_LEVEL_CHOICES,
    BarStatus,
    Capability,
    Capacity,
    CostModel,
    CountBand,
    Experience,
    FriendlyTo,
    Interpreter,
    Level,
    NameKind,
    Payer,
    ProviderKind,
    ProviderStatus,
    Risk,
    ServiceLevel,
    VettingLevel,
    VettingMethod,
)
from directory.models.sealed import SealedTextField


def level_field(default: Level) -> models.PositiveSmallIntegerField[int, int]:
    """A sharing level below `relay`."""
    return models.PositiveSmallIntegerField(
        choices=ENTRY_LEVEL_CHOICES, default=default
    )


class Provider(models.Model):
    """One entry of the directory.

    A field whose name ends in `_shared` is the lowest level that sees the field of
    that name; the entry's own `level` always applies as well (the stricter wins).
    Reading goes through the read model (listing.py); this table is for services.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=24, choices=ProviderKind.choices)
    status = models.CharField(
        max_length=12, choices=ProviderStatus.choices, default=ProviderStatus.DRAFT
    )
    level = level_field(Level.COORDINATORS)
    version = models.PositiveIntegerField(default=1)

    # Identity. The display name may be a cover name; the legal name then stands apart.
    display_name = models.CharField(max_length=300)
    latin_name = models.CharField(max_length=300, blank=True)
    legal_name = models.CharField(max_length=300, blank=True)
    legal_name_shared = level_field(Level.MONITORS)
    organisation = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="staff"
    )
    say_first = models.CharField(
        max_length=300, blank=True, help_text=_("From whom to say that one calls.")
    )

    # Standing.
    bar_status = models.CharField(
        max_length=16, choices=BarStatus.choices, default=BarStatus.UNKNOWN
    )
    bar_name = models.CharField(max_length=200, blank=True)
    bar_checked_on = models.DateField(null=True, blank=True)
    licence_number = models.CharField(max_length=60, blank=True)
    licence_shared = level_field(Level.MONITORS)
    state_appointed = models.BooleanField(null=True, blank=True)
    capabilities = ArrayField(
        models.CharField(max_length=20, choices=Capability.choices),
        default=list,
        blank=True,
    )
    experience = models.CharField(max_length=10, choices=Experience.choices, blank=True)
    treaty_record = models.CharField(
        max_length=10, choices=CountBand.choices, blank=True
    )
    treaty_shared = level_field(Level.MONITORS)

    # Reach. Located in = offices; serves = these.
    home_country = models.ForeignKey(
        "directory.Country", on_delete=models.PROTECT, related_name="+"
    )
    countries = models.ManyToManyField(
        "directory.Country", blank=True, related_name="+"
    )
    regions = models.ManyToManyField("directory.Region", blank=True, related_name="+")
    cities = models.ManyToManyField("directory.Place", blank=True, related_name="+")
    radius_km = models.PositiveIntegerField(null=True, blank=True)
    on_site = models.BooleanField(default=True)
    remote = models.BooleanField(default=False)
    cross_border = models.BooleanField(default=False)

    # Availability.
    available_24_7 = models.BooleanField(default=False)
    time_zone = models.CharField(max_length=40, blank=True)
    response_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    capacity = models.CharField(
        max_length=8, choices=Capacity.choices, default=Capacity.UNKNOWN
    )
    capacity_until = models.DateField(null=True, blank=True)
    new_cases_per_month = models.PositiveSmallIntegerField(null=True, blank=True)

    # Cost.
    cost = models.CharField(max_length=20, choices=CostModel.choices, blank=True)
    payers = ArrayField(
        models.CharField(max_length=16, choices=Payer.choices),
        default=list,
        blank=True,
    )
    means_test = models.BooleanField(null=True, blank=True)
    no_solicitation = models.BooleanField(default=False)

    # Sensitive by default.
    friendliness_shared = level_field(Level.MONITORS)
    known_refusals = SealedTextField(blank=True)
    sensitive_practice_shared = level_field(Level.MONITORS)
    vetting_notes = SealedTextField(blank=True)
    vetting_notes_shared = level_field(Level.MONITORS)
    risk = models.CharField(max_length=8, choices=Risk.choices, default=Risk.LOW)
    risk_shared = level_field(Level.MONITORS)

    # Vetting and freshness: written by services/vetting.py alone.
    vetting_level = models.PositiveSmallIntegerField(
        choices=VettingLevel.choices, default=VettingLevel.L0
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(
        "auth.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verified_how = models.CharField(
        max_length=12, choices=VettingMethod.choices, blank=True
    )
    next_due = models.DateField(null=True, blank=True)
    recheck_asked_at = models.DateTimeField(null=True, blank=True)
    reminders_agreed = models.BooleanField(default=False)

    # The provider's own word, or a named public register, before anybody sees it.
    consent_level = models.PositiveSmallIntegerField(
        choices=ENTRY_LEVEL_CHOICES, null=True, blank=True
    )
    consent_at = models.DateTimeField(null=True, blank=True)
    public_register = models.CharField(max_length=120, blank=True)

    source = models.CharField(max_length=60, blank=True)
    external_id = models.CharField(max_length=120, blank=True)
    honey = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="provider_listed_needs_consent_or_register",
                condition=~Q(status=ProviderStatus.LISTED)
                | ~Q(public_register="")
                | Q(consent_level__isnull=False, consent_level__lte=F("level")),
            ),
            models.CheckConstraint(
                name="provider_listed_needs_verification_and_due_date",
                condition=~Q(status=ProviderStatus.LISTED)
                | Q(verified_at__isnull=False, next_due__isnull=False),
            ),
            models.CheckConstraint(
                name="provider_level_below_relay", condition=Q(level__lt=Level.RELAY)
            ),
            models.CheckConstraint(
                name="provider_has_name", condition=~Q(display_name="")
            ),
            models.UniqueConstraint(
                name="provider_once_per_source",
                fields=["source", "external_id"],
                condition=~Q(external_id=""),
            ),
        ]
        indexes = [
            models.Index(fields=["status", "next_due"], name="provider_due"),
            models.Index(
                fields=["recheck_asked_at"],
                condition=Q(recheck_asked_at__isnull=False),
                name="provider_recheck",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class ProviderName(models.Model):
    """Another name that people may type, at its own level."""

    provider = models.ForeignKey(
        Provider, on_delete=models.CASCADE, related_name="names"
    )
    kind = models.CharField(
        max_length=8, choices=NameKind.choices, default=NameKind.ALIAS
    )
    text = models.CharField(max_length=300)
    shared = level_field(Level.PUBLIC)


class ProviderPractice(models.Model):
    """A practice area with the level of service given in it."""

    provider = models.ForeignKey(
        Provider, on_delete=models.CASCADE, related_name="practices"
    )
    area = models.ForeignKey(
        "directory.Term", on_delete=models.PROTECT, related_name="+"
    )
    service_level = models.CharField(
        max_length=16,
        choices=ServiceLevel.choices,
        default=ServiceLevel.PRIMARY_LEGAL,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="provider_practice_once",
                fields=["provider", "area", "service_level"],
            )
        ]


class ProviderLanguage(models.Model):
    """A language in which people can be served, and how."""

    provider = models.ForeignKey(
        Provider, on_delete=models.CASCADE, related_name="languages"
    )
    language = models.ForeignKey(
        "directory.Term", on_delete=models.PROTECT, related_name="+"
    )
    interpreter = models.CharField(
        max_length=12, choices=Interpreter.choices, default=Interpreter.NONE
    )
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="provider_language_once", fields=["provider", "language"]
            )
        ]


class ProviderFriendliness(models.Model):
    """Attested by others, never self-declared alone (domain.md 4.4)."""

    provider = models.ForeignKey(
        Provider, on_delete=models.CASCADE, related_name="friendliness"
    )
    group = models.CharField(max_length=12, choices=FriendlyTo.choices)
    attested_by = models.PositiveSmallIntegerField(default=1)
    trained_by = models.CharField(max_length=120, blank=True)
    trained_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="provider_friendliness_once", fields=["provider", "group"]
            ),
            models.CheckConstraint(
                name="provider_friendliness_attested",
                condition=Q(attested_by__gte=1),
            ),
        ]


class OpeningHours(models.Model):
    """When somebody answers, in the provider's own time zone."""

    provider = models.ForeignKey(
        Provider, on_delete=models.CASCADE, related_name="hours"
    )
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hours_weekday_is_iso",
                condition=Q(weekday__gte=1, weekday__lte=7),
            )
        ]
