"""Roles of the desk have longer names than those of the directory."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0011_words_for_lawyers")]

    operations = [
        migrations.AlterField(
            model_name="invitation",
            name="role",
            field=models.CharField(max_length=24),
        )
    ]
