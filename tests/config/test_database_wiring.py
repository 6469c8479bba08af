from __future__ import annotations
import pytest
from django.db import connection
@pytest.mark.django_db
def test_trigrams_see_cyrillic():
    with connection.cursor() as c:
        c.execute("select version()")
        assert "PostgreSQL 18" in c.fetchone()[0]
