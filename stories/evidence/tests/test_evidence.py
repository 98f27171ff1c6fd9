"""Evidence follows the words: found again after a correction, gone with the recording, in the pages and for clients."""

import re

import pytest

from audio.tests import factories as audio
from families.tests import factories as families
from stories.editing import review
from stories.engines import FoundPerson, FoundPlace, FoundStory, Marker
from stories.evidence import claims
from stories.models import Evidence, Story
from stories.tests import factories
from transcripts.models import Segment
from transcripts.tests import factories as transcripts
from transcripts.words.corrections import correct

pytestmark = pytest.mark.django_db
TEXTS = ["Well, hello.", "When I was nine the river froze.", "We counted Herr Petersen's lantern in Husum."]


@pytest.fixture
def keeper(client):
    user = families.user(name="Kim")
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    return user


@pytest.fixture
def story(keeper) -> Story:
    """A story over the last two lines, with all that an engine would have found in them."""
    family = families.family(keeper=keeper)
    recording = audio.recording(family, narrator=families.person(family))
    segments = list(transcripts.transcript(recording, texts=TEXTS).segments.all())[1:]
    made = factories.story(segments=segments, title="The lantern", summary="The river froze.", marker_text="nine")
    mentions = [factories.person_mention(made, "Herr Petersen"), factories.place_mention(made, "Husum")]
    ids = tuple(str(segment.pk) for segment in segments)
    found = FoundStory(
        title=made.title,
        summary=made.summary,
        chunk_ids=ids,
        marker=Marker("When I was nine", made.edtf, 0.8, "aged nine", ids[0]),
        people=(FoundPerson("Herr Petersen", None, ids[1:]),),
        places=(FoundPlace("Husum", ids[1:]),),
    )
    claims.keep_evidence(made, found, segments, mentions)
    return made


def shown(story: Story) -> claims.Claims:
    return claims.claims(story, {segment.pk: segment for segment in Segment.objects.all()})


def words(spots: claims.Spots) -> list[str]:
    return [spot.words for spot in spots.all]


def line(text: str) -> Segment:
    return Segment.objects.get(heard_text=text)


def test_every_claim_shows_its_words(story):
    found = shown(story)
    assert (words(found.title), words(found.marker)) == (["lantern"], ["When I was nine"])
    assert [(said, words(spots)) for said, spots in found.sentences] == [("The river froze.", ["the river froze."])]
    assert [words(spots) for _, spots in found.people] == [["Herr Petersen's"]]
    assert [words(spots) for _, spots in found.places] == [["Husum."]]


def test_words_that_moved_within_their_line_are_found_again(story, keeper):
    correct(line(TEXTS[2]), "And then we counted old Herr Petersen's lantern in Husum.", by=keeper)
    assert [words(spots) for _, spots in shown(story).people] == [["Herr Petersen's"]]


def test_words_that_were_mended_away_leave_the_whole_line(story, keeper):
    correct(line(TEXTS[2]), "We counted old Paul's lantern in Husum.", by=keeper)
    (_, spots), *_ = shown(story).people
    assert (spots.all[0].is_exact, words(spots)) == (False, ["We counted old Paul's lantern in Husum."])


def test_of_words_that_now_stand_twice_the_nearest_are_taken(story, keeper):
    correct(line(TEXTS[2]), "Husum, I say, and then we counted Herr Petersen's lantern in Husum.", by=keeper)
    assert [spots.all[0].first for _, spots in shown(story).places] == [11]


def test_a_word_is_played_from_its_own_moment(story):
    segment = line(TEXTS[2])
    times = [[word, 12_000 + 500 * n, 12_400 + 500 * n, None] for n, word in enumerate(segment.text.split())]
    Segment.objects.filter(pk=segment.pk).update(words=times)
    (_, spots), *_ = shown(story).people
    assert (spots.all[0].start_ms, spots.all[0].end_ms) == (13_000, 13_900)


def test_words_without_times_are_played_from_their_line(story):
    (_, spots), *_ = shown(story).people
    assert (spots.all[0].start_ms, spots.all[0].end_ms) == (12_000, 17_000)


def test_a_date_that_a_person_set_rests_on_no_words(story, keeper):
    review.retell(story, title=story.title, summary=story.summary, edtf="1950", by=keeper)
    assert not shown(Story.objects.get()).marker


def test_a_persons_summary_keeps_the_words_that_were_said(story, keeper):
    review.retell(story, title="Ice", summary="A hard year. The river froze.", edtf=story.edtf, by=keeper)
    found = shown(Story.objects.get())
    assert [words(spots) for _, spots in found.sentences] == [[], ["the river froze."]]
    assert words(found.marker) == ["When I was nine"]


def test_with_the_recording_its_evidence_goes(story):
    story.recording.delete()
    assert not Evidence.objects.exists()


def test_with_words_that_are_heard_anew_their_evidence_goes(story):
    story.recording.transcript.segments.all().delete()
    assert not Evidence.objects.exists()


def test_on_the_page_a_claim_names_its_places_and_leads_to_its_line(client, story):
    page = client.get(f"/recordings/{story.recording_id}/").content.decode()
    segment = line(TEXTS[1])
    assert f'href="#segment-{segment.pk}" data-spots="{segment.pk}:0-4"' in page


def test_no_space_follows_a_claim_where_a_comma_may(client, story):
    page = client.get(f"/recordings/{story.recording_id}/").content.decode()
    assert set(re.findall(r'class="claim"[^>]*>[^<]*</a>(\s*)</(?:b|bdi|h2)>', page)) == {""}


def test_clients_read_the_words_behind_each_claim(client, story):
    told = client.get(f"/api/v1/stories/{story.pk}/").json()
    segment = line(TEXTS[1])
    assert told["evidence"]["temporal_marker"] == [
        {
            "chunk_id": str(segment.pk),
            "first_word": 0,
            "end_word": 4,
            "words": "When I was nine",
            "start": 6.0,
            "end": 11.0,
            "start_ms": 6_000,
            "end_ms": 11_000,
        }
    ]
    assert [(each["kind"], each["name"], [spot["words"] for spot in each["spots"]]) for each in told["mentions"]] == [
        ("person", "Herr Petersen", ["Herr Petersen's"]),
        ("place", "Husum", ["Husum."]),
    ]
    assert [each["text"] for each in told["evidence"]["summary"]] == ["The river froze."]


def test_clients_read_one_story_in_few_queries(client, story, django_assert_num_queries):
    with django_assert_num_queries(9):
        client.get(f"/api/v1/stories/{story.pk}/")


def test_a_quotation_is_shown_as_long_as_it_is_what_was_said(story):
    story.quotation = "We counted Herr Petersen's lantern in Husum."
    story.save()
    claims.renew(story)
    assert words(shown(story).quotation) == [story.quotation]
    correct(line(TEXTS[2]), "We counted Herr Petersen's lambs in Husum.", by=families.user())
    assert not shown(story).quotation
