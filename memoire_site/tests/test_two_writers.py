"""Two people, one thing: at no address of the site does the later change replace the earlier in silence.

The addresses come from the URL table. One that takes a change and is not in `two_writers.py` fails here.
"""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from lxml import html

from families.editing.forms import VersionedForm
from families.tests import factories as families
from memoire_site.tests.test_access import WAYS, addresses, filled, world  # noqa: F401 - a fixture
from memoire_site.tests.two_writers import ADMIN, API, NOTHING_TO_REPLACE, PAGES, Edit
from stories.editing import review
from stories.models import Story, TwiceTold
from stories.tests import factories as stories
from transcripts.models import FamilyWord, Segment
from transcripts.tests import factories as transcripts

# ruff: noqa: F811 - the fixture `world` is that of test_access
pytestmark = [pytest.mark.django_db, pytest.mark.each_database]
KNOWN = {**PAGES, **ADMIN, **API}


@pytest.fixture
def two(world):
    """Two keepers who are signed in as staff too, and a family with two stories side by side, and two of one event."""
    rows, family = world.rows, world.rows["family"]
    recording = rows["recording"]
    last = Segment.objects.filter(transcript__recording=recording).order_by("index").last()
    more = [transcripts.segment(recording.transcript, last.index + n, f"Line {n}.") for n in (1, 2)]
    rows["next story"] = stories.story(segments=more, title="The thaw")
    rows["repaired"] = transcripts.segment(recording.transcript, last.index + 3, "Szymanski came.")
    Segment.objects.filter(pk=rows["repaired"].pk).update(repaired_text="Szymanski came.", heard_text="Shimansky came.")
    Segment.objects.filter(pk=rows["segment"].pk).update(speaker="A")
    rows["asked"] = transcripts.segment(recording.transcript, last.index + 4, "Dorsen came.")
    asked = {"first": 0, "behind": 1, "heard": "Dorsen", "text": "Dawson", "word": "Dawson", "may_repeat": True}
    Segment.objects.filter(pk=rows["asked"].pk).update(
        proposals=[asked], words=[["Dorsen", 0, 1, 0.1], ["came.", 1, 2, 0.9]]
    )
    Story.objects.filter(pk=rows["story"].pk).update(state=Story.State.PROPOSED)
    review.set_date(rows["next story"], "1947", by=world.people["keeper"])
    review.set_date(rows["story"], "1946", by=world.people["keeper"])
    clients = []
    for name in ("Anna", "Bo"):
        user = families.user(name=name, is_staff=True, is_superuser=True)
        family.memberships.create(user=user, role="keeper")
        clients.append(Client())
        clients[-1].force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    return clients[0], clients[1], world


def ways(name: str, edit: Edit, world: Any) -> str:
    return reverse(name, args=[world.rows[edit.of].pk, *edit.more] if edit.of else [])


def given(data: dict[str, Any], world: Any) -> dict[str, Any]:
    own = {"the next story": lambda: str(world.rows["next story"].pk)}
    return {key: own[value]() if value in own else value for key, value in filled(data, world).items()}


# --- pages -----------------------------------------------------------------------------------------------------------


def hidden_on(client: Client, address: str, action: str) -> dict[str, str]:
    """What the form with this action says that its writer has read; a button may lead elsewhere than its form."""
    page = html.fromstring(client.get(address).content)
    for form in page.iter("form"):
        leads = [
            form.get("action") or address,
            *(b.get("formaction") for b in form.iter("button") if b.get("formaction")),
        ]
        fields = {each.get("name"): each.get("value") for each in form.iter("input") if each.get("type") == "hidden"}
        if action in leads and "version" in fields:
            return fields
    raise AssertionError(f"No form of {address} sends to {action} what was read.")


def version_on_page(client: Client, address: str, action: str) -> str:
    return hidden_on(client, address, action)["version"]


def pair(world: Any) -> dict[str, str]:
    return {"first": str(world.rows["story"].pk), "second": str(world.rows["next story"].pk)}


@pytest.mark.parametrize("name", sorted({**PAGES, **ADMIN}))
def test_no_page_lets_the_later_replace_the_earlier_in_silence(name, two):
    one, other, world = two
    edit = {**PAGES, **ADMIN}[name]
    address = ways(name, edit, world)
    extra = pair(world) if name == "twice_told" else {}
    early, read = (read_on_page(each, edit, one, world) for each in (edit.earlier or name, name))
    first_at = ways(edit.earlier, edit, world) if edit.earlier else address
    at_first = states(world)
    done = one.post(first_at, {**early, **given(edit.first, world), **extra})
    before = states(world)
    assert (done.status_code, before != at_first) == (302, True), done.content
    late = other.post(address, {**read, **given(edit.second, world), **extra})
    assert (late.status_code, states(world)) == (409, before)
    assert edit.theirs.lower() in late.content.decode().lower()
    for typed in (value for key, value in edit.second.items() if key in {"text", "name", "title", "reason"}):
        assert typed in late.content.decode()


