"""Organisations that are trusted, and the doors by which one is asked for its word."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evacuation", "0019_interim_help")]

    operations = [
        migrations.CreateModel(
            name="Trusted",
            fields=[
                (
                    "code",
                    models.SlugField(max_length=32, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=120, unique=True)),
                ("active", models.BooleanField(default=True)),
                ("added_at", models.DateTimeField()),
                ("suspended_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("looked_at", models.DateTimeField(null=True)),
            ],
            options={"ordering": ["name"]},
        ),
        migrations.CreateModel(
            name="VouchDoor",
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
