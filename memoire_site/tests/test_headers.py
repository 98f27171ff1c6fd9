"""What every answer says to the browser, and what the log says of it: ids, and no word of a family."""

import json
import logging
import re
from html.parser import HTMLParser
from io import StringIO

import pytest
from django.conf import settings
from django.urls import reverse
from structlog.stdlib import ProcessorFormatter

from audio.models import Step
from audio.tests import factories as audio
from books.family_book import book_of
from families.tests import factories as families
from stories.models import Story
from stories.tests import factories as stories

pytestmark = pytest.mark.django_db
SECRET = "Lanternfish"


@pytest.fixture
def addresses(client) -> dict[str, str]:
    """Every page that has something on it, seen by a keeper who is also of the staff."""
    keeper = families.user(is_staff=True, is_superuser=True)
    client.force_login(keeper, backend="memoire_site.backends.NoDemoUsersBackend")
    family = families.family(keeper=keeper)
    recording = audio.recording(family, narrator=families.person(family), peaks=bytes(range(100)))
    story = stories.story(recording)
    stories.person_mention(story)
    stories.story(audio.recording(family), edtf="", state=Story.State.APPROVED)
    audio.step(audio.recording(family), "inspect", state=Step.State.FAILED, reason="It broke.")
    segment = story.segments.first()
    named = {
        "family": family,
        "stories": family,
        "people": family,
        "add_recording": family,
        "record": family,
        "recording": recording,
        "retell_story": story,
        "segment": segment,
        "book": book_of(family),
        "admin:transcripts_transcript_review": recording.transcript,
        "admin:stories_story_change": story,
        "admin:audio_recording_change": recording,
    }
    plain = {name: reverse(name) for name in ("sign_in", "docs", "admin:index", "admin:audio_step_changelist")}
    return {**plain, **{name: reverse(name, args=[row.pk]) for name, row in named.items()}}


class Inline(HTMLParser):
    """Collects what a strict policy forbids: scripts and styles written into the page without its nonce."""

    def __init__(self, nonce: str | None) -> None:
        super().__init__()
        self.nonce, self.found = nonce, []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        is_data = given.get("type") == "application/json"
        if tag in {"script", "style"} and "src" not in given and not is_data and given.get("nonce") != self.nonce:
            self.found.append(tag)
        self.found += [name for name in given if name == "style" or re.fullmatch(r"on[a-z]+", name)]
        self.found += [name for name, value in attrs if str(value).lower().startswith("javascript:")]


PAGES = [
    *(
        "sign_in",
        "docs",
        "family",
        "stories",
        "people",
        "add_recording",
        "record",
        "recording",
        "retell_story",
        "segment",
        "book",
    ),
    *(
        "admin:index",
        "admin:audio_step_changelist",
        "admin:transcripts_transcript_review",
        "admin:stories_story_change",
    ),
    "admin:audio_recording_change",
]


def policy(response) -> dict[str, list[str]]:
    header = response.headers["Content-Security-Policy"]
    return {name: values for name, *values in (part.split() for part in header.split(";") if part.strip())}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_nothing_inline_that_its_policy_forbids(client, addresses, name):
    response = client.get(addresses[name])
    given = re.search(r"'nonce-([^']+)'", response.headers["Content-Security-Policy"])
    page = Inline(given[1] if given else None)
    page.feed(response.content.decode())
    assert (response.status_code, page.found) == (200, [])


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_no_other_site_for_anything(client, addresses, name):
    shown = client.get(addresses[name]).content.decode()
    assert re.findall(r"""(?:src|href|action)=["'](?:https?:)?//[^"']*""", shown) == []


def test_the_policy_allows_only_what_is_ours(client):
    allowed = policy(client.get("/sign-in/"))
    closed = ["default-src", "object-src", "base-uri", "frame-ancestors"]
    assert [allowed[part] for part in closed] == [["'none'"]] * 4


@pytest.mark.parametrize("part", ["script-src", "style-src"])
def test_scripts_and_styles_are_ours_or_carry_the_nonce(client, part):
    values = policy(client.get("/sign-in/"))[part]
    assert [value for value in values if value != "'self'" and not value.startswith("'nonce-")] == []


def test_every_answer_has_a_nonce_of_its_own(client):
    first, second = (re.search(r'nonce="([^"]+)"', client.get("/sign-in/").content.decode())[1] for _ in range(2))
    assert first != second


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_an_answer_says(client, header, says):
    assert client.get("/sign-in/").headers[header] == says


@pytest.mark.parametrize("address", ["/no/such/page", "/api/v1/audio/nonsense"])
def test_what_is_not_there_keeps_the_policy_too(client, address):
    assert "Content-Security-Policy" in client.get(address).headers


# --- the log ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def log(monkeypatch) -> StringIO:
    """What leaves the process, line by line."""
    out = StringIO()
    (handler,) = (h for h in logging.getLogger().handlers if isinstance(h.formatter, ProcessorFormatter))
    monkeypatch.setattr(handler, "stream", out)
    return out


def lines(log: StringIO) -> list[dict]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


@pytest.fixture
def broken(client, monkeypatch):
    """A page that breaks over what somebody said, asked for by a member of the family."""
    keeper = families.user(email=f"{SECRET}@example.org", name=SECRET)
    client.force_login(keeper, backend="memoire_site.backends.NoDemoUsersBackend")
    family = families.family(keeper=keeper, name=SECRET)

    def burst(*args):
        try:
            raise KeyError(f"{SECRET} said one thing")
        except KeyError as error:
            raise ValueError(f"{SECRET} said another") from error

    monkeypatch.setattr("stories.pages.views.recording_list", burst)
    client.raise_request_exception = False

    def ask():
        return client.get(f"/families/{family.pk}/")

    return ask


def test_a_line_of_the_log_is_json_with_the_id_of_its_request(broken, log):
    broken()
    failed = [line for line in lines(log) if line.get("event") == "request_failed"]
    assert re.fullmatch(r"[0-9a-f-]{36}", failed[0]["request_id"])


def test_an_error_is_logged_with_its_kind_and_its_place(broken, log):
    broken()
    told = "\n".join(line.get("exception", "") for line in lines(log))
    assert ("builtins.ValueError" in told, "builtins.KeyError" in told, "in burst" in told) == (True, True, True)


def test_no_word_and_no_name_of_a_family_is_in_the_log(broken, client, log):
    broken()
    client.post("/sign-in/", {"username": f"{SECRET}@example.org", "password": SECRET})
    client.get(f"/api/v1/stories/?audio={SECRET}")
    told = [line for line in log.getvalue().splitlines() if SECRET in line]
    assert ("request_failed" in log.getvalue(), told) == (True, [])


def test_a_page_that_breaks_says_so_kindly_and_shows_no_words(broken):
    response = broken()
    assert (response.status_code, SECRET in response.content.decode()) == (500, False)


def test_the_log_is_written_by_one_formatter():
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"json"}
