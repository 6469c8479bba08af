"""PostgreSQL's own modules that the directory stands on."""

from __future__ import annotations

from django.contrib.postgres.operations import (
    BtreeGinExtension,
    CreateExtension,
    TrigramExtension,
)
from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    operations = [
        TrigramExtension(),
        BtreeGinExtension(),
        CreateExtension("cube"),
        CreateExtension("earthdistance"),
        CreateExtension("fuzzystrmatch"),
    ]
