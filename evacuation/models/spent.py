"""Forms whose receipt was seen and put away."""

from __future__ import annotations

from django.db import models


class SpentForm(models.Model):
    """A digest of a form's key: from then on nobody is shown its receipt again."""

    lookup = models.BinaryField(max_length=32, primary_key=True)
    gone_at = models.DateTimeField()  # the hour
