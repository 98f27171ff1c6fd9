"""Which approved stories read otherwise than they were approved, from the few columns that tell.

A book's lines with the times of their words are tens of megabytes, and all that is asked of nearly every story is whether anything has
changed: so the fingerprints are made of the words alone, and only of those that differ is the rest read.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from projections.text_keys import TextKey
from stories.models import Mention, Story, StorySegment
from stories.models.approved_words import Content, fingerprint_of, unique
from transcripts.models import Segment


def differing(keys: Iterable[UUID]) -> set[str]:
    """The ids, as text, of those that were approved and read otherwise now; in four queries at most, however many they are."""
    approved = Story.objects.filter(pk__in=list(keys), state=Story.State.APPROVED, approved_words__isnull=False)
    columns = ("pk", "title", "summary", "edtf", "approved_words__fingerprint")
    rows = list(approved.annotate(key=TextKey("pk")).values_list("key", *columns, named=True))
    ids = [row.pk for row in rows]
    lines, names = lines_of(ids), names_of(ids)
    content = lambda row: content_now(row, lines[row.key], names[row.key])  # noqa: E731
    return {row.key for row in rows if fingerprint_of(content(row)) != row.approved_words__fingerprint}


def content_now(row: Any, lines: list[dict[str, str]], names: dict[str, list[str]]) -> Content:
    """As much of `approved_words.content_of` as its fingerprint is made of."""
    said = {"title": row.title, "summary": row.summary, "edtf": row.edtf}
    return {**said, "people": unique(names["people"]), "places": unique(names["places"]), "lines": lines}


def lines_of(ids: list[UUID]) -> defaultdict[str, list[dict[str, str]]]:
    """The id and the words of each story's lines that would be printed, in order."""
    found: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    links = StorySegment.objects.filter(story__in=ids).order_by("segment__index")
    columns = (TextKey("story_id"), TextKey("segment_id"), "segment__text", "segment__suspicion")
    rows = list(links.values_list(*columns))
    suspected = [key for _, key, _, suspicion in rows if suspicion]
    left_out = {str(each.pk) for each in Segment.objects.filter(pk__in=suspected).defer("words") if each.is_doubtful}
    for story, key, text, _ in rows:
        if key not in left_out:
            found[story].append({"id": key, "text": text})
    return found


def names_of(ids: list[UUID]) -> defaultdict[str, dict[str, list[str]]]:
    """The people and the places that each story names, in the order in which they were noted."""
    found: defaultdict[str, dict[str, list[str]]] = defaultdict(lambda: {"people": [], "places": []})
    rows = Mention.objects.filter(story__in=ids).only("name", "relation", "place_id", "story_id").order_by("pk")
    for mention in rows.annotate(key=TextKey("story_id")):
        if mention.is_place or mention.is_named:
            found[mention.key]["places" if mention.is_place else "people"].append(mention.name)
    return found
