"""Drafts of rosters, keys that somebody removed held, and the lock down."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import migrations, models
from django.db.models import PROTECT

_USER: Any = {
    "on_delete": PROTECT,
    "related_name": "+",
    "to": settings.AUTH_USER_MODEL,
}


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("evacuation", "0008_mailbox_visits"),
    ]

    operations = [
        migrations.AddField(
            model_name="casekey",
            name="retired",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="RosterDraft",
            fields=[
                (
                    "number",
                    models.PositiveBigIntegerField(primary_key=True, serialize=False),
                ),
                ("body", models.BinaryField()),
                ("signature", models.BinaryField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("signed_by", models.ForeignKey(**_USER)),
            ],
        ),
        migrations.CreateModel(
            name="LockDown",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("began_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
                ("began_by", models.ForeignKey(**_USER)),
                ("lifting_by", models.ForeignKey(null=True, **_USER)),
                ("lifted_by", models.ForeignKey(null=True, **_USER)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=("lifted_at",),
                        name="lock_down_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(lifted_at__isnull=True)
                        | (
                            models.Q(lifting_by__isnull=False, lifted_by__isnull=False)
                            & ~models.Q(lifting_by=models.F("lifted_by"))
                        ),
                        name="lock_down_lifted_by_two",
                    ),
                ]
            },
        ),
    ]
