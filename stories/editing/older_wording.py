"""Where the words of a story were changed after a machine had written its title and summary: what would be written now, for people to take.

Of a story that nobody has touched both follow by themselves (`stories.finding`). What somebody approved or worked on no machine changes.
"""

from dataclasses import dataclass

from stories.editing import since_approval
from stories.finding.proposing import wording_now
from stories.models import Story
from transcripts.models import Correction


@dataclass(frozen=True)
class Rewording:
    """What stands as the story's `name`, title or summary, and what would be written now."""

    name: str
    was: str
    now: str


def rewordings(story: Story) -> list[Rewording]:
    """Of those that a machine wrote, which would read otherwise now. Asks the embedded engine: for the page of one story."""
    names = since_approval.of_machine(story)
    if not names or not has_new_words(story):
        return []
    fresh = wording_now(story)
    pairs = [Rewording(name, getattr(story, name), fresh[name]) for name in names]
    return [each for each in pairs if each.now and each.now != each.was]


def has_new_words(story: Story) -> bool:
    """Whether its lines read otherwise than they were approved, or were mended while somebody works on it."""
    if story.state == Story.State.APPROVED:
        return since_approval.has_new_words(since_approval.changes(story))
    return Correction.objects.filter(segment__story_segment__story=story).exists()
