"""Somebody is recorded in a real browser while the line, the tab, the server and the session fail; what was played has to arrive."""

import json
import os
import random
import re
import subprocess
import sys
import time
import wave
from itertools import pairwise
from urllib.request import Request, urlopen

import numpy as np
import pytest
from playwright.sync_api import Error, expect, sync_playwright

from memoire_site.tests.notes import LOWEST, RATE, SLOT_SECONDS, SLOTS, STEP, breaks, notes, sound
from memoire_site.tests.running import Server, database
from memoire_site.tests.test_journey import CHROMIUM, FLAGS, sign_in, sign_out

pytestmark = pytest.mark.page
SEED = int(os.environ.get("RECORDER_SEED") or random.randrange(10**6))
EMAIL, OTHER, PASSWORD = "relative@example.org", "keeper@example.org", "memoire-demo"
QUESTIONS = ["What did your mother cook when there was nothing in the house?", "Who taught you to read?"]
FAMILY = f"""
from families.models import *
family = Family.objects.create(name="The Brandt family")
for email in {[EMAIL, OTHER]!r}:
    Membership.objects.create(family=family, user=User.objects.create_user(email, {PASSWORD!r}), role="relative")
for text in {QUESTIONS!r}:
    family.prompts.create(text=text)
print(family.pk)
"""
WAIT_MS = 30_000
PIECE_SECONDS = 3.0


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    with database(folder) as address:
        server = Server(folder, "--no-demo", DATABASE_URL=address)
        try:
            server.start()
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="module")
def family(server):
    """The id of a family with two questions and a relative."""
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", FAMILY]
    return subprocess.run(command, env=server.variables, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """Its microphone hears a minute of rising notes, again and again."""
    path = tmp_path_factory.mktemp("voice") / "notes.wav"
    times = np.arange(int(RATE * SLOT_SECONDS)) / RATE
    notes = [9_000 * np.sin(2 * np.pi * (LOWEST + STEP * slot) * times) for slot in range(SLOTS)]
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(np.concatenate(notes).astype("<i2").tobytes())
    microphone = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={path}",
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS + microphone)
        yield browser
        browser.close()


@pytest.fixture
def context(browser, server, family):
    """A browser of somebody's own, signed in; errors that a page did not expect are failures."""
    complaints = []
    context = browser.new_context(base_url=server.address, viewport={"width": 1280, "height": 1000})
    context.set_default_timeout(WAIT_MS)
    context.on("weberror", lambda error: complaints.append(str(error.error.stack)))
    page = context.new_page()
    sign_in(page, EMAIL)
    expect(page.get_by_role("link", name="Record", exact=True)).to_be_visible()
    page.close()
    yield context
    context.close()
    assert complaints == []


@pytest.fixture
def page(context, family):
    return open_recorder(context, family)


@pytest.fixture(scope="module")
def client(server, family):
    return Client(server)


class Client:
    """Asks the server what it has, signed in on its own."""

    def __init__(self, server):
        self.server = server
        told = json.dumps({"username": EMAIL, "password": PASSWORD}).encode()
        asked = Request(f"{server.address}/api/v1/auth/login", told, {"Content-Type": "application/json"})
        with urlopen(asked) as answer:
            self.token = json.load(answer)["token"]

    def get(self, path):
        with urlopen(Request(self.server.address + path, headers={"Authorization": f"Token {self.token}"})) as answer:
            return answer.read()

    def uploads(self):
        """Unfinished uploads, the newest last."""
        listed = json.loads(self.get("/api/v1/uploads"))
        return listed["results"] if isinstance(listed, dict) else listed

    def seconds_safe(self):
        """How long the sound is that can be made of what the server has promised to have."""
        upload = self.uploads()[-1]
        path = self.server.folder / "arriving" / f"{upload['id'].replace('-', '')}.upload"
        has = path.read_bytes()[: upload["offset"]] if path.exists() else b""
        bounds = [0, *(each for each in upload["takes"] if each < len(has)), len(has)]
        return sum(len(sound(has[a:b])) / RATE for a, b in pairwise(bounds) if a < b)

    def recording(self, page):
        """The notes that were heard in the recording whose page is open, or to which the thanks lead."""
        way = page.get_by_role("link", name="Go to the recording")
        if "/recordings/" not in page.url:
            way.click()
        expect(page).to_have_url(re.compile(r"/recordings/[0-9a-f-]{36}/$"), timeout=WAIT_MS)
        found = re.search(r"/recordings/([0-9a-f-]{36})/", page.url)[1]
        return sound(self.get(f"/api/v1/audio/{found}/original"))


def open_recorder(context, family):
    page = context.new_page()
    page.goto(f"/families/{family}/record/")
    return page


def start(page, name="Start"):
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    return time.monotonic()


def finish(page):
    page.get_by_role("button", name="I have finished").click()


