"""Whom a mention may be: proposed from how names resemble each other and from what people said before. Nothing here decides."""

from typing import Any

from families.models import Person
from stories.models import Mention, Review
from stories.people.resemblance import name_parts, propose_person

SAID_BEFORE = 0.95
"""That a name is who a person said it was in another story of the same narrator."""


NOBODY_KNOWN = 0.0
"""The confidence of a mention of which a person said that it is not who we thought: nobody is proposed again."""


def propose_in(stories: Any) -> None:
    """Proposes, for each mention of these stories that nobody has linked, whom it may be."""
    rows = Mention.objects.filter(story__in=stories, person=None, place=None, is_animal=False).select_related("story")
    waiting = rows.exclude(confidence=NOBODY_KNOWN)
    families: dict[Any, list[tuple[Any, str]]] = {}
    for mention in waiting:
        family = mention.story.family_id
        if family not in families:
            families[family] = list(Person.objects.for_family(family).values_list("pk", "name"))
        known = [(key, name) for key, name in families[family] if key != mention.story.narrator_id]
        suggest(mention, *said_before(mention) or proposal_for(mention, known))


def propose_for(person: Person) -> None:
    """Looks again at those whom a person of the family may be, where nothing is linked yet."""
    words = set(name_parts(person.name))
    told = set(Mention.objects.standing().filter(person=person).values_list("folded", flat=True))
    open_ones = Mention.objects.for_family(person.family).filter(person=None, place=None, is_animal=False)
    rows = open_ones.values_list("story", "name", "folded")
    propose_in({story for story, name, fold in rows if fold in told or words & set(name_parts(name))})


def said_before(mention: Mention) -> tuple[Any, float] | None:
    """Whom people said that this name is, in another story of the same narrator; None where they said two things."""
    same = Mention.objects.called(mention.name).filter(story__narrator=mention.story.narrator_id)
    rows = same.standing().filter(story__family=mention.story.family_id, story__reviews__verdict=Review.Verdict.NAMED)
    said = set(rows.exclude(person=None).values_list("person", flat=True))
    return (said.pop(), SAID_BEFORE) if len(said) == 1 and mention.story.narrator_id else None


def proposal_for(mention: Mention, known: list[tuple[Any, str]]) -> tuple[Any, float | None]:
    proposal = propose_person(mention.name, known) if mention.is_named else None
    return (proposal.person, proposal.confidence) if proposal else (None, None)


def suggest(mention: Mention, person: Any, confidence: float | None) -> None:
    if (mention.proposed_id, mention.confidence) != (person, confidence):
        mention.proposed_id, mention.confidence = person, confidence
        mention.save(update_fields=["proposed", "confidence"])
