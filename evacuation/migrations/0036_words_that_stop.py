"""The words that stop a journey wake the owner and the leads."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evacuation", "0035_answers_of_hosts")]

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
                    ("host", "Host"),
                    ("check_in", "Check In"),
                    ("stop", "Stop"),
                ],
                max_length=8,
            ),
        ),
    ]
