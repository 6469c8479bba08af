"""Approvers are woken for what waits for them, and a partner's answer has its alert."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evacuation", "0025_vital_interest_and_shredding")]

    operations = [
        migrations.AddField(
            model_name="alert",
            name="barred",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.IntegerField(), default=list, size=None
            ),
        ),
        migrations.AlterField(
            model_name="alert",
            name="kind",
            field=models.CharField(
                choices=[
                    ("request", "Request"),
                    ("message", "Message"),
                    ("deadline", "Deadline"),
                    ("decision", "Decision"),
                    ("vouch", "Vouch"),
                ],
                max_length=8,
            ),
        ),
    ]