def claimed(page):
    """How many seconds the page says are safe."""
    said = re.search(r"up to (?:(\d+):)?(\d+):(\d\d) is", page.locator("#safe").inner_text(), re.IGNORECASE)
    return sum(int(part or 0) * unit for part, unit in zip(said.groups(), (3600, 60, 1), strict=True)) if said else 0


def check_claim(page, client):
    """First the page, then the server, which may only have got more meanwhile."""
    says = claimed(page)
    assert says == 0 or says <= client.seconds_safe()


def test_what_was_said_arrives_with_the_questions_that_were_asked(page, client):
    page.get_by_label("Who is speaking?").fill("Ilse Brandt")
    began = start(page)
    page.wait_for_timeout(4_000)
    page.get_by_role("button", name="Another question").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(QUESTIONS[1])
    page.get_by_role("button", name="Pause").click()
    spoken = time.monotonic() - began
    expect(page.locator("#safe")).to_contain_text(re.compile("Paused. Everything up to 0:0[3-9] is safe"))
    check_claim(page, client)
    page.wait_for_timeout(1_500)
    again = start(page, "Go on")
    page.wait_for_timeout(2_000)
    expect(page.locator("[data-part=heard]")).to_have_text("You can be heard.")
    upload = client.uploads()[-1]
    spoken += time.monotonic() - again
    finish(page)
    arrived = client.recording(page)
    assert [each["text"] for each in upload["asked"]] == QUESTIONS
    assert upload["asked"][1]["at_ms"] == pytest.approx(4_000, abs=1_500)
    assert upload["metadata"]["narrator"] == "Ilse Brandt"
    assert len(arrived) / RATE == pytest.approx(spoken, abs=1.0)
    assert upload["id"] not in [each["id"] for each in client.uploads()]


def test_whoever_has_finished_is_thanked_told_what_is_next_and_offered_another_question(page, client):
    page.get_by_label("Who is speaking?").fill("Ilse Brandt")
    start(page)
    page.wait_for_timeout(3_000)
    finish(page)
    thanks = page.get_by_role("heading", level=1, name="Thank you, Ilse Brandt.")
    expect(thanks).to_be_focused()
    told = page.locator("[data-part=thanks]")
    expect(told).to_contain_text(re.compile(r"All of it is safe with us, 0:0[2-5] long"))
    expect(told).to_contain_text("Next we listen to it")
    expect(page.get_by_role("button", name="Start")).to_be_hidden()
    more = page.get_by_role("link", name="Answer this question")
    expect(more).to_have_accessible_description(QUESTIONS[1])
    address = page.get_by_role("link", name="Go to the recording").get_attribute("href")
    more.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(QUESTIONS[1])
    assert page.evaluate("JSON.parse(document.getElementById('questions').textContent).length") == len(QUESTIONS)
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text(QUESTIONS[0])


def crash(page):
    with pytest.raises(Error), page.expect_event("crash"):
        page.goto("chrome://crash")
    page.close()


def busy(page, ms):
    page.evaluate("(ms) => { const until = performance.now() + ms; while (performance.now() < until); }", ms)


class Faults:
    """What may happen while somebody speaks. `lost` counts the takes that were torn off, `page` is where they speak now."""

    def __init__(self, page, server, context, family, dice):
        self.page, self.server, self.context, self.family, self.dice = page, server, context, family, dice
        self.lost, self.spoken, self.since = 0, 0.0, time.monotonic()

    def line(self):
        self.context.set_offline(True)
        expect(self.page.locator("#safe")).to_contain_text("The line is lost. This device keeps everything.")
        self.page.wait_for_timeout(self.dice.uniform(500, 6_000))
        self.context.set_offline(False)

    def tab(self):
        self.tear(lambda page: page.close())

    def crash(self):
        self.tear(crash)

    def tear(self, end):
        page, self.lost, self.spoken = self.page, self.lost + 1, self.spoken + time.monotonic() - self.since
        end(page)
        self.page = open_recorder(self.context, self.family)
        self.page.get_by_role("listitem").get_by_role("button", name="Go on").click()
        self.since = start(self.page, "Go on")

    def restart(self):
        self.server.stop()
        self.page.wait_for_timeout(self.dice.uniform(0, 3_000))
        self.server.start()

    def session(self):
        self.context.clear_cookies(name="sessionid")
        expect(self.page.locator("#safe")).to_contain_text("You have been signed out.")
        self.page.get_by_role("button", name="Sign in again").click()
        self.page.get_by_label("The password of").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        expect(self.page.get_by_role("button", name="Sign in again")).to_be_hidden()


