"""The picture of what surrounds a story, in a real browser: drawn from the list, and both grow together."""

import re

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect, sync_playwright

from families.tests import factories as families
from memoire_site.tests.test_journey import CHROMIUM, FLAGS
from stories.tests.tangle import Tangle

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:No directory at"),  # the live server finds static files without collectstatic
]
PATIENCE_MS = 60_000
IS_DRAWN = """
    () => [...document.querySelectorAll('#web canvas')].some((canvas) => {
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width || 1, canvas.height || 1);
        return data.some((value) => value);
    })
"""


@pytest.fixture
def story(live_server):
    """The address of a story's surroundings, and the cookie of a relative."""
    user = families.user()
    tangle = Tangle(families.family(relative=user))
    centre = tangle.tell("The flood", by="Ada", who="Ben", where="Husum", when="1962")
    tangle.tell("The picnic", by="Cleo", who="Ben", when="1931")
    tangle.tell("The ferry", by="Cleo", who="Dov", when="1932")
    client = Client()
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}
    return f"{live_server.url}/stories/{centre.pk}/connections/", {**cookie, "url": live_server.url}


@pytest.fixture
def page(story):
    """On a telephone. Every complaint (an error, a blocked script or style) is a failure."""
    complaints = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
        page.context.add_cookies([story[1]])
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.set_default_timeout(PATIENCE_MS)
        page.goto(story[0])
        yield page
        browser.close()
    assert complaints == []


def test_the_picture_is_drawn_and_grows_with_the_list(page: Page):
    expect(page.get_by_role("img", name="A picture")).to_be_visible()
    page.wait_for_function(IS_DRAWN)
    near = page.locator("#near")
    expect(near.get_by_role("heading", name="The picnic")).to_have_count(0)
    around = near.get_by_role("link", name=re.compile("What is around it.*The picnic"))
    around.focus()
    page.keyboard.press("Enter")
    expect(near.get_by_role("heading", name="The picnic")).to_be_focused()
    expect(near.get_by_text("The ferry").first).to_be_visible()
    page.get_by_role("button", name="Larger").click()
    page.get_by_role("button", name="All of it").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_click_on_a_node_offers_its_page(page: Page):
    page.wait_for_function(IS_DRAWN)
    page.locator("#web").scroll_into_view_if_needed()
    box, chosen = page.locator("#web").bounding_box(), page.locator("#chosen a")
    for x in range(20, int(box["width"]) - 10, 12):
        for y in range(20, int(box["height"]) - 10, 12):
            page.mouse.click(box["x"] + x, box["y"] + y)
            if chosen.count():
                return
    raise AssertionError("No node can be hit.")


def test_opening_the_same_twice_leaves_one(page: Page):
    near = page.locator("#near")
    around = near.get_by_role("link", name=re.compile("What is around it.*The picnic"))
    around.click()
    expect(near.get_by_role("heading", name="The picnic")).to_have_count(1)
    around.first.click()
    expect(near.get_by_role("heading", name="The picnic")).to_have_count(1)
