"""Members' own pages in a real browser: axe, taps, no sideways scrolling at 360 px."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser import test_unlocking
from tests.browser.test_unlocking import TOKENS, lock_in_another_tab
from tests.cast import PASSWORD
from tests.proof.test_axe import faults_of

pytestmark = [pytest.mark.proof, pytest.mark.browser]
page = test_unlocking.page


@pytest.mark.parametrize("page", [True], indirect=True, ids=["with scripts"])
def test_no_page_of_a_members_keys_has_a_fault(page: Page) -> None:
    faults: dict[str, list[str]] = {}
    for address in ("/desk/keys/", TOKENS, "/desk/unlock/", "/desk/reset/?key=none"):
        page.goto(address)
        faults[address] = faults_of(page)
    page.goto("/desk/keys/")
    page.locator("input[name=password]").first.fill(PASSWORD)
    page.get_by_role("button", name="Show my fingerprint").click()
    faults["fingerprint"] = faults_of(page)
    page.goto(TOKENS)
    lock_in_another_tab(page)
    page.get_by_role("button", name="Make a token").click()
    faults["locked"] = faults_of(page)
    page.get_by_label("Your password").fill("not this one")
    page.get_by_role("button", name="Unlock and send").click()
    faults["locked, wrong password"] = faults_of(page)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Unlock and send").click()
    faults["token"] = faults_of(page)
    assert {name: found for name, found in faults.items() if found} == {}