def test_whatever_fails_costs_at_most_one_piece(page, client, server, context, family):
    dice = random.Random(SEED)
    start(page)
    page.wait_for_timeout(1_000 * PIECE_SECONDS + 1_000)  # before the first piece there is nothing to go on with
    faults = Faults(page, server, context, family, dice)
    plan = ["line", "tab", "crash", "restart", "session", dice.choice(["line", "tab", "crash"])]
    dice.shuffle(plan)
    for each in plan:
        for _ in range(3):
            faults.page.wait_for_timeout(dice.uniform(300, 2_500))
            check_claim(faults.page, client)
        getattr(faults, each)()
        check_claim(faults.page, client)
    faults.page.wait_for_timeout(2_000)
    spoken = faults.spoken + time.monotonic() - faults.since
    finish(faults.page)
    arrived = client.recording(faults.page)
    jumps, odd = breaks(notes(arrived))
    missing = spoken - len(arrived) / RATE
    told = f"seed {SEED}, {plan}: {missing:.2f} of {spoken:.1f} s missing, {faults.lost} takes torn off, {jumps} breaks"
    assert jumps <= faults.lost, told
    assert len(odd) <= 2 * faults.lost, told
    assert missing <= faults.lost * PIECE_SECONDS + 1.0, told
    faults.page.goto(f"/families/{family}/")
    expect(faults.page.get_by_text("This device has a recording")).to_be_hidden()


def test_a_page_that_was_busy_says_less_and_not_more(page, client):
    start(page)
    for _ in range(4):
        page.wait_for_timeout(500)
        busy(page, 2_500)
        page.wait_for_timeout(400)
        check_claim(page, client)
    finish(page)
    assert breaks(notes(client.recording(page)))[0] == 0


def test_what_was_finished_without_a_line_is_sent_at_the_next_visit(page, context, family, client):
    start(page)
    page.wait_for_timeout(4_000)
    context.set_offline(True)
    page.wait_for_timeout(4_000)
    finish(page)
    expect(page.locator("#safe")).to_contain_text("Please leave this page open until all of it is safe.")
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"/families/{family}/")
    page.get_by_role("link", name="Go on with it").click()
    expect(page.get_by_role("listitem")).to_contain_text("has arrived. All of it is safe.")
    page.get_by_role("link", name="Open it").click()
    page.wait_for_url("**/recordings/**")
    assert len(client.recording(page)) / RATE == pytest.approx(8, abs=1.5)


def test_a_page_closed_at_once_after_the_end_was_said_asks_nothing_at_the_next_visit(page, context, family):
    start(page)
    page.wait_for_timeout(1_000 * PIECE_SECONDS + 1_000)
    context.set_offline(True)
    page.evaluate("MediaRecorder.prototype.stop = () => {}")  # the last piece never comes
    finish(page)
    expect(page.locator("#safe")).to_contain_text("this device is keeping the last of it")
    page.wait_for_function("async () => (await (await import('memoire/recorder/keeping')).recordings())[0].isFinished")
    page.close()
    context.set_offline(False)
    expect(open_recorder(context, family).get_by_role("listitem")).to_contain_text("has arrived. All of it is safe.")


def test_an_unfinished_recording_is_thrown_away_only_after_a_question(page, context, family, client):
    before = client.uploads()
    start(page)
    page.wait_for_timeout(5_000)
    assert len(client.uploads()) == len(before) + 1
    page.close()
    page = open_recorder(context, family)
    kept = page.get_by_role("region", name="From an earlier visit")
    kept.get_by_role("button", name="Throw it away").click()
    page.get_by_role("button", name="Keep it").click()
    expect(kept.get_by_role("button", name="Finish it")).to_be_visible()
    kept.get_by_role("button", name="Throw it away").click()
    page.get_by_role("dialog").get_by_role("button", name="Throw it away").click()
    expect(kept).to_be_hidden()
    page.reload()
    expect(page.get_by_role("button", name="Start")).to_be_visible()
    assert (kept.is_visible(), client.uploads()) == (False, before)


def test_a_recording_that_is_open_in_one_window_is_left_to_it_until_it_is_closed(page, context, family):
    start(page)
    page.wait_for_timeout(4_000)
    other = open_recorder(context, family)
    expect(other.get_by_role("listitem")).to_contain_text("is open in another window.")
    page.close()
    expect(other.get_by_role("listitem").get_by_role("button", name="Finish it")).to_be_visible()


def test_what_somebody_else_said_on_this_device_is_not_theirs_who_come_after(page, context, family):
    start(page)
    page.wait_for_timeout(4_000)
    page.close()
    page = context.new_page()
    page.goto(f"/families/{family}/")
    sign_out(page)
    sign_in(page, OTHER)
    page.goto(f"/families/{family}/record/")
    kept = page.get_by_role("region", name="From an earlier visit")
    expect(kept).to_contain_text("Somebody else has a recording on this device that is not finished.")
    assert kept.get_by_role("button").count() == 0


