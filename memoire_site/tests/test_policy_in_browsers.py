"""What our policy forbids never happens on a page of ours, through the whole of its life: a browser would report it."""

import re

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from memoire_site import demo
from memoire_site.tests.test_journey import CHROMIUM, FLAGS, WORK_MS, sign_in

pytestmark = pytest.mark.page
WATCH = """
addEventListener("securitypolicyviolation", (event) => {
  const told = [event.violatedDirective, event.sourceFile, event.lineNumber, event.sample].join(" ");
  sessionStorage.setItem("violations", (sessionStorage.getItem("violations") ?? "") + told + "\\n");
});
"""
STYLED = """
for (const each of document.querySelectorAll(".decision, .decision [id], [data-from], article[id]")) {
  each.style.minHeight = "3px";
  each.style.minHeight = "";
}
"""


@pytest.fixture
def page(site):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 900})
        context.add_init_script(WATCH)
        yield context.new_page()
        browser.close()


def violations(page: Page) -> str | None:
    return page.evaluate("sessionStorage.getItem('violations')")


def test_a_violation_would_be_seen(page):
    page.goto("/sign-in/")
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.wait_for_timeout(200)
    assert "style-src" in violations(page)


def test_nothing_forbidden_happens_on_a_recordings_page_from_hearing_to_approval(page):
    """Also where a script has given an element a style: htmx brings it over to what comes in its place."""
    sign_in(page, demo.PEOPLE[0])
    life = page.get_by_role("listitem").filter(has_text="At the kitchen table")
    expect(life).to_contain_text(re.compile("to approve|Ready to read"), timeout=WORK_MS)
    page.get_by_role("link", name="At the kitchen table").click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible(timeout=WORK_MS)
    page.get_by_role("button", name="Play", exact=True).click()
    page.mouse.wheel(0, 4_000)
    waiting = page.get_by_role("button", name=re.compile("Put it in the book"))
    for is_styled in (False, True):
        before = waiting.count()
        if is_styled:
            page.evaluate(STYLED)
        waiting.first.click()
        expect(waiting).to_have_count(before - 1)
    page.wait_for_timeout(500)
    assert violations(page) is None
