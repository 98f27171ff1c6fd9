"""Staff approve stories in the admin, send them back, and change what is told; every step is signed."""

import pytest
from django.contrib.auth.models import Permission
from lxml import html

from audio.tests import factories as audio
from families.tests import factories as families
from stories.editing import fingerprints, review
from stories.models import Review, Story
from stories.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Story:
    family = families.family()
    families.person(family, "Ilse Brandt")
    families.person(families.family(), "Olaf Iversen")
    return factories.story(audio.recording(family))


@pytest.fixture
def staff(client):
    """Somebody of the staff who may change stories and nothing else, and is signed in."""
    user = families.user(name="Sam", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["change_story", "change_mention", "view_review"]))
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    return user


def address(story: Story, verb: str = "change") -> str:
    return f"/admin/stories/story/{story.pk}/{verb}/"


def form(story: Story, **fields) -> dict[str, object]:
    """The form of the page as a browser sends it."""
    mentions = list(story.mentions.all())
    sent = {"title": story.title, "summary": story.summary, "edtf": story.edtf}
    for name, count in (("mentions", len(mentions)), ("reviews", 0)):
        sent |= {f"{name}-TOTAL_FORMS": count, f"{name}-INITIAL_FORMS": count}
    for number, mention in enumerate(mentions):
        sent |= {f"mentions-{number}-id": mention.pk, f"mentions-{number}-story": story.pk}
    return {**sent, **fields}


def test_staff_approve_and_are_named(client, staff, story):
    (noted,) = fingerprints.with_fingerprints([story])
    assert f'name="seen" value="{noted.fingerprint}"' in client.get(address(story)).content.decode()
    client.post(address(story, "approve"), {"seen": noted.fingerprint})
    made = Review.objects.get()
    assert (made.story.state, made.verdict, made.by) == ("approved", "approved", staff)


def test_staff_do_not_approve_what_reads_differently_by_now(client, staff, story):
    before = fingerprints.with_fingerprints([story])[0].fingerprint
    story.segments.update(text="The river thawed.")
    shown = client.post(address(story, "approve"), {"seen": before}, follow=True).content.decode()
    assert "reads differently since you opened this page" in shown
    assert not Review.objects.exists()


def test_staff_send_back_with_a_reason(client, staff, story):
    client.post(address(story, "send-back"), {"reason": "It is told twice."})
    made = Review.objects.get()
    assert (made.story.state, made.reason, made.by) == ("returned", "It is told twice.", staff)


def test_sending_back_without_a_reason_is_refused_with_a_message(client, staff, story):
    response = client.post(address(story, "send-back"), {"reason": " "}, follow=True)
    assert "why you send this story back" in response.content.decode()


def test_deciding_needs_a_post(client, staff, story):
    assert [client.get(address(story, verb)).status_code for verb in ("approve", "send-back")] == [403, 403]


def test_staff_without_the_permission_decide_nothing(client, story):
    user = families.user(is_staff=True)
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    answers = [client.post(address(story, verb), {"reason": "No."}).status_code for verb in ("approve", "send-back")]
    assert (answers, Review.objects.count()) == ([403, 403], 0)


def test_after_a_decision_one_is_back_where_one_was(client, staff, story):
    response = client.post(address(story, "approve"), {"next": "/admin/stories/story/"})
    assert response.headers["Location"] == "/admin/stories/story/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_a_decision_never_leads_to_another_site(client, staff, story, elsewhere):
    response = client.post(address(story, "approve"), {"next": elsewhere})
    assert response.headers["Location"] == address(story)


def test_several_are_approved_at_once(client, staff, story):
    stories = [story, factories.story()]
    chosen = {"action": "approve_all", "_selected_action": [str(each.pk) for each in stories]}
    client.post("/admin/stories/story/", chosen)
    assert Story.objects.approved().count() == Review.objects.count() == 2


def test_a_change_in_the_form_is_signed(client, staff, story):
    client.post(address(story), form(story, title="The ferry", edtf="1947"))
    story.refresh_from_db()
    assert (story.title, str(story.starts), story.reviews.get().verdict, story.reviews.get().by) == (
        "The ferry",
        "1947-01-01",
        "edited",
        staff,
    )


