"""More of the words by which people ask for a lawyer, in the cases they ask in.

Reads directory/data/taxonomy/v2, which is frozen: later words are a later version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations

from directory.taxonomy.seeding import add_words, remove_words

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def seed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    term = apps.get_model("directory", "Term")
    label = apps.get_model("directory", "TermLabel")
    add_words(term, label, version="v2", table="lawyers")


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    label = apps.get_model("directory", "TermLabel")
    remove_words(label, version="v2", table="lawyers", beside=("v1", "kinds"))


class Migration(migrations.Migration):
    dependencies = [("directory", "0010_token_sound_index")]
    operations = [migrations.RunPython(seed, remove)]
