"""Two people lift the level of verification of a critical case for a day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evacuation", "0020_vouching")]

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
                    ("lift_level", "Lift Level"),
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