def test_where_the_device_keeps_nothing_it_is_said_and_the_voice_still_arrives(context, family, client):
    page = context.new_page()
    page.add_init_script("indexedDB.open = () => { throw new DOMException('No.', 'UnknownError'); };")
    page.goto(f"/families/{family}/record/")
    start(page)
    expect(page.locator("#safe")).to_contain_text("please leave this page open")
    page.wait_for_timeout(3_000)
    finish(page)
    assert len(client.recording(page)) / RATE > 4


def test_an_upload_that_is_gone_is_sent_again_as_a_whole(page, context, client):
    began = start(page)
    page.wait_for_timeout(4_500)
    upload = client.uploads()[-1]["id"]
    cookies = {each["name"]: each["value"] for each in context.cookies()}
    headers = {"Tus-Resumable": "1.0.0", "X-CSRFToken": cookies["csrftoken"]}
    assert context.request.delete(f"/api/v1/uploads/{upload}", headers=headers).status == 204
    page.wait_for_timeout(4_000)
    spoken = time.monotonic() - began
    finish(page)
    arrived = client.recording(page)
    assert breaks(notes(arrived))[0] == 0
    assert len(arrived) / RATE == pytest.approx(spoken, abs=1.0)


def test_what_the_server_refuses_stays_on_the_device_and_can_be_tried_again(page, client):
    full = json.dumps({"detail": "Your family has room for 0 bytes more."})
    page.route("**/api/v1/uploads", lambda route: route.fulfill(status=413, content_type="application/json", body=full))
    start(page)
    said = "Your family has room for 0 bytes more. This device keeps everything."
    expect(page.locator("#safe")).to_contain_text(said)
    finish(page)
    expect(page.get_by_role("button", name="Save it on this device")).to_be_visible()
    page.unroute("**/api/v1/uploads")
    page.get_by_role("button", name="Try again").click()
    assert len(client.recording(page)) / RATE > 2


def test_another_microphone_goes_on_with_the_same_recording(page, client):
    start(page)
    page.wait_for_timeout(3_500)
    choice = page.get_by_label("Microphone")
    choice.select_option(index=1 - choice.evaluate("(choice) => choice.selectedIndex"))
    page.wait_for_timeout(4_500)
    upload = client.uploads()[-1]
    finish(page)
    assert len(client.recording(page)) / RATE == pytest.approx(8, abs=1.5)
    assert len(upload["takes"]) == 1


@pytest.mark.parametrize(
    ("error", "says"),
    [
        ("NotAllowedError", "This page may not use the microphone."),
        ("NotFoundError", "We find no microphone."),
        ("NotReadableError", "Another program is using the microphone."),
    ],
)
def test_without_a_microphone_the_page_says_what_to_do(context, family, error, says):
    page = context.new_page()
    refuse = f"navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', '{error}'));"
    page.add_init_script(refuse)
    page.goto(f"/families/{family}/record/")
    page.get_by_role("button", name="Start").click()
    expect(page.locator("#safe")).to_contain_text(says)
    expect(page.get_by_role("button", name="Try again")).to_be_enabled()


def test_a_microphone_that_is_pulled_out_stops_nothing_that_was_said(page, client):
    page.evaluate("""() => {
      const listen = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = async (wanted) => (window.heard = await listen(wanted));
    }""")
    start(page)
    page.wait_for_timeout(2_000)
    page.evaluate("""() => {
      const [track] = window.heard.getTracks();
      track.stop();
      track.dispatchEvent(new Event("ended"));
    }""")
    expect(page.locator("#safe")).to_contain_text("The microphone has stopped.")
    start(page, "Go on")
    page.wait_for_timeout(2_500)
    finish(page)
    assert len(client.recording(page)) / RATE == pytest.approx(4.5, abs=1.2)


def test_a_browser_that_cannot_record_is_shown_the_other_way(context, family):
    page = context.new_page()
    page.add_init_script("delete window.MediaRecorder;")
    page.goto(f"/families/{family}/record/")
    expect(page.get_by_text("This browser cannot record.")).to_be_visible()
    expect(page.get_by_role("link", name="Add a recording", exact=True)).to_be_visible()


def test_the_large_button_works_by_keyboard(page):
    page.get_by_role("button", name="Start").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Go on")).to_be_focused()


def test_the_screen_stays_awake_while_somebody_speaks(context, family):
    page = context.new_page()
    page.add_init_script("""
      navigator.wakeLock.request = async () => {
        window.isAwake = true;
        return { released: false, release: async () => { window.isAwake = false; } };
      };
    """)
    page.goto(f"/families/{family}/record/")
    start(page)
    page.wait_for_function("window.isAwake === true")
    page.get_by_role("button", name="Pause").click()
    page.wait_for_function("window.isAwake === false")


def test_who_leaves_while_recording_is_asked_first(page):
    start(page)
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.accept()
