"""Every page of a family, read by axe-core in a real browser: in light and dark, on a desk and on a telephone."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect, sync_playwright

from memoire_site import demo
from memoire_site.tests.test_journey import CHROMIUM, FLAGS, VOICE, WORK_MS, sign_in, until_weighed

pytestmark = pytest.mark.page
AXE = settings.BASE_DIR / "node_modules" / "axe-core" / "axe.min.js"
MICROPHONE = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
# Words that stand beside a name in a flex or grid container become a column of their own, and lose their spaces.
TORN = """() => [...document.querySelectorAll("body *")].filter((each) => {
    const isInFlow = (child) => !["none", "contents"].includes(getComputedStyle(child).display)
        && !["absolute", "fixed"].includes(getComputedStyle(child).position) && !child.matches("select, input, svg");
    const says = [...each.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    return says && /flex|grid/.test(getComputedStyle(each).display) && [...each.children].some(isInFlow);
}).map((each) => `torn: ${each.outerHTML.slice(0, 160)}`)"""
WIDTHS = {"desk": 1280, "telephone": 390}


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS + MICROPHONE)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def visit(site, browser):
    """The cookies of a keeper, and the addresses of pages that have something on them."""
    page = browser.new_page(base_url=site)
    sign_in(page, demo.PEOPLE[0])
    life = page.get_by_role("listitem").filter(has_text="At the kitchen table")
    expect(life).to_contain_text(re.compile("to approve|Ready to read"), timeout=WORK_MS)
    home = page.url
    page.get_by_role("link", name="At the kitchen table").click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible(timeout=WORK_MS)
    until_weighed(page)
    places = {"shelf": home, "recording": page.url, "add": f"{home}recordings/new/", "record": f"{home}record/"}
    places["words"] = f"{home}words/"
    places["hearings"], places["voices"] = f"{page.url}hearings/", f"{page.url}voices/"
    places["leaving"] = f"{home}what-leaves/"
    for name, link in (
        ("change", page.locator(".story").get_by_role("link", name=re.compile("^Change "))),
        ("who", page.locator("a.who")),
    ):
        places[name] = f"{site}{link.first.get_attribute('href')}"
    places["twice"] = f"{home}stories/twice/"
    for name in ("Stories", "People", "Questions", "Book"):
        page.get_by_role("link", name=name, exact=True).first.click()
        places[name.lower()] = page.url
    page.goto(places["people"])
    page.get_by_role("region", name="Places").get_by_role("link").first.click()
    places["place"] = page.url
    page.get_by_role("link", name="Rose Tregenza").first.click()
    places["person"] = page.url
    page.get_by_role("link", name="What is around it").first.click()
    places["connections"] = page.url
    yield places, page.context.storage_state()
    page.context.close()


@pytest.fixture(params=["light", "dark"])
def scheme(request):
    return request.param


@pytest.fixture(params=WIDTHS)
def page(request, scheme, browser, visit):
    context = browser.new_context(
        storage_state=visit[1],
        color_scheme=scheme,
        reduced_motion="reduce",
        viewport={"width": WIDTHS[request.param], "height": 900},
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield page
    context.close()


def faults(page) -> list[str]:
    """What axe-core finds, sentences torn into columns, and whether the page is wider than the window."""
    found = page.evaluate(f"async () => {{ {AXE.read_text()}; return (await axe.run()).violations; }}")
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    named = [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]
    return named + page.evaluate(TORN) + ([f"{wide} px wider than the window"] if wide > 0 else [])


@pytest.mark.parametrize(
    "name",
    [
        *("shelf", "recording", "add", "record", "stories", "people", "questions", "book", "leaving", "door"),
        *("change", "who", "twice", "words", "person", "place", "connections", "hearings", "voices"),
    ],
)
def test_a_page_has_no_fault(page, site, visit, name):
    page.goto(visit[0].get(name, f"{site}/sign-in/"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    if name == "connections":
        expect(page.locator("#picture")).to_have_attribute("data-drawn", "true")
    assert faults(page) == []


def test_the_recorder_has_no_fault_while_it_records_pauses_and_ends(page, visit):
    page.goto(visit[0]["record"])
    page.get_by_role("button", name="Start").click()
    says = page.locator("#safe")
    expect(says).to_contain_text("We are recording.", timeout=30_000)
    assert faults(page) == []
    page.get_by_role("button", name="Pause").click()
    assert faults(page) == []
    page.context.set_offline(True)
    page.get_by_role("button", name="Go on").first.click()
    expect(says).to_contain_text("The line is lost.", timeout=30_000)
    assert faults(page) == []


def test_a_queue_has_no_fault_whatever_stands_in_it(page, visit, tmp_path):
    page.goto(visit[0]["add"])
    diary = tmp_path / "diary.mp3"
    diary.write_text("Dear diary, " * 500)
    page.get_by_label("The recording").set_input_files([diary, VOICE])
    page.get_by_role("button", name="Add these 2").click()
    expect(page.get_by_text("This file is not sound that we can open.").first).to_be_visible()
    assert faults(page) == []


def test_the_door_within_a_page_has_no_fault(page, visit, tmp_path):
    page.goto(visit[0]["add"])
    page.context.clear_cookies()
    page.get_by_label("The recording").set_input_files(VOICE)
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("button", name=re.compile("^Sign in")).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert faults(page) == []


def test_what_we_understood_is_shown_and_heard_and_a_story_is_dated_by_keyboard(browser, visit):
    """Not a fault of a page, but a way through two of them; here, where a recording with stories is at hand."""
    context = browser.new_context(storage_state=visit[1], viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(visit[0]["recording"])
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    found = page.locator(".found").first
    found.locator("summary").press("Enter")
    claim = found.locator("[data-spots]").first
    claim.focus()
    page.wait_for_function("() => CSS.highlights.get('claimed').size > 0")
    claim.press("Enter")
    page.wait_for_function("() => document.querySelector('audio').played.length > 0")
    page.goto(visit[0]["change"])
    when = page.get_by_label("When it happened")
    when.fill("around 1950")
    expect(page.locator("#reading")).to_have_text("It will read: about 1950")
    when.press("Enter")
    expect(page.locator(".when b", has_text="about 1950")).to_be_visible()
    page.goto(visit[0]["change"])
    page.get_by_role("button", name="Undo this").click()
    expect(page.get_by_text("It is as it was before.")).to_be_visible()
    context.close()
