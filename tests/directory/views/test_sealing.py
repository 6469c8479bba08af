from __future__ import annotations

import time

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from directory.errors import NotVisible
from directory.views.sealing import SealedSearch, SearchExpired, seal, unseal

WORDS = st.text(max_size=20)


@hypothesis.settings(deadline=None, max_examples=50)
@given(st.dictionaries(WORDS, st.lists(WORDS, max_size=3), max_size=4))
def test_what_is_sealed_comes_back(parameters: dict[str, list[str]]) -> None:
    assert unseal(seal(SealedSearch(parameters))).parameters == parameters


def test_the_address_says_nothing_readable() -> None:
    sealed = seal(SealedSearch({"q": ["Тбилиси"], "preset": ["detention_now"]}))
    assert sealed.replace("-", "").replace("_", "").replace("=", "").isalnum()
    assert "detention" not in sealed


def test_a_changed_address_is_not_there() -> None:
    sealed = seal(SealedSearch({"q": ["x"]}))
    with pytest.raises(NotVisible):
        unseal(sealed[:-6] + "AAAAA=")
    with pytest.raises(NotVisible):
        unseal("ключ")


def test_an_old_search_has_run_out(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = seal(SealedSearch({"q": ["x"]}))
    later = time.time() + settings.WAYMARK_SEARCH_SEAL_MINUTES * 60 + 5
    monkeypatch.setattr(time, "time", lambda: later)
    with pytest.raises(SearchExpired):
        unseal(sealed)


def test_a_retired_secret_still_opens_addresses(settings: Settings) -> None:
    sealed = seal(SealedSearch({"q": ["x"]}))
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another secret, long enough for it"
    with pytest.raises(NotVisible):
        unseal(sealed)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert unseal(sealed).parameters == {"q": ["x"]}
