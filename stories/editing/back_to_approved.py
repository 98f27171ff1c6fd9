"""Going back to what was approved: the lines, the title, the date and the names that a keeper had said yes to."""

from families.models import User
from families.refusal import Refusal
from stories.evidence import claims
from stories.models import Mention, SetAside, Story, StorySegment
from stories.models.approved_words import ApprovedWords, Content
from stories.places.by_name import place_named
from transcripts.models import Segment
from transcripts.words.corrections import correct


class Elsewhere(Refusal):
    """A line of it is in another story now; the message says what to do."""


def put_back(story: Story, kept: ApprovedWords, *, by: User) -> None:
    """Makes the story read as it was approved. To be called within a change. Raises Elsewhere."""
    content = kept.content
    put_back_lines(story, content, by=by)
    if story.edtf != content["edtf"]:
        story.set_date(content["edtf"], text=content.get("marker_text", ""))
    story.title, story.summary, story.basis = content["title"], content["summary"], content["basis"]
    story.save()
    put_back_names(story, content)
    claims.renew(story)


def put_back_lines(story: Story, content: Content, *, by: User) -> None:
    texts = {line["id"]: line["text"] for line in content["lines"]}
    own = {str(link.segment_id): link for link in story.story_segments.select_related("segment")}
    if StorySegment.objects.filter(segment__in=texts).exclude(story=story).exists():
        raise Elsewhere(
            f"Lines of “{story}” belong to another story now. Move them back, or agree to the story as it is."
        )
    for pk, link in own.items():
        if pk not in texts and not link.segment.is_doubtful:
            link.delete()
            SetAside.objects.get_or_create(segment=link.segment, defaults={"by": by})
    for segment in Segment.objects.filter(pk__in=texts):
        if str(segment.pk) not in own:
            SetAside.objects.filter(segment=segment).delete()
            StorySegment.objects.create(story=story, segment=segment)
        if segment.text != texts[str(segment.pk)]:
            correct(segment, texts[str(segment.pk)], by=by)


def put_back_names(story: Story, content: Content) -> None:
    """Names that came go, and names that went come back, each without the words that they rested on."""
    wanted = {"people": list(content["people"]), "places": list(content["places"])}
    for mention in story.mentions.all():
        names = wanted["places" if mention.is_place else "people"]
        if mention.name in names:
            names.remove(mention.name)
        elif mention.is_named:
            mention.delete()
    for name in wanted["people"]:
        if not story.mentions.filter(name=name, place=None).exists():
            Mention.objects.create(story=story, name=name)
    for name in wanted["places"]:
        if not story.mentions.filter(name=name).exclude(place=None).exists():
            Mention.objects.create(story=story, name=name, place=place_named(story.family, name))
