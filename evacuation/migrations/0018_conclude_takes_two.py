"""Closing after the assessment takes two people where it is urgent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evacuation", "0017_look_who_holds_keys")]

    operations = [
        migrations.AlterField(
            model_name="proposal",
            name="action",
            field=models.CharField(
                choices=[
                    ("close", "Close"),
                    ("decide", "Decide"),
                    ("lower", "Lower"),
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
