"""Visits to mailboxes: rows that open with a cookie alone."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evacuation", "0007_network_counts")]

    operations = [
        migrations.CreateModel(
            name="MailboxVisit",
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
                ("sealed", models.BinaryField()),
                ("seen_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["seen_at"], name="visit_seen")],
            },
        ),
    ]
