"""The languages, with their own names for themselves.

Reads directory/data/taxonomy/v1, which is frozen: later words are a later version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations

from directory.taxonomy.seeding import remove_terms, seed_terms

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def seed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    term = apps.get_model("directory", "Term")
    label = apps.get_model("directory", "TermLabel")
    seed_terms(term, label, version="v1", table="languages")


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    remove_terms(apps.get_model("directory", "Term"), version="v1", table="languages")


class Migration(migrations.Migration):
    dependencies = [("directory", "0004_seed_practice_areas")]
    operations = [migrations.RunPython(seed, remove)]
