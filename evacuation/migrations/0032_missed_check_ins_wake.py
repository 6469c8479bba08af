"""Somebody who should have been heard has an alert of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evacuation", "0031_telling")]

    operations = [
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
                    ("check_in", "Check In"),
                ],
                max_length=8,
            ),
        ),
    ]
