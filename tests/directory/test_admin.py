"""The taxonomies' pages."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import Cast


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(
    "path",
    [
        "/admin/directory/term/?scheme=%00",
        "/admin/directory/term/?q=%00",
        "/admin/directory/country/%00/change/",
    ],
)
def test_a_character_that_no_column_holds_is_a_bad_request(
    cast: Cast, path: str
) -> None:
    client = Client()
    client.force_login(cast.administrator)
    assert client.get("/admin/directory/term/").status_code == 200
    assert client.get(path).status_code == 400
