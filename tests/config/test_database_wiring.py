from __future__ import annotations

import psycopg2
import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_database_takes_cyrillic_georgian_and_armenian_for_letters() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT show_trgm('Тбилиси'), show_trgm('თბილისი'), show_trgm('Թբիլիսի')"
        )
        assert all(cursor.fetchone())


@pytest.mark.django_db
def test_the_database_is_the_embedded_one() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        assert int(cursor.fetchone()[0]) >= 180000


def test_a_clone_is_migrated_and_belongs_to_one_test(cloned_database: str) -> None:
    with psycopg2.connect(cloned_database) as other, other.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations WHERE app = 'config'")
        assert cursor.fetchone()[0] >= 2
        cursor.execute("SELECT current_database()")
        assert cursor.fetchone()[0].startswith("clone_")
    other.close()
