"""Orders: a lead's signed word that a holder shall hand a key to somebody."""

from __future__ import annotations

from django.db import models

from evacuation.models.case import Case


class GrantOrder(models.Model):
    """A row alone never moves a key: the signature inside is verified first."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="orders")
    compartment = models.CharField(max_length=16)
    recipient = models.CharField(max_length=64)
    public = models.BinaryField(max_length=32)
    roster = models.PositiveBigIntegerField()
    ordered_by = models.ForeignKey(
        "auth.User", on_delete=models.PROTECT, related_name="+"
    )
    signature = models.BinaryField(max_length=64)
    ordered_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="order_once", fields=["case", "compartment", "recipient"]
            )
        ]
