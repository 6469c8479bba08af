"""Members' split sessions, tokens and reset links."""

from __future__ import annotations

import uuid

from django.db import models


class KeySession(models.Model):
    """A member's seeds under a key that exists in a cookie alone. One per device."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        "auth.User", on_delete=models.CASCADE, related_name="key_sessions"
    )
    stage = models.CharField(max_length=8)
    sealed = models.BinaryField()
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()


class MemberToken(models.Model):
    """A member's tool (vault/tokens.py): reads for them until it expires."""

    lookup = models.BinaryField(max_length=32, primary_key=True)
    user = models.ForeignKey(
        "auth.User", on_delete=models.CASCADE, related_name="member_tokens"
    )
    public = models.BinaryField(max_length=32)
    sealed_secret = models.BinaryField()
    # The member's seeds as the tool may use them, boxed for the token's key.
    boxed_seeds = models.BinaryField()
    scope = models.CharField(max_length=40)
    signature = models.BinaryField(max_length=64)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()


class ResetLink(models.Model):
    """A one-time link that a lead gives in person; only its hash is kept."""

    digest = models.BinaryField(max_length=32, primary_key=True)
    user = models.ForeignKey("auth.User", on_delete=models.CASCADE, related_name="+")
    given_by = models.ForeignKey(
        "auth.User", on_delete=models.CASCADE, related_name="+"
    )
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
