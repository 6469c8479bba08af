"""Correction looks words up by each sound one error away, so by the very sound."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("directory", "0009_import_jobs")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="token",
            index=models.Index(fields=["sound"], name="token_heard"),
        ),
    ]
