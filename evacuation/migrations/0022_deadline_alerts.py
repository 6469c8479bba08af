"""What is overdue wakes people, too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evacuation", "0021_lift_level")]

    operations = [
        migrations.AlterField(
            model_name="alert",
            name="kind",
            field=models.CharField(
                choices=[
                    ("request", "Request"),
                    ("message", "Message"),
                    ("deadline", "Deadline"),
                ],
                max_length=8,
            ),
        ),
    ]