def read_on_page(name: str, edit: Edit, client: Client, world: Any) -> dict[str, str]:
    if not edit.page:
        return {}  # what is added has not been read
    if name == "twice_told":
        return {"version": stories_pair_version()}
    page = reverse(edit.page, args=[world.rows[edit.page_of or edit.of].pk])
    return hidden_on(client, page, ways(SAME_FORM.get(name, name), edit, world))


SAME_FORM = {
    "segment_right": "segment",
    "admin:transcripts_segment_mend": "segment",
    "admin:transcripts_segment_right": "segment",
    "admin:transcripts_segment_own_word": "segment",
    "admin:stories_story_approve": "approve_story",
    "admin:stories_story_send_back": "send_back_story",
}


def stories_pair_version() -> str:
    return TwiceTold(verdict="").version


def states(world: Any) -> list[str]:
    """All that people edit, as it stands in the database."""
    rows = [row for row in world.rows.values() if hasattr(row, "version")]
    found = [type(row).objects.filter(pk=row.pk).first() for row in rows]
    lines = Segment.objects.order_by("pk").values_list("text", "speaker", "confirmed_at")
    links = Story.objects.values_list("pk", "segments").order_by("pk", "segments")
    words = FamilyWord.objects.order_by("pk").values_list("text", "kind", "state")
    said = TwiceTold.objects.values_list("verdict")
    return [
        *(row.version if row else "gone" for row in found),
        *map(str, lines),
        *map(str, [*links, *words, *said]),
    ]


# --- clients ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["in the body", "as If-Match"])
@pytest.mark.parametrize("name", sorted(API))
def test_no_client_replaces_in_silence_what_another_has_written(name, how, two):
    one, other, world = two
    edit = API[name]
    address = ways(name, edit, world)
    extra = pair(world) if name == "twice-told-api-judge" else {}
    extra |= {"family": str(world.rows["family"].pk)} if "word-api-list" in (name, edit.earlier) else {}
    version = read_by_client(name, edit, one, world)
    first_at = ways(edit.earlier, edit, world) if edit.earlier and "list" not in edit.earlier else address
    first_at = reverse(edit.earlier) if "list" in edit.earlier else first_at
    method = "post" if edit.earlier else edit.method
    done = send(one, method, first_at, {**given(edit.first, world), **extra}, version, how)
    assert done.status_code in (200, 201), done.content
    before = states(world)
    late = send(other, edit.method, address, {**given(edit.second, world), **extra}, version, how)
    assert (late.status_code, states(world)) == (409, before), late.content
    told = late.json()
    assert (edit.theirs in str(told["current"]), set(told["asked"]) >= set(edit.second)) == (True, True)


def read_by_client(name: str, edit: Edit, client: Client, world: Any) -> str | None:
    if name == "word-api-list":
        return None
    if name == "twice-told-api-judge":
        return stories_pair_version()
    if edit.page.endswith("list"):
        rows = client.get(reverse(edit.page)).json()
        rows = rows.get("results", rows) if isinstance(rows, dict) else rows
        return next(row["version"] for row in rows if row["id"] == str(world.rows[edit.of].pk))
    return client.get(reverse(edit.page or name, args=[world.rows[edit.of].pk])).json()["version"]


def send(client: Client, method: str, address: str, data: dict[str, Any], version: str | None, how: str) -> Any:
    headers = {"If-Match": f'"{version}"'} if version is not None and how == "as If-Match" else {}
    body = {**data, "version": version} if version is not None and not headers else data
    return getattr(client, method)(address, body, content_type="application/json", headers=headers)


def test_a_client_that_sends_the_same_again_after_a_lost_answer_is_not_refused(two):
    one, _, world = two
    address = reverse("segment-api-detail", args=[world.rows["segment"].pk])
    version = one.get(address).json()["version"]
    answers = [send(one, "patch", address, {"text": "The river froze hard."}, version, "in the body") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]


def test_without_a_version_only_what_is_sent_is_changed(two):
    one, other, world = two
    address = reverse("story-api-detail", args=[world.rows["story"].pk])
    send(one, "patch", address, {"title": "Ice"}, None, "in the body")
    told = send(other, "patch", address, {"summary": "It froze."}, None, "in the body").json()
    assert (told["title"], told["summary"]) == ("Ice", "It froze.")


