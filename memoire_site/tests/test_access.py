"""Every address of the site, asked for by everybody: who gets in, who is sent to the door, and who learns nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pypdf import PdfWriter

from audio.models import Step
from audio.tests import factories as audio
from books.family_book import book_of
from families.tests import factories as families
from stories.models import Story
from stories.tests import factories as stories
from transcripts.models import FamilyWord, Segment

pytestmark = pytest.mark.django_db

PEOPLE = ["keeper", "relative", "stranger", "staff", "anonymous"]
SIGN_IN, ADMIN_DOOR = "sign in", "admin door"
SECRET = "Brandt"
OF_DJANGO = {
    *("index", "login", "logout", "password_change", "password_change_done", "autocomplete", "jsi18n"),
    *("view_on_site", "app_list", "auth_user_password_change", None),
}
OF_EVERY_MODEL = ("_changelist", "_add", "_history", "_delete", "_change")


@dataclass(frozen=True)
class Way:
    """How an address is asked for, and what keeper, relative, stranger, staff and anonymous get, in this order."""

    answers: tuple[int | str, ...]
    of: str = ""  # which row of the family the address is about
    method: str = "get"
    data: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    more: tuple[str, ...] = ()  # of the address, behind the id


MEMBERS = (200, 200, 404, 404, SIGN_IN)
MEMBERS_ACT = (302, 302, 404, 404, SIGN_IN)
NOT_REMOVED = (404, 404, 404, 404, SIGN_IN)
KEEPERS = (200, 403, 404, 404, SIGN_IN)
KEEPERS_ACT = (302, 403, 404, 404, SIGN_IN)
CLIENTS = (200, 200, 404, 404, 401)
CLIENTS_DECIDE = (200, 403, 404, 404, 401)
LISTS = (200, 200, 200, 200, 401)  # a stranger's are empty
STAFF = (ADMIN_DOOR, ADMIN_DOOR, ADMIN_DOOR, 200, ADMIN_DOOR)
STAFF_ACT = (ADMIN_DOOR, ADMIN_DOOR, ADMIN_DOOR, 302, ADMIN_DOOR)
ALL = (200,) * 5
TUS = {"Tus-Resumable": "1.0.0"}

WAYS = {
    "home": Way((302, 302, 302, 200, SIGN_IN)),
    "start_family": Way((403, 403, 403, 302, SIGN_IN), method="post", data={"name": "The Olsens"}),
    "view_on_site": Way(STAFF_ACT, "content type", more=("the story",)),
    "sign_in": Way(ALL),
    "account": Way((200, 200, 200, 200, SIGN_IN)),
    "change_password": Way((200, 200, 200, 200, SIGN_IN), method="post"),  # with nothing
    "sign_out_elsewhere": Way((302, 302, 302, 302, SIGN_IN), method="post"),
    "typed_words": Way((200, 200, 200, 200, SIGN_IN)),
    "sign_out_browser": Way(NOT_REMOVED, "family", "post"),  # the id of none of theirs
    "end_program": Way(NOT_REMOVED, "family", "post"),
    "signed_in": Way((204, 204, 204, 204, 401)),
    "sign_out": Way((302,) * 5, method="post"),
    "family": Way(MEMBERS, "family"),
    "stories": Way(MEMBERS, "family"),
    "twice_told": Way(MEMBERS, "family"),
    "ask_next": Way(MEMBERS_ACT, "family", "post"),
    "people": Way(MEMBERS, "family"),
    "what_leaves": Way(MEMBERS, "family"),
    "let_model_be_asked": Way(KEEPERS_ACT, "family", "post", {"allow": "no"}),
    "family_book": Way(MEMBERS_ACT, "family"),
    "add_recording": Way(MEMBERS, "family"),
    "record": Way(MEMBERS, "family"),
    "told_again": Way(MEMBERS_ACT, "recording", "post", {"title": "At the table again"}),
    "recording_facts": Way(MEMBERS, "recording"),
    "removed": Way(MEMBERS, "family"),
    "remove_family": Way(KEEPERS_ACT, "family", "post", {"name": "nothing like it"}),
    "remove_recording": Way(KEEPERS_ACT, "recording", "post"),
    "remove_person": Way(KEEPERS_ACT, "other", "post"),
    "take_back_family": Way(NOT_REMOVED, "family", "post"),
    "take_back_recording": Way(NOT_REMOVED, "recording", "post"),
    "take_back_person": Way(NOT_REMOVED, "other", "post"),
    "prompts": Way(MEMBERS, "family"),
    "retire_prompt": Way(MEMBERS_ACT, "prompt", "post"),
    "person": Way(MEMBERS, "person"),
    "same_person": Way(KEEPERS_ACT, "person", "post", {"other": ""}),
    "place": Way(MEMBERS, "place"),
    "settle_place": Way(KEEPERS_ACT, "place", "post", {"geonames_id": ""}),
    "connections": Way(MEMBERS, "story"),
    "recording": Way(MEMBERS, "recording"),
    "live": Way(MEMBERS, "recording"),
    "sheet": Way(MEMBERS, "recording", more=(0,)),
    "sound": Way(MEMBERS, "recording"),
    "original": Way(MEMBERS, "recording"),
    "listening": Way((204, 204, 404, 404, SIGN_IN), "recording", "post", {"at_ms": "400"}),
    "try_again": Way(MEMBERS_ACT, "recording", "post"),
    "find_again": Way(KEEPERS_ACT, "recording", "post"),
    "segment": Way(MEMBERS, "segment"),
    "segment_right": Way(MEMBERS_ACT, "segment", "post"),
    "family_words": Way(MEMBERS, "family"),
    "family_word": Way(MEMBERS_ACT, "word", "post", {"text": "Zosia"}),
    "segment_as_heard": Way(MEMBERS_ACT, "segment", "post"),
    "segment_own_word": Way(MEMBERS_ACT, "segment", "post"),
    "listen_for": Way(MEMBERS_ACT, "person", "post"),
    "words": Way(MEMBERS, "recording", more=("txt",)),
    "voices": Way(MEMBERS, "recording"),
    "diarise": Way(KEEPERS_ACT, "recording", "post"),
    "voice_is": Way(MEMBERS_ACT, "recording", "post", {"name": "Grandma Ilse"}, more=("A",)),
    "join_voices": Way(MEMBERS_ACT, "recording", "post", {"into": "B"}, more=("A",)),
    "voice_does": Way(MEMBERS_ACT, "recording", "post", {"role": "interviewer"}, more=("A",)),
    "another_voice": Way(MEMBERS_ACT, "segment", "post"),
    "hearings": Way(MEMBERS, "recording"),
    "hear_again": Way(KEEPERS_ACT, "recording", "post"),
    "try_hearing_again": Way(KEEPERS_ACT, "hearing", "post"),
    "choose_words": Way(KEEPERS_ACT, "hearing", "post", {"words": "new"}, more=("the segment",)),
    "decide_hearing": Way(KEEPERS_ACT, "hearing", "post", more=("accept",)),
    "approve_story": Way(KEEPERS_ACT, "story", "post"),
    "keep_approved": Way(KEEPERS_ACT, "story", "post"),
    "send_back_story": Way(KEEPERS_ACT, "story", "post", {"reason": "Told twice."}),
    "retell_story": Way(KEEPERS, "story"),
    "read_date": Way(KEEPERS, "story", data={"edtf": "around 1950"}),
    "merge_story": Way(KEEPERS_ACT, "story", "post", {"edge": "end"}),
    "split_story": Way(KEEPERS_ACT, "story", "post", {"at": "the second line"}),
    "move_story": Way(KEEPERS_ACT, "story", "post", {"edge": "end", "step": "earlier"}),
    "undo_story": Way(KEEPERS_ACT, "story", "post"),
    "mention": Way(MEMBERS, "mention"),
    "book": Way(MEMBERS, "book"),
    "change_book": Way(KEEPERS_ACT, "book", "post", {"title": "Our voices"}),
    "book_pdf": Way(MEMBERS, "book"),
    "api_login": Way((400,) * 5, method="post"),  # with nothing
    "api_logout": Way((204, 204, 204, 204, 401), method="post"),
    "token-api-list": Way(LISTS),
    "token-api-detail": Way((404, 404, 404, 404, 401), "family", "delete"),
    "health": Way((403, 403, 403, 503, 401)),  # no worker runs here
    "health_live": Way(ALL),
    "health_ready": Way(ALL),
    "schema": Way(ALL),
    "docs": Way(ALL),
    "unknown": Way((404,) * 5),
    "audio-list": Way(LISTS),
    "audio-upload": Way((202, 202, 400, 400, 401), method="post", data={"file": "a tone", "family": "ours"}),
    "audio-detail": Way(CLIENTS, "recording"),
    "audio-take-back": Way((404, 404, 404, 404, 401), "recording", "post"),  # it is not removed
    "audio-media": Way(CLIENTS, "recording"),
    "audio-original": Way(CLIENTS, "recording"),
    "audio-status": Way(CLIENTS, "recording"),
    "upload-list": Way((201, 201, 201, 400, 401), method="post", headers={**TUS, "Upload-Length": "9"}),
    "upload-about": Way((404, 204, 404, 404, 401), "upload", "put", headers=TUS),
    "upload-detail": Way((404, 200, 404, 404, 401), "upload", "head", headers=TUS),  # begun by the relative
    "prompt-api-list": Way(LISTS),
    "word-api-list": Way(LISTS),
    "word-api-detail": Way((204, 204, 404, 404, 401), "word", "delete"),
    "prompt-api-detail": Way((204, 204, 404, 404, 401), "prompt", "delete"),
    "transcript-api-list": Way(LISTS),
    "transcript-api-detail": Way(CLIENTS, "transcript"),
    "transcript-api-download": Way(CLIENTS, "transcript", data={"as": "txt"}),
    "segment-api-list": Way(LISTS),
    "segment-api-own-word": Way(
        (409, 409, 404, 404, 401), "segment", "post", {"first": 0, "text": "Dawson", "is_said": "true"}
    ),  # nothing is asked
    "person-api-list": Way(LISTS),
    "person-api-detail": Way(CLIENTS, "person"),
    "segment-api-detail": Way(CLIENTS, "segment"),
    "hearing-api-list": Way(LISTS),
    "hearing-api-detail": Way(CLIENTS, "hearing"),
    "hearing-api-accept": Way(CLIENTS_DECIDE, "hearing", "post"),
    "hearing-api-decline": Way(CLIENTS_DECIDE, "hearing", "post"),
    "hearing-api-take-back": Way((409, 403, 404, 404, 401), "hearing", "post"),
    "hearing-api-choose": Way(CLIENTS_DECIDE, "hearing", "post", {"words": "new", "segment": "a segment"}),
    "speaker-api-list": Way(LISTS),
    "speaker-api-detail": Way(CLIENTS, "speaker"),
    "speaker-api-name": Way(CLIENTS, "speaker", "post", {"name": "Grandma Ilse"}),
    "speaker-api-role": Way(CLIENTS, "speaker", "post", {"role": "interviewer"}),
    "speaker-api-join": Way(CLIENTS, "speaker", "post", {"into": "the other voice"}),
    "story-api-list": Way(LISTS),
    "story-api-detail": Way(CLIENTS, "story"),
    "place-api-list": Way(LISTS),
    "place-api-detail": Way(CLIENTS, "place"),
    "place-api-settle": Way((200, 403, 404, 404, 401), "place", "post", {"geonames_id": "2897132"}),
    "story-api-change": Way(CLIENTS_DECIDE, "story", "post", {"date": "around 1950"}),
    "story-api-read-date": Way(CLIENTS, "story", data={"said": "around 1950"}),
    "story-api-merge": Way((400, 403, 404, 404, 401), "story", "post"),  # with nothing
    "story-api-split": Way(CLIENTS_DECIDE, "story", "post", {"at": "the second line"}),
    "story-api-move": Way(CLIENTS_DECIDE, "story", "post", {"edge": "end", "step": "-1"}),
    "story-api-approve": Way(CLIENTS_DECIDE, "story", "post"),
    "story-api-keep-approved": Way((400, 403, 404, 404, 401), "story", "post"),  # nothing waits
    "story-api-undo": Way((400, 403, 404, 404, 401), "story", "post"),  # nothing to undo
    "mention-api-detail": Way(CLIENTS, "mention"),
    "mention-api-link": Way(CLIENTS, "mention", "post", {"name": "Nora"}),
    "mention-api-unlink": Way(CLIENTS, "mention", "post"),
    "mention-api-rename": Way(CLIENTS, "mention", "post", {"name": "Nora"}),
    "question-api-list": Way(LISTS),
    "question-api-take": Way((400, 400, 400, 400, 401), method="post", data={"family": "ours", "key": "none"}),
    "question-api-dismiss": Way((400, 400, 400, 400, 401), method="post", data={"family": "ours", "key": "none"}),
    "twice-told-api-list": Way(LISTS),
    "twice-told-api-judge": Way((400, 400, 400, 400, 401), method="post"),  # of nothing
    "graph_person_stories": Way(CLIENTS, "person"),
    "graph_person_people": Way(CLIENTS, "person"),
    "graph_person_places": Way(CLIENTS, "person"),
    "graph_connection": Way(CLIENTS, "person", data={"to": "the other"}),
    "graph_place_stories": Way(CLIENTS, "place"),
    "graph_place_people": Way(CLIENTS, "place"),
    "graph_neighbourhood": Way(CLIENTS, "story"),
    "graph_pairs": Way(CLIENTS, data={"family": "ours"}),
    "graph_around": Way(CLIENTS, data={"family": "ours", "when": "1946"}),
    "book-api-list": Way(LISTS),
    "book-api-detail": Way(CLIENTS, "book"),
    "book-api-pdf": Way(CLIENTS, "book"),
    "admin:audio_recording_sound": Way(STAFF, "recording"),
    "admin:audio_recording_try_again": Way(STAFF_ACT, "recording", "post"),
    "admin:transcripts_transcript_review": Way(STAFF, "transcript"),
    "admin:transcripts_transcript_reviewed": Way(STAFF_ACT, "transcript", "post"),
    "admin:transcripts_transcript_hear_again": Way(STAFF_ACT, "transcript", "post"),
    "admin:transcripts_how_it_hears": Way(STAFF),
    "admin:transcripts_fetch_model": Way(STAFF_ACT, method="post", data={"model": "small"}),
    "admin:transcripts_hearing_decide": Way(STAFF_ACT, "hearing", "post", more=("accept",)),
    "admin:transcripts_hearing_choose": Way(STAFF_ACT, "hearing", "post", {"words": "new"}, more=("the segment",)),
    "admin:transcripts_segment_right": Way(STAFF_ACT, "segment", "post"),
    "admin:transcripts_segment_own_word": Way(STAFF_ACT, "segment", "post"),
    "admin:transcripts_segment_mend": Way(STAFF_ACT, "segment", "post", {"text": "The river rose."}),
    "admin:stories_story_approve": Way(STAFF_ACT, "story", "post"),
    "admin:stories_story_keep_approved": Way(STAFF_ACT, "story", "post"),
    "admin:stories_story_send_back": Way(STAFF_ACT, "story", "post", {"reason": "Told twice."}),
}


def addresses(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    """The names of all addresses; of the admin's only those that we have made ourselves."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, namespace or f"{pattern.namespace or ''}")
        elif not namespace or is_our_own(pattern):
            yield f"{namespace}:{pattern.name}" if namespace else str(pattern.name)


