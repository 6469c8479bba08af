"""Partners' apps, their keys, and how often each caller has asked."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class PartnerApp(models.Model):
    """An organisation's app: its service user, key, scopes and sharing agreement.

    A key reads `wm_<key_id>_<secret>`; only SHA-256 of the secret is kept. The secret
    has 256 random bits, so that a slow hash would protect nothing and cost every
    request.
    """

    class Scope(models.TextChoices):
        DIRECTORY_READ = "directory:read", _("Read the directory")
        CONTACTS_READ = "contacts:read", _("Read contacts")
        FRIENDLINESS_READ = "friendliness:read", _("Read attested friendliness")
        REQUESTS_WRITE = "requests:write", _("Ask for help for somebody")

    name = models.CharField(max_length=120)
    user = models.OneToOneField(
        "auth.User", on_delete=models.PROTECT, related_name="partner_app"
    )
    key_id = models.CharField(max_length=16, unique=True)
    key_hash = models.BinaryField(max_length=32)
    scopes = ArrayField(models.CharField(max_length=24, choices=Scope.choices))
    # Where partners' entries may be read; none means everywhere.
    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    suspended_at = models.DateTimeField(null=True, blank=True)
    throttled = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class RequestCount(models.Model):
    """How many requests a caller has made in the current window.

    `caller` is a key's id or a keyed hash of an address that changes daily. The table
    is unlogged: a crash may forget a minute's counts, and a count costs no disk write.
    """

    caller = models.CharField(max_length=64, primary_key=True)
    # Unix seconds at which the window began.
    window_start = models.BigIntegerField()
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.count} since {self.window_start}"
