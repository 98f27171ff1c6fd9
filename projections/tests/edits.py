"""What people and the program do to a family's rows, each through another door of Django, for tests of any order of them.

An edit takes the family and a number that chooses the row; it raises Nothing when there is no such row yet.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import models, transaction

from audio.models import Recording, Step
from audio.tests import factories as audio
from books.models import Book, Edition
from books.tests import factories as books
from families.dates.when import edtf_bounds
from families.models import Family, Person
from stories.models import Mention, Place, Story, StorySegment
from stories.tests import factories as stories
from transcripts.models import Segment, Stretch, Transcript
from transcripts.tests import factories as transcripts

Row = TypeVar("Row", bound=models.Model)
Edit = Callable[[Family, int], object]
EDITS: dict[str, Edit] = {}
DATES = ["1946", "1946/1947", "1951-05", "", "1946", "19XX"]
NAMES = ["Ilse", "Karl", "Hanne", "Jens", "Momme"]


class Nothing(Exception):
    """There is nothing yet that this edit could change."""


def edit(function: Edit) -> Edit:
    EDITS[function.__name__] = function
    return function


def nth(rows: Iterable[Row], number: int) -> Row:
    found = list(rows)
    if not found:
        raise Nothing
    return found[number % len(found)]


def recordings(of: Family) -> models.QuerySet:
    return Recording.objects.filter(family=of).order_by("created_at")


def transcripts_of(of: Family) -> models.QuerySet:
    return Transcript.objects.filter(recording__family=of).order_by("created_at")


def segments_of(of: Family) -> models.QuerySet:
    return Segment.objects.filter(transcript__recording__family=of).order_by("transcript__created_at", "index")


def stories_of(of: Family) -> models.QuerySet:
    return Story.objects.filter(family=of).order_by("created_at")


def mentions_of(of: Family) -> models.QuerySet:
    return Mention.objects.filter(story__family=of).order_by("pk")


def people_of(of: Family) -> models.QuerySet:
    return Person.objects.filter(family=of).order_by("created_at")


def places_of(of: Family) -> models.QuerySet:
    return Place.objects.filter(family=of).order_by("name")


# --- recordings and their steps --------------------------------------------------------------------------------------


@edit
def add_recording(of: Family, number: int) -> None:
    made = audio.recording(of, content=b"x", title=str(number), narrator=people_of(of).first())
    audio.step(made, "inspect")


@edit
def save_recording(of: Family, number: int) -> None:
    row = nth(recordings(of), number)
    row.title = f"saved {number}"
    row.save()


@edit
def save_one_field_of_recording(of: Family, number: int) -> None:
    row = nth(recordings(of), number)
    row.language = NAMES[number % 5]
    row.save(update_fields=["language"])


@edit
def update_recordings(of: Family, number: int) -> None:
    recordings(of).update(title=f"updated {number}", size=models.F("size") + 1)


@edit
def give_recordings_a_narrator(of: Family, number: int) -> None:
    nth(people_of(of), number).recordings.add(nth(recordings(of), number))


@edit
def delete_recording(of: Family, number: int) -> None:
    nth(recordings(of), number).delete()


@edit
def steps_go_on(of: Family, number: int) -> None:
    Step.objects.filter(recording__family=of).update(state=list(Step.State)[number % 5])


@edit
def upsert_step(of: Family, number: int) -> None:
    step = nth(Step.objects.filter(recording__family=of).order_by("pk"), number)
    step.state = list(Step.State)[number % 5]
    Step.objects.bulk_create([step], update_conflicts=True, unique_fields=["pk"], update_fields=["state"])


@edit
def begin_steps_anew(of: Family, number: int) -> None:
    row = nth(recordings(of), number)
    row.steps.all().delete()
    Step.objects.bulk_create([Step(recording=row, name="transcribe"), Step(recording=row, name="extract")])


# --- words -----------------------------------------------------------------------------------------------------------


@edit
def hear_words(of: Family, number: int) -> None:
    row = nth(recordings(of).filter(transcript=None), number)
    made = transcripts.transcript(row, texts=[f"Words {index}." for index in range(number % 9)])
    Stretch.objects.create(transcript=made, index=0, begin_ms=0, heard_ms=0, window_ms=0)


@edit
def hear_more(of: Family, number: int) -> None:
    row = nth(transcripts_of(of), number)
    start = row.segments.count()
    Segment.objects.bulk_create(
        Segment(transcript=row, index=100 + start + n, start_ms=n, end_ms=n + 1, text="More.", heard_text="More.")
        for n in range(1 + number % 5)
    )
    row.stretches.update(heard_ms=models.F("heard_ms") + 1000)


@edit
def correct_words(of: Family, number: int) -> None:
    row = nth(segments_of(of), number)
    row.text = f"Corrected {number}."
    row.save(update_fields=["text"])


@edit
def correct_all_words(of: Family, number: int) -> None:
    rows = list(segments_of(of))
    for row in rows:
        row.text = f"All {number} {row.index}."
    Segment.objects.bulk_update(rows, ["text"])


@edit
def forget_words(of: Family, number: int) -> None:
    segments_of(of).filter(index__gte=number % 7).delete()


@edit
def turn_words_round(of: Family, number: int) -> None:
    """Places in the transcript change, and with them the order within stories."""
    rows = list(nth(transcripts_of(of), number).segments.all())
    Segment.objects.filter(pk__in=[row.pk for row in rows]).update(index=models.F("index") + 1_000)
    for index, row in enumerate(reversed(rows)):
        Segment.objects.filter(pk=row.pk).update(index=index)


@edit
def move_words(of: Family, number: int) -> None:
    """May be refused, as two segments cannot have one place."""
    segments_of(of).filter(index=number % 9).update(transcript=nth(transcripts_of(of), number))


@edit
def read_transcript(of: Family, number: int) -> None:
    transcripts_of(of).update(review_status=list(Transcript.ReviewStatus)[number % 2])


@edit
def delete_transcript(of: Family, number: int) -> None:
    nth(transcripts_of(of), number).delete()


# --- stories ---------------------------------------------------------------------------------------------------------


@edit
def find_story(of: Family, number: int) -> None:
    free = list(segments_of(of).filter(story_segment=None).select_related("transcript__recording"))
    chosen = nth(free, number)
    run = [each for each in free if each.transcript_id == chosen.transcript_id][: 1 + number % 4]
    people = [*people_of(of), None]
    made = stories.story(segments=run, edtf=DATES[number % 6], title=f"Story {number}")
    Story.objects.filter(pk=made.pk).update(narrator=people[number % len(people)])


@edit
def save_story(of: Family, number: int) -> None:
    row = nth(stories_of(of), number)
    row.title, row.summary = f"Saved {number}", "So it was."
    row.save()


@edit
def date_story(of: Family, number: int) -> None:
    edtf = DATES[(number + 1) % 6]
    starts, ends = edtf_bounds(edtf) if edtf else (None, None)
    stories_of(of).filter(pk=nth(stories_of(of), number).pk).update(edtf=edtf, starts=starts, ends=ends)


@edit
def approve_stories(of: Family, number: int) -> None:
    rows = list(stories_of(of))
    for row in rows:
        row.state = list(Story.State)[number % 3]
    Story.objects.bulk_update(rows, ["state"])


@edit
def give_stories_a_narrator(of: Family, number: int) -> None:
    people = [*people_of(of), None]
    stories_of(of).update(narrator=people[number % len(people)])


@edit
def tell_it_all(of: Family, number: int) -> None:
    nth(people_of(of), number).told_stories.set(list(stories_of(of))[: number % 3])


@edit
def give_words_to_another_story(of: Family, number: int) -> None:
    links = StorySegment.objects.filter(story__family=of).order_by("pk")
    StorySegment.objects.filter(pk=nth(links, number).pk).update(story=nth(stories_of(of), number + 1))


@edit
def take_words_from_stories(of: Family, number: int) -> None:
    nth(StorySegment.objects.filter(story__family=of).order_by("pk"), number).delete()


@edit
def delete_story(of: Family, number: int) -> None:
    nth(stories_of(of), number).delete()


@edit
def delete_stories(of: Family, number: int) -> None:
    Story.objects.filter(family=of, state=list(Story.State)[number % 3]).delete()


# --- people and places -----------------------------------------------------------------------------------------------


@edit
def add_person(of: Family, number: int) -> None:
    Person.objects.get_or_create(family=of, name=NAMES[number % 5])


@edit
def rename_person(of: Family, number: int) -> None:
    row = nth(people_of(of), number)
    row.name = f"{row.name[:40]} {number}"
    row.save()


@edit
def delete_person(of: Family, number: int) -> None:
    nth(people_of(of), number).delete()


@edit
def mention_person(of: Family, number: int) -> None:
    people = [*people_of(of), None]
    stories.person_mention(nth(stories_of(of), number), person=people[number % len(people)], relation=NAMES[number % 5])


@edit
def mention_place(of: Family, number: int) -> None:
    stories.place_mention(nth(stories_of(of), number), NAMES[number % 5])


@edit
def change_mentions(of: Family, number: int) -> None:
    people = [*people_of(of), None]
    mentions_of(of).filter(place=None).update(person=people[number % len(people)], name=f"N {number}")


@edit
def move_mention(of: Family, number: int) -> None:
    row = nth(mentions_of(of), number)
    row.story = nth(stories_of(of), number + 1)
    row.save()


@edit
def clear_mentions_of_person(of: Family, number: int) -> None:
    nth(people_of(of), number).mentions.clear()


@edit
def delete_mention(of: Family, number: int) -> None:
    nth(mentions_of(of), number).delete()


@edit
def rename_place(of: Family, number: int) -> None:
    Place.objects.update_or_create(pk=nth(places_of(of), number).pk, defaults={"name": f"P {number}"})


@edit
def delete_place(of: Family, number: int) -> None:
    nth(places_of(of), number).delete()


# --- books -----------------------------------------------------------------------------------------------------------


@edit
def begin_book(of: Family, number: int) -> None:
    books.book(of, title=f"Book {number}")


@edit
def change_book(of: Family, number: int) -> None:
    Book.objects.filter(family=of).update(title=f"Book {number}")


@edit
def typeset_book(of: Family, number: int) -> None:
    books.edition(nth(Book.objects.filter(family=of), number), pages=number)


@edit
def throw_editions_away(of: Family, number: int) -> None:
    Edition.objects.filter(book__family=of, pages__gte=number).delete()


@edit
def delete_book(of: Family, number: int) -> None:
    nth(Book.objects.filter(family=of), number).delete()


# --- a row that goes and comes back under its name -------------------------------------------------------------------


@edit
def delete_and_create_story_again(of: Family, number: int) -> None:
    row = nth(stories_of(of), number)
    pk = row.pk
    row.delete()
    row.pk, row.title = pk, f"Again {number}"
    row.save(force_insert=True)


@edit
def delete_and_create_book_again(of: Family, number: int) -> None:
    row = nth(Book.objects.filter(family=of), number)
    pk = row.pk
    row.delete()
    with transaction.atomic():
        Book.objects.create(pk=pk, family=of, title=f"Again {number}")
