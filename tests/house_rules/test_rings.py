"""A module that was renamed does not fall out of its ring unseen."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from tests.rings import FIRST, WALKS


@pytest.mark.parametrize("module", WALKS + FIRST)
def test_every_module_named_is_there(module: str) -> None:
    assert (Path(settings.BASE_DIR) / module).is_file()
