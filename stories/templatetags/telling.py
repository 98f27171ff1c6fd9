"""Dates and ages in sentences, what a family's recordings add up to, and stories with what a form needs, for templates."""

from collections.abc import Iterable, Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from families.dates import when
from stories import explaining
from stories.editing import fingerprints
from stories.models import Story
from stories.models.spots import Spots
from stories.pages import next_step
from stories.people import narrator_ages

register = template.Library()
register.filter("when", when.describe)
register.filter("on", when.describe_in_sentence)
register.filter("went_by", explaining.went_by)
register.filter("age", narrator_ages.spoken_age)
register.filter("years", next_step.years)
register.simple_tag(next_step.told, name="told")
register.simple_tag(next_step.suggestion, name="suggestion")


@register.filter
def as_seen(stories: Iterable[Story]) -> list[Story]:
    """The stories, each with the fingerprint that a form for its approval needs."""
    return fingerprints.with_fingerprints(stories)


@register.filter
def with_reasons(stories: Iterable[Story], reasons: Mapping[str, str]) -> list[Story]:
    """The stories, each with what somebody has typed to send it back, and not sent yet."""
    found = list(stories)
    for story in found:
        story.typed_reason = reasons.get(str(story.pk), "")  # type: ignore[attr-defined]
    return found


@register.simple_tag
def claim(said: object, spots: Spots) -> SafeString:
    """What was understood, with where it was said. No template of its own: the end of its line would be a space before a comma."""
    shown = '<a class="claim" href="#segment-{}" data-spots="{}">{}</a>'
    return format_html(shown, spots.segment.pk, spots.address, said)
