"""Files on their way through the import page, sealed."""

from __future__ import annotations

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import directory.models.sealed


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0008_token_sounds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportJob",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "Uploaded"),
                            ("checking", "Being tried"),
                            ("checked", "Tried"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Not done"),
                        ],
                        default="uploaded",
                        max_length=8,
                    ),
                ),
                ("language", models.CharField(default="en", max_length=8)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(db_index=True)),
                ("rows", models.PositiveIntegerField()),
                ("table", directory.models.sealed.SealedTextField(blank=True)),
                ("mapping", directory.models.sealed.SealedTextField(blank=True)),
                ("as_of", models.DateField(null=True)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("report", directory.models.sealed.SealedTextField(blank=True)),
                ("rejected", directory.models.sealed.SealedTextField(blank=True)),
                ("failure", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
