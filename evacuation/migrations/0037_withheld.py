"""Whether what was told of a journey is shown to nobody until a holder took it back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evacuation", "0036_words_that_stop"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="withheld",
            field=models.BooleanField(default=False),
        ),
    ]