def test_a_date_that_is_not_edtf_is_refused_beside_its_field(client, staff, story):
    response = client.post(address(story), form(story, edtf="whenever"))
    assert (response.status_code, "around 1950, summer 1962" in response.content.decode()) == (200, True)


def test_the_form_shows_the_history(client, staff, story):
    review.send_back(story, "It is told twice.", by=families.user(name="Anna"))
    shown = client.get(address(story)).content.decode()
    assert ("It is told twice." in shown, "Anna" in shown) == (True, True)


def test_a_mention_can_be_linked_to_a_person_of_the_family(client, staff, story):
    mention, person = factories.person_mention(story, "Ilse"), story.family.people.get()
    client.post(address(story), form(story, **{"mentions-0-person": person.pk}))
    mention.refresh_from_db()
    assert mention.person == person


def test_people_of_another_family_are_not_offered(client, staff, story):
    factories.person_mention(story)
    shown = client.get(address(story)).content.decode()
    assert ("Ilse Brandt" in shown, "Olaf Iversen" in shown) == (True, False)


def test_people_of_another_family_are_not_taken(client, staff, story):
    mention = factories.person_mention(story)
    other = families.person(families.family(), "Gerda Iversen")
    client.post(address(story), form(story, **{"mentions-0-person": other.pk}))
    mention.refresh_from_db()
    assert mention.person is None


def test_nobody_adds_a_story_by_hand(admin_client):
    assert admin_client.get("/admin/stories/story/add/").status_code == 403


def test_the_list_leads_to_the_words(admin_client, story):
    shown = admin_client.get("/admin/stories/story/").content.decode()
    assert f"/admin/transcripts/transcript/{story.recording.transcript.pk}/review/" in shown


@pytest.mark.parametrize("count", [1, 8])
def test_the_list_takes_the_same_queries_however_long_it_is(admin_client, django_assert_max_num_queries, count):
    for _ in range(count):
        factories.story()
    admin_client.get("/admin/stories/story/")
    with django_assert_max_num_queries(11):
        admin_client.get("/admin/stories/story/")


def test_several_stories_are_sent_back_with_one_reason(admin_client, story):
    chosen = {"action": "send_all_back", "_selected_action": [str(story.pk)]}
    admin_client.post("/admin/stories/story/", chosen)
    story.refresh_from_db()
    assert story.state == Story.State.PROPOSED
    admin_client.post("/admin/stories/story/", chosen | {"reason": "Told twice."})
    story.refresh_from_db()
    assert story.state == Story.State.RETURNED
    assert story.reviews.get().reason == "Told twice."


@pytest.mark.parametrize("verdict", ["approve", "send-back"])
def test_a_decision_on_the_review_page_saves_what_was_typed_in_its_lines_first(admin_client, verdict):
    story = factories.story()
    page = f"/admin/transcripts/transcript/{story.recording.transcript.pk}/review/"
    form = html.fromstring(admin_client.get(page).content).xpath("//*[@form='lines' and @name]")
    sheet = {each.get("name"): each.value for each in form if each.tag != "button"}
    line = story.segments.order_by("index").first()
    asked = sheet | {f"text-{line.pk}": "The river froze hard.", f"reason-{story.pk}": "Told twice."}
    admin_client.post(f"/admin/stories/story/{story.pk}/{verdict}/", asked)
    line.refresh_from_db()
    story.refresh_from_db()
    assert (line.text, story.state) == ("The river froze hard.", "approved" if verdict == "approve" else "returned")


def test_a_decision_waits_where_something_that_was_typed_cannot_be_saved(admin_client):
    story = factories.story()
    line = story.segments.first()
    page = f"/admin/transcripts/transcript/{story.recording.transcript.pk}/review/"
    asked = {f"text-{line.pk}": " ", f"version-{line.pk}": line.version}
    answer = admin_client.post(f"/admin/stories/story/{story.pk}/approve/", asked)
    story.refresh_from_db()
    assert (answer.status_code, answer.headers["Location"], story.state) == (307, page, "proposed")
