"""Georgia, Kyrgyzstan and Kosovo as GeoNames has them, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from directory.gazetteer.loading import Loaded, load_gazetteer

LOADED = ["GE", "KG", "XK"]


@pytest.fixture(scope="module")
def gazetteer(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Loaded]:
    """Loaded once a module, for reading; each test that writes rolls back by itself.

    Not for the whole folder: tests of other folders run between on the same connection.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_gazetteer(countries=LOADED, report=lambda line: None)
        transaction.set_rollback(True)
