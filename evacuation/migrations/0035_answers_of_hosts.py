"""The board tells a host's answer from a partner's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evacuation", "0034_route_until")]

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
                ],
                max_length=8,
            ),
        ),
    ]
