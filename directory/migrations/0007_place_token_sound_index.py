"""Sound folds one edit from a mistyped name are looked up by equality."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0006_seed_kinds")]
    operations = [
        migrations.AddIndex(
            model_name="placetoken",
            index=models.Index(fields=["sound"], name="placetoken_sound"),
        ),
    ]
