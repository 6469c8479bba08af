"""A door for the host: a link, a code, two answers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evacuation", "0032_missed_check_ins_wake"),
    ]

    operations = [
        migrations.CreateModel(
            name="HostDoor",
            fields=[
                (
                    "lookup",
                    models.BinaryField(
                        max_length=32, primary_key=True, serialize=False
                    ),
                ),
                ("sealed", models.BinaryField()),
                ("wrong", models.PositiveSmallIntegerField(default=0)),
                ("gone_at", models.DateTimeField()),
            ],
        ),
    ]
