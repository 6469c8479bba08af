"""Help above what one gives alone is given once a second person agreed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evacuation", "0027_absences")]

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
                    ("help", "Help"),
                    ("lift_level", "Lift Level"),
                    ("vital_interest", "Vital Interest"),
                    ("shred_part", "Shred Part"),
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
