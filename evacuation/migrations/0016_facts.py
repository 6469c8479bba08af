import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evacuation", "0015_workflow")]

    operations = [
        migrations.CreateModel(
            name="Fact",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("sealed", models.BinaryField()),
            ],
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
                ],
                max_length=16,
                primary_key=True,
                serialize=False,
            ),
        ),
    ]
