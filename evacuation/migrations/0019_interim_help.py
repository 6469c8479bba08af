"""Interim help is ratified by a second person."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evacuation", "0018_conclude_takes_two")]

    operations = [
        migrations.AlterField(
            model_name="proposal",
            name="action",
            field=models.CharField(
                choices=[
                    ("close", "Close"),
                    ("decide", "Decide"),
                    ("lower", "Lower"),
                    ("measure", "Measure"),
                    ("conclude", "Conclude"),
                    ("lift", "Lift"),
                    ("decline", "Decline"),
                    ("finish", "Finish"),
                    ("find_again", "Find Again"),
                    ("give_up", "Give Up"),
                    ("withdraw", "Withdraw"),
                ],
                max_length=16,
            ),
        ),
    ]
