from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evacuation", "0016_facts")]

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
                    ("shuffled", "Shuffled"),
                    ("holders_seen", "Holders Seen"),
                ],
                max_length=16,
                primary_key=True,
                serialize=False,
            ),
        ),
    ]