def test_on_a_page_two_people_may_change_different_fields_of_one_story(two):
    one, other, world = two
    story = world.rows["story"]
    address = reverse("retell_story", args=[story.pk])
    version = version_on_page(one, address, address)
    as_read = {"title": story.title, "summary": story.summary, "edtf": story.edtf, "version": version}
    one.post(address, as_read | {"title": "Ice on the river"})
    assert other.post(address, as_read | {"summary": "It froze early."}).status_code == 302
    story = Story.objects.get(pk=story.pk)
    assert (story.title, story.summary) == ("Ice on the river", "It froze early.")


def test_whoever_has_seen_both_may_put_their_own_in_its_place(two):
    one, other, world = two
    address = reverse("retell_story", args=[world.rows["story"].pk])
    version = version_on_page(one, address, address)
    one.post(address, {"title": "Ice", "summary": "", "edtf": "", "version": version})
    late = other.post(address, {"title": "Snow", "summary": "", "edtf": "", "version": version})
    form = next(form for form in html.fromstring(late.content).iter("form") if form.get("action") == address)
    assert other.post(address, dict(form.form_values())).status_code == 302
    assert Story.objects.get(pk=world.rows["story"].pk).title == "Snow"


# --- the admin's own forms -------------------------------------------------------------------------------------------


def changeable() -> list[str]:
    return sorted(
        f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry if is_ours(model)
    )


def is_ours(model: Any) -> bool:
    request = type("Request", (), {"user": type("User", (), {"has_perm": lambda *_: True})()})()
    its = admin.site._registry[model]
    is_own = model.__module__.split(".")[0] in {"families", "audio", "transcripts", "stories", "books"}
    fixed = {*its.readonly_fields, *(its.exclude or ())}
    return (
        is_own
        and its.has_change_permission(request)
        and any(f.editable and f.name not in fixed for f in model._meta.fields)
    )


ROWS = {
    "families_user": "user",
    "audio_recording": "recording",
    "transcripts_familyword": "word",
    "stories_story": "story",
}


@pytest.mark.parametrize("name", changeable())
def test_no_form_of_the_admin_replaces_in_silence(name, two):
    one, other, world = two
    world.rows["user"] = world.people["relative"]
    row = world.rows[ROWS.get(name, name.partition("_")[2])]
    address = reverse(f"admin:{name}_change", args=[row.pk])
    fields = form_on(one, address)
    text = next(key for key in ("name", "title", "text") if key in fields)
    one.post(address, fields | {text: "Theirs"})
    late = other.post(address, fields | {text: "Mine"})
    page = late.content.decode()
    assert (late.status_code, "Theirs" in page, 'value="Mine"' in page) == (200, True, True)
    assert getattr(type(row).objects.get(pk=row.pk), text) == "Theirs"


def form_on(client: Client, address: str) -> dict[str, Any]:
    page = html.fromstring(client.get(address).content)
    form = next(each for each in page.iter("form") if (each.get("id") or "").endswith("_form"))
    return {key: value for key, value in form.form_values()}


def test_in_the_admin_what_was_not_touched_stays_as_others_have_left_it(two):
    one, other, world = two
    story = world.rows["story"]
    address = reverse("admin:stories_story_change", args=[story.pk])
    fields = form_on(one, address)
    one.post(address, fields | {"title": "Theirs"})
    other.post(address, fields | {"summary": "Mine."})
    story = Story.objects.get(pk=story.pk)
    assert (story.title, story.summary) == ("Theirs", "Mine.")


def test_every_form_of_the_admin_with_something_to_change_bears_its_version():
    for model, its in admin.site._registry.items():
        if is_ours(model):
            assert issubclass(its.form, VersionedForm), f"{model.__name__}: let its admin be a VersionedAdmin."


# --- the table -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(set(addresses(get_resolver()))))
def test_every_address_that_takes_a_change_is_tried_by_two_writers(name, two):
    one, _, world = two
    if name in KNOWN or name in NOTHING_TO_REPLACE:
        return
    assert name in WAYS, f"Say in test_access who may do what at {name!r}."
    way = WAYS[name]
    more = [world.rows["segment"].pk if part == "the segment" else part for part in way.more]
    try:
        address = reverse(name, args=[world.rows[way.of].pk, *more] if way.of else [])
    except NoReverseMatch as error:
        raise AssertionError(f"{name} cannot be asked for.") from error
    for method in ("post", "put", "patch", "delete"):
        answer = one.generic(method.upper(), address, b"{}", content_type="application/json")
        is_page = urlsplit(address).path.startswith("/admin/")
        assert answer.status_code in ({404, 405, 403} if is_page else {404, 405, 415}), (
            f"{name} takes {method.upper()}: say in two_writers.py how two people come to it at once, or why nothing can be lost."
        )
