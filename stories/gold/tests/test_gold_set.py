"""The gold set agrees with itself: every mark's words were said, in order, in both forms."""

from dataclasses import replace

import pytest

from families.dates.when import edtf_bounds, is_edtf
from stories.engines.base import Extraction, FoundPerson, FoundPlace, FoundStory, Marker, Narrator, SpokenSegment
from stories.engines.languages import available
from stories.gold.lower_case import as_recognised, spell_out
from stories.gold.marks import (
    FORMS,
    GOLD,
    HALVES,
    GoldPerson,
    GoldSegment,
    GoldStory,
    GoldTime,
    GoldTranscript,
    gold_transcripts,
    read_gold,
)
from stories.gold.measures import Share, Tally
from stories.gold.phrases import read_phrases
from stories.gold.scoring import score, touches
from stories.gold.titles import LONGEST_TITLE, SHORTEST_TITLE

TRANSCRIPTS = [transcript for half in HALVES for transcript in gold_transcripts(half)]
every_transcript = pytest.mark.parametrize("gold", TRANSCRIPTS, ids=lambda gold: gold.name)


@pytest.mark.parametrize("half", HALVES)
def test_each_half_holds_four_lives_of_six_hundred_words(half):
    lengths = [sum(len(u.text.split()) for u in gold.spoken) for gold in gold_transcripts(half)]
    assert len(lengths) >= 4
    assert min(lengths) >= 600


def test_two_lives_are_told_to_an_interviewer():
    assert sum(any(segment.is_asked for segment in gold.segments) for gold in TRANSCRIPTS) >= 2


def test_three_lives_are_silent_about_time_for_a_third():
    def silent_share(gold):
        longest = run = 0
        for segment in gold.segments:
            run = 0 if segment.times else run + len(segment.spoken.text.split())
            longest = max(longest, run)
        return longest / sum(len(u.text.split()) for u in gold.spoken)

    assert sum(silent_share(gold) >= 0.28 for gold in TRANSCRIPTS) >= 3


def test_every_language_has_phrases_and_a_life():
    assert {path.stem for path in (GOLD / "phrases").glob("??.toml")} == set(available())
    assert {gold.language for gold in gold_transcripts("tuning")} == set(available())


def test_phrases_of_all_languages_are_eight_hundred():
    phrases = [phrase for language in available() for phrase in read_phrases(language)]
    dated = sum(bool(phrase.edtf) for phrase in phrases)
    assert min(dated, len(phrases) - dated) >= 400


@every_transcript
def test_segments_follow_each_other_at_a_speaking_pace(gold):
    assert len({u.id for u in gold.spoken}) == len(gold.spoken)
    clock = 0.0
    for segment in gold.spoken:
        assert clock <= segment.start < segment.end
        words = len(segment.text.split())
        assert 3 <= words <= 25
        assert 1.9 <= words / (segment.end - segment.start) <= 2.9
        clock = segment.end


@every_transcript
@pytest.mark.parametrize("form", FORMS)
def test_every_mark_was_said_in_its_segment(gold, form):
    for segment in gold.in_form(form).segments:
        marks = [*(time.text for time in segment.times), *segment.never, *segment.unscored]
        for mark in marks:
            assert mark in segment.spoken.text
            assert f" {spell_out(mark)} " in f" {spell_out(segment.spoken.text)} "


@every_transcript
def test_no_phrase_is_both_a_time_and_none(gold):
    for segment in gold.segments:
        said = segment.spoken.text
        unlike = [*segment.never, *segment.unscored]
        overlapping = [(t.text, p) for t in segment.times for p in unlike if touches(t.text, p, said)]
        assert not overlapping


@every_transcript
def test_every_date_is_edtf_within_a_memory(gold):
    assert is_edtf(gold.recorded)
    assert gold.narrator.birth is None or is_edtf(gold.narrator.birth)
    last = edtf_bounds(gold.recorded)[1]
    dates = [edtf for segment in gold.segments for time in segment.times for edtf in time.edtf]
    dates += [edtf for story in gold.stories for edtf in (story.when, *story.dates) if edtf]
    for edtf in dates:
        first, _ = edtf_bounds(edtf)
        assert first is None or first <= last


@every_transcript
def test_stories_are_runs_of_segments_and_leave_the_logistics_out(gold):
    ids = [u.id for u in gold.spoken]
    told = [identity for story in gold.stories for identity in story.segment_ids]
    assert told == [identity for identity in ids if identity in set(told)]
    for story in gold.stories:
        start = ids.index(story.segment_ids[0])
        assert tuple(ids[start : start + len(story.segment_ids)]) == story.segment_ids
    assert set(ids) - set(told)
    assert len(gold.stories) >= 3


@every_transcript
def test_every_person_and_place_was_spoken_of(gold):
    whole = f" {spell_out(' '.join(u.text for u in gold.spoken))} ".replace("'s ", " ")
    for story in gold.stories:
        said = {u.id: u.text for u in gold.spoken}
        here = f" {spell_out(' '.join(said[i] for i in story.segment_ids))} ".replace("'s ", " ")
        for place in (*story.places, *story.optional_places):
            assert f" {spell_out(place)} ".replace("'s ", " ") in here
        for person in story.people:
            assert person.name or person.relation
            if person.name:
                assert all(f" {word} " in whole for word in spell_out(person.name).split())


@every_transcript
def test_titles_are_short_and_of_one_story_each(gold):
    titles = [title for story in gold.stories for title in story.titles]
    assert len(titles) == len({title.lower() for title in titles})
    for title in titles:
        assert SHORTEST_TITLE <= len(title.split()) <= LONGEST_TITLE
        assert title[0].isupper() or not title[0].isalpha()
        assert title == title.strip(" .,;:")


