"""What the approved stories say now is what was approved of them: nobody noted it before."""

import hashlib
import json

from django.db import migrations


def note_what_was_approved(apps, schema_editor):
    Story, ApprovedWords = (apps.get_model("stories", name) for name in ("Story", "ApprovedWords"))
    for story in Story.objects.filter(state="approved", approved_words=None).iterator():
        content = content_of(apps, story)
        content["editorial"] = written_by_people(story)
        last = story.reviews.filter(verdict="approved", undone_at=None).order_by("-at", "-pk").first()
        ApprovedWords.objects.create(
            story=story, content=content, fingerprint=fingerprint_of(content), by_id=last and last.by_id
        )


def content_of(apps, story):
    """In the form of `stories.models.approved_words`, as it was when this was written."""
    mentions = list(story.mentions.order_by("pk"))
    people = [each.name for each in mentions if not each.place_id and each.name.casefold() != each.relation.casefold()]
    return {
        "title": story.title,
        "summary": story.summary,
        "edtf": story.edtf,
        "basis": story.basis,
        "people": list(dict.fromkeys(people)),
        "places": list(dict.fromkeys(each.name for each in mentions if each.place_id)),
        "lines": [
            {"id": str(each.pk), "text": each.text, "start_ms": each.start_ms, "end_ms": each.end_ms}
            for each in apps.get_model("transcripts", "Segment")
            .objects.filter(story_segment__story=story)
            .order_by("index")
            if not each.suspicion or is_settled(each)
        ],
    }


def written_by_people(story):
    """Titles and names that somebody gave it, as `stories.editing.authorship` reads them."""
    found, title = {}, story.title
    for review in story.reviews.filter(undone_at=None).order_by("-at", "-pk").select_related("by"):
        by = review.by.name if review.by else "a relative"
        if review.verdict == "named" and " is called " in review.reason:
            found.setdefault(review.reason.partition(" is called ")[2], by)
        stories = (review.before or {}).get("stories", [])
        before = next((each["own"]["title"] for each in stories if each["id"] == str(story.pk)), None)
        if review.verdict == "edited" and before not in (None, title):
            found.setdefault(title, by)
        title = title if before is None else before
    return found


def is_settled(segment):
    is_repaired = bool(segment.repaired_text) and segment.text == segment.repaired_text
    return segment.confirmed_at is not None or (segment.text != segment.heard_text and not is_repaired)


def fingerprint_of(content):
    said = [content[name] for name in ("title", "summary", "edtf")]
    named = [sorted(content[name]) for name in ("people", "places")]
    lines = [[line["id"], line["text"]] for line in content["lines"]]
    return hashlib.sha256(json.dumps([said, named, lines]).encode()).hexdigest()


class Migration(migrations.Migration):
    dependencies = [("stories", "0009_approved_words"), ("transcripts", "0009_doubt_of_lines")]
    operations = [migrations.RunPython(note_what_was_approved, migrations.RunPython.noop)]