def is_our_own(pattern: URLPattern) -> bool:
    return pattern.name not in OF_DJANGO and not str(pattern.name).endswith(OF_EVERY_MODEL)


@pytest.fixture
def world(monkeypatch) -> SimpleNamespace:
    """A family with one of everything, and the five who ask; the book is a single empty page."""
    page = BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(page)
    monkeypatch.setattr("books.pdf.typeset", lambda *args, **options: page.getvalue())
    people = {who: families.user(name=who) for who in PEOPLE[:3]}
    people["staff"] = families.user(name="staff", is_staff=True, is_superuser=True)
    family = families.family(keeper=people["keeper"], relative=people["relative"], name=f"The {SECRET} family")
    families.family(keeper=people["stranger"], name="The Iversen family")
    recording = audio.recording(family, title=f"{SECRET} at the table")
    audio.step(recording, "transcribe", state=Step.State.FAILED)
    story = stories.story(recording, state=Story.State.APPROVED)
    said = recording.transcript.segments.all()
    said.update(text=f"Ilse {SECRET}, Karl {SECRET} and Aunt {SECRET} went to Husum, and the ferry lay in the ice.")
    person, other = (families.person(family, f"{name} {SECRET}") for name in ("Ilse", "Karl"))
    stories.person_mention(story, person.name, person=person)
    stories.person_mention(story, other.name, person=other)
    speaker, other_voice = (
        recording.transcript.speakers.create(label=label, proposed_role=role)
        for label, role in (("A", "interviewer"), ("B", ""))
    )
    rows = {
        "family": family,
        "recording": recording,
        "transcript": recording.transcript,
        "segment": Segment.objects.first(),
        "word": FamilyWord.objects.create(family=family, text="Zofia"),
        "speaker": speaker,
        "other voice": other_voice,
        "hearing": recording.transcript.hearings.create(language="en", state="proposed"),
        "story": story,
        "content type": ContentType.objects.get_for_model(Story),
        "place": stories.place_mention(story).place,
        "mention": stories.person_mention(story, f"Aunt {SECRET}"),
        "person": person,
        "other": other,
        "book": book_of(family),
        "upload": audio.upload(family, people["relative"]),
        "prompt": family.prompts.create(text=f"Where did the {SECRET}s live?"),
    }
    return SimpleNamespace(people=people, rows=rows)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("name", sorted(set(addresses(get_resolver()))))
