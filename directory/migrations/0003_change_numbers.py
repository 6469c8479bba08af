"""The numbers of the change feed; drawn under a lock, see services/listing.py."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_schema")]
    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE directory_change_number",
            "DROP SEQUENCE directory_change_number",
        ),
    ]
