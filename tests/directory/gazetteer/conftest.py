"""Georgia, Kyrgyzstan and Kosovo as GeoNames has them, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from directory.gazetteer.loading import Loaded, load_gazetteer

LOADED = ["GE", "KG", "XK"]


@pytest.fixture(scope="package")
def gazetteer(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Loaded]:
    """Loaded once, for reading; each test that writes rolls back by itself.

    The tests of this folder run one after another on one connection (tests/sharing.py).
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_gazetteer(countries=LOADED, report=lambda line: None)
        transaction.set_rollback(True)
