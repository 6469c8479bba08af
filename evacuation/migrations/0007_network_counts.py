"""Requests counted by network and day; unlogged, so that no archive has them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evacuation", "0006_rota_and_notices")]

    operations = [
        migrations.CreateModel(
            name="NetworkCount",
            fields=[
                (
                    "network",
                    models.BinaryField(
                        max_length=32, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                ("count", models.PositiveIntegerField()),
            ],
        ),
        migrations.RunSQL(
            "ALTER TABLE evacuation_networkcount SET UNLOGGED",
            "ALTER TABLE evacuation_networkcount SET LOGGED",
        ),
    ]
