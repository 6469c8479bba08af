from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("config", "0001_cache_table")]

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                (
                    "part",
                    models.CharField(max_length=40, primary_key=True, serialize=False),
                ),
                ("beat_at", models.DateTimeField()),
            ],
        ),
    ]
