"""Closed cases have a day on which they are forgotten."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evacuation", "0023_notes_over_the_line")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="forget_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="deskdate",
            name="name",
            field=models.CharField(
                choices=[
                    ("first_opened", "First Opened"),
                    ("rehearsed", "Rehearsed"),
                    ("watched", "Watched"),
                    ("unheard", "Unheard"),
                    ("shuffled", "Shuffled"),
                    ("holders_seen", "Holders Seen"),
                    ("forgot", "Forgot"),
                ],
                max_length=16,
                primary_key=True,
                serialize=False,
            ),
        ),
    ]
