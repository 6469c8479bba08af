from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evacuation", "0013_four_eyes_guard")]

    operations = [
        migrations.CreateModel(
            name="DuplicateKey",
            fields=[
                (
                    "epoch",
                    models.PositiveIntegerField(primary_key=True, serialize=False),
                ),
                ("sealed", models.BinaryField()),
            ],
        ),
    ]
