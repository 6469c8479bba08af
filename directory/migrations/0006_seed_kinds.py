"""The words for kinds of provider, service levels, cost and the other lists.

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
    seed_terms(term, label, version="v1", table="kinds")


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    remove_terms(apps.get_model("directory", "Term"), version="v1", table="kinds")


class Migration(migrations.Migration):
    dependencies = [("directory", "0005_seed_languages")]
    operations = [migrations.RunPython(seed, remove)]