def test_everybody_gets_what_is_theirs_at(name, who, world):
    assert name in WAYS, f"Say in this test who may do what at the new address {name!r}."
    way = WAYS[name]
    client = Client()
    if who != "anonymous":
        client.force_login(world.people[who], backend="memoire_site.backends.NoDemoUsersBackend")
    address = address_of(name, world)
    response = asked(client, way, address, filled(way.data, world))
    told = response.getvalue()
    assert outcome(response) == way.answers[PEOPLE.index(who)]
    assert who not in {"stranger", "anonymous"} or SECRET.encode() not in told


def address_of(name: str, world: SimpleNamespace) -> str:
    way = WAYS[name]
    more = [world.rows[str(part)[4:]].pk if str(part).startswith("the ") else part for part in way.more]
    return reverse(name, args=[world.rows[way.of].pk, *more] if way.of else [])


def asked(client: Client, way: Way, address: str, data: dict[str, Any]) -> Any:
    if way.headers:
        return client.generic(way.method.upper(), address, headers=way.headers)
    return getattr(client, way.method)(address, data)


def filled(data: dict[str, Any], world: SimpleNamespace) -> dict[str, Any]:
    """The form with what cannot be written in a table: a file, and the id of the family."""
    made = {
        "a tone": lambda: SimpleUploadedFile("tone.wav", audio.tone()),
        "ours": lambda: world.rows["family"].pk,
        "the other": lambda: world.rows["other"].pk,
        "the other voice": lambda: world.rows["other voice"].pk,
        "a segment": lambda: world.rows["segment"].pk,
        "the second line": lambda: world.rows["story"].segments.last().pk,
    }
    return {key: made.get(value, lambda value=value: value)() for key, value in data.items()}


def outcome(response) -> int | str:
    place = response.headers.get("Location", "")
    if response.status_code == 401 and b'name="typed"' in response.getvalue():  # the door, with what was sent
        return ADMIN_DOOR if response.request["PATH_INFO"].startswith("/admin/") else SIGN_IN
    if place.startswith(reverse("sign_in") + "?"):
        return SIGN_IN
    return ADMIN_DOOR if place.startswith(reverse("admin:login")) else response.status_code
