from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evacuation", "0009_drafts_retired_keys_and_lock_down")]

    operations = [
        migrations.AlterField(
            model_name="deskdate",
            name="name",
            field=models.CharField(
                choices=[
                    ("first_opened", "First Opened"),
                    ("rehearsed", "Rehearsed"),
                    ("watched", "Watched"),
                    ("unheard", "Unheard"),
                ],
                max_length=16,
                primary_key=True,
                serialize=False,
            ),
        ),
    ]