@pytest.mark.parametrize("name", sorted(path.stem for path in (GOLD / "phrases").glob("??.toml")))
def test_phrases_are_many_and_half_of_them_silent(name):
    phrases = read_phrases(name)
    dated = [phrase for phrase in phrases if phrase.edtf]
    assert {phrase.language for phrase in phrases} == {name}
    assert len({(phrase.text, phrase.birth) for phrase in phrases}) == len(phrases)
    assert min(len(dated), len(phrases) - len(dated)) >= (200 if name == "en" else 70)
    assert all(is_edtf(edtf) for phrase in dated for edtf in phrase.edtf)


def test_lives_and_phrases_are_said_to_be_invented():
    for half in HALVES:
        for path in (GOLD / half).glob("*.toml"):
            assert path.read_text(encoding="utf-8").startswith("# Invented by the makers of Memoire")


TEXTS = ("Is it on?", "In 1950 I met Ann in Hull.", "He was nine.", "Two years later we wed.", "Mam cried.")
SMALL = GoldTranscript(
    name="small",
    title="",
    narrator=Narrator("Jo", "1930"),
    recorded="2000",
    segments=tuple(
        GoldSegment(
            SpokenSegment(str(at), at, at + 1.0, text),
            is_asked=False,
            is_aside=at == 0,
            times={1: (GoldTime("1950", ("1950",), False),), 3: (GoldTime("Two years later", ("1952",), False),)}.get(
                at, ()
            ),
            never=("nine",) if at == 2 else (),
            unscored=(),
        )
        for at, text in enumerate(TEXTS)
    ),
    stories=(
        GoldStory(("1", "2"), "1950", (GoldPerson("Ann", ""),), ("Hull",), (), dates=("1950",)),
        GoldStory(("3", "4"), "1952", (GoldPerson("", "mother"),), (), (), dates=("1952",)),
    ),
)


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("Am 3. Mai 1938, um 20 Uhr.", "de", "am dritten mai neunzehnhundertachtunddreißig um zwanzig uhr"),
        ("In den 60er Jahren, '47 und 2004.", "de", "in den sechziger jahren siebenundvierzig und zweitausendvier"),
    ],
)
def test_other_languages_are_spelt_as_their_recognisers_write(text, language, said):
    assert as_recognised(text, language) == said.replace("dritten", as_recognised("3. x", "de").split()[0])


def marker(text, edtf, where):
    return Marker(text, edtf, 0.9, "", where)


def test_findings_that_equal_the_marks_score_full():
    times = marker("In 1950", "1950", "1"), marker("two years later", "1952", "3")
    first = FoundStory("", "", ("1", "2"), times[0], (FoundPerson("Ann", None, ("1",)),), (FoundPlace("hull", ("1",)),))
    second = FoundStory("", "", ("3", "4"), times[1], (FoundPerson("", "mother", ("4",)),), ())
    found = score(SMALL, Extraction((first, second), times))
    assert not found.errors
    assert all(tally.f1 == 1 for tally in found.tallies.values())
    assert found.shares["Pk"].part == 0
    assert found.shares["right years"] == found.shares["date of story right"] == Share(2, 2)
    assert found.shares["titles alike"] == Share(0, 0)


def test_a_date_within_a_storys_years_and_beside_what_it_is_about_is_wrong():
    first, second = (replace(story, when="1941/1960") for story in SMALL.stories)
    wide = replace(SMALL, stories=(replace(first, dates=("1951", "1955/1957")), replace(second, dates=())))
    for found, right in (("1951", 1), ("1956", 1), ("1941", 0)):
        story = FoundStory("", "", ("1", "2"), marker("In 1950", found, "1"), (), ())
        shares = score(wide, Extraction((story,), ())).shares
        assert shares["date of story right"] == Share(right, 1)


@pytest.mark.parametrize(
    ("date", "when", "dates"),
    [
        (None, "1941-06/1941-08", ("1941-06/1941-08",)),
        (None, "1941/1945", ()),
        (None, "", ("",)),
        ("1943", "1941/1945", ("1943",)),
        (["1943", "1941"], "1941/1945", ("1943", "1941")),
    ],
)
def test_the_date_of_a_story_is_marked_where_its_years_are_several(tmp_path, date, when, dates):
    mark = f"date = {date!r}\n" if date else ""
    (tmp_path / "life.toml").write_text(
        f"""title = ""
recorded = "2000"
narrator = {{ name = "Jo", birth = "1930" }}
[[part]]
kind = "story"
when = "{when}"
{mark}people = []
places = []
[[part.segment]]
id = "1"
at = [0.0, 1.0]
text = "We moved."
"""
    )
    (story,) = read_gold(tmp_path / "life.toml").stories
    assert story.dates == dates


def test_each_fault_is_counted_in_its_own_figure():
    times = marker("1950", "1951", "1"), marker("nine", "1939/1940", "2")
    whole = FoundStory("", "", ("0", "1", "2", "3", "4"), times[0], (FoundPerson("Jo", None, ("1",)),), ())
    found = score(SMALL, Extraction((whole,), times))
    assert found.tallies == {
        "boundaries": Tally(0, 0, 2),
        "set aside": Tally(0, 0, 1),
        "markers": Tally(0, 2, 2),
        "markers, words only": Tally(1, 1, 1),
        "markers, touching": Tally(0, 2, 2),
        "people": Tally(0, 1, 2),
        "places": Tally(0, 0, 1),
    }
    assert found.shares["traps sprung"] == Share(1, 1)
    assert found.shares["right years"] == found.shares["date of story right"] == Share(0, 2)
    assert {kind for kind, _ in found.errors} == {
        "boundaries",
        "asides",
        "markers",
        "traps",
        "years",
        "dates",
        "people",
        "places",
    }
