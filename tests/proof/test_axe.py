"""Axe over every page of the directory, on a phone and a desk, light and dark."""

from __future__ import annotations

import json
from typing import Any
from weakref import WeakSet

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from directory.models.choices import ChannelKind, Level
from directory.services.connect import ask_to_connect
from directory.services.entry import ContactData
from directory.viewer import viewer_for
from directory.views.sealing import SealedSearch, seal
from tests.browser.driving import chromium, context_of, session_of
from tests.browser.test_walk import make_advocates
from tests.cast import make_provider
from tests.proof.conftest import Stage
from tests.servers import StartServer

pytestmark = [pytest.mark.long, pytest.mark.browser]
AXE = Axe()
_SENT: WeakSet[Page] = WeakSet()
RULES = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
}
# What another width or scheme of colours can break on a page without another fault.
LOOKS = {
    "type": "rule",
    "values": ["color-contrast", "link-in-text-block", "target-size"],
}
# Links inside a sentence may be small (WCAG 2.2, 2.5.8, exception "inline"); a button
# for the Enter key alone is clipped away and no target.
SMALL_TARGETS = """() => [...document.querySelectorAll(
    "main button, main summary, main .button, header a, header button, select,"
    + "main input:not([type=hidden], [type=checkbox], [type=radio])")]
  .filter(e => !e.ariaHidden && e.checkVisibility())
  .filter(e => e.getBoundingClientRect().width > 1)
  .map(e => [e.outerHTML.slice(0, 80), Math.round(e.getBoundingClientRect().height)])
  .filter(([, height]) => height < 44)"""


def addresses(stage: Stage) -> dict[str, str]:
    """Each page by name, with something on it."""
    make_advocates(stage.cast)
    relay = ContactData(ChannelKind.SIGNAL, "@invented.relay", Level.RELAY)
    phone = ContactData(ChannelKind.PHONE, "+995190000099", Level.PUBLIC)
    aid = make_provider(
        stage.cast, display_name="Invented Aid", contacts=(phone, relay)
    )
    ask_to_connect(
        actor=stage.cast.monitor,
        viewer=viewer_for(stage.cast.monitor),
        provider_id=aid.pk,
        need="detention",
        call_back="+1",
    )
    everybody = seal(SealedSearch({"country": ["GE"], "practice_area": []}))
    nobody = seal(SealedSearch({"country": ["KZ"], "preset": ["detention_now"]}))
    return {
        "search": "/",
        "answers": f"/found/{everybody}/",
        "nobody": f"/found/{nobody}/",
        "entry": f"/entry/{aid.pk}/",
        "entry in a search": f"/found/{everybody}/{aid.pk}/",
        "requests": "/requests/",
        "print sheet": f"/entry/{aid.pk}/print/",
        "not there": "/found/made-up/",
        "sign in": "/accounts/login/",
    }


def violations(page: Page, rules: dict[str, Any] = RULES) -> Any:
    """What axe finds. Read in once for a document: anew, it would begin cold again."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
        if page not in _SENT:
            # The next documents begin with it: sending it takes longer than looking.
            _SENT.add(page)
            page.add_init_script(AXE.axe_script)
    # What passed would be listed as well, node by node.
    asked = json.dumps({"runOnly": rules, "resultTypes": ["violations"]})
    return page.evaluate(f"axe.run({asked}).then(found => found.violations)")


def faults_of(page: Page, rules: dict[str, Any] = RULES) -> list[str]:
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = violations(page, rules)
    faults = [f"{v['id']}: {n['html'][:90]}" for v in found for n in v["nodes"]]
    small, sideways = page.evaluate(
        f"[({SMALL_TARGETS})(), document.documentElement.scrollWidth > innerWidth]"
    )
    faults += [f"under 44 px: {one}" for one in small]
    if sideways:
        faults.append("scrolls sideways")
    return faults


def test_no_page_has_a_fault(stage: Stage, start_gunicorn: StartServer) -> None:
    pages = addresses(stage)
    session = session_of(stage.cast.monitor)
    url = start_gunicorn(stage.database_url).url
    faults: dict[str, list[str]] = {}
    with chromium() as browser:
        for width, dark, language in ((360, False, "ru"), (1280, True, "en")):
            page = context_of(
                browser,
                url,
                session=session,
                language=language,
                width=width,
                dark=dark,
            ).new_page()
            for name, address in pages.items():
                page.goto(address)
                found = faults_of(page)
                if found:
                    faults[f"{name} at {width}"] = found
            page.goto("/")
            page.locator("form.ask .button:not([name]):visible").first.click()
            page.wait_for_selector(".error-summary")
            if found := faults_of(page):
                faults[f"error at {width}"] = found
    assert faults == {}
