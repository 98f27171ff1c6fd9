"""No sequence of hearings, votes, repairs and take-backs changes a line that a person has said yes to."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from audio.models import Step
from audio.tests import factories as audio
from families.tests import factories as families
from stories.editing import review
from stories.tests import factories
from transcripts.models import FamilyWord, HeardSegment, Hearing, Segment
from transcripts.runs import doubting, retranscription
from transcripts.tests import factories as transcripts
from transcripts.words import glossary, nods
from transcripts.words.corrections import confirm, correct, mark_reviewed

pytestmark = pytest.mark.django_db
LINES = ["We saw Shamanski there.", "The liver froze over.", "He was born in nineteen thirty four.", "Yes, indeed."]
texts = some.sampled_from(
    [*LINES, "We saw Szymanski there.", "The river froze over.", "He was born in four.", "Shamanski."]
)
STEPS = [
    "hear",
    "vote",
    "repair",
    "take back",
    "approve",
    "confirm",
    "correct",
    "date",
    "yes",
    "no",
    "as heard",
    "read",
]
changes = some.lists(some.tuples(some.sampled_from(STEPS), some.integers(0, 3), texts), min_size=2, max_size=8)


class Told:
    """A recording of four lines in two stories, with what people have said yes to."""

    def __init__(self) -> None:
        self.kim = families.user()
        self.transcript = transcripts.transcript(texts=LINES)
        for name in ("transcribe", "align", "doubt", "extract"):
            audio.step(self.transcript.recording, name, state=Step.State.DONE)
        rows = self.rows()
        self.stories = [factories.story(segments=rows[:2], edtf=""), factories.story(segments=rows[2:], edtf="")]
        glossary.keep_word(self.transcript.recording.family, "Szymanski", sounds_like="shimansky", by=self.kim)
        self.doubted()
        self.promised: dict[object, str] = {}

    def rows(self) -> list[Segment]:
        return list(self.transcript.segments.filter(index__lt=10_000).order_by("start_ms", "index"))

    def doubted(self) -> None:
        for row in self.rows():
            words = [[word, row.start_ms, row.end_ms, 0.1] for word in row.text.split()]
            Segment.objects.filter(pk=row.pk).update(words=words, is_weighed=True, doubt=0.9)

    def promise(self, rows: list[Segment]) -> None:
        self.promised |= {row.pk: Segment.objects.get(pk=row.pk).text for row in rows}

    def do(self, what: str, number: int, text: str) -> None:
        row, story = self.rows()[number], self.stories[number % 2]
        if what == "hear":
            self.hear(number, text)
        elif what == "vote":
            words = [[word, row.start_ms, row.end_ms, 0.1] for word in text.split()]
            doubting.store(Unhurried(), self.transcript, [(row, doubting.Weighed(text, words))])
        elif what == "repair":
            self.doubted()
            glossary.use(story.family)
            nods.repeat(story.family)
        elif what == "take back":
            for hearing in Hearing.objects.filter(state=Hearing.State.IN_USE).exclude(before=None):
                retranscription.take_back(hearing, by=self.kim)
        elif what in ("approve", "date"):
            review.approve(story, by=self.kim) if what == "approve" else review.set_date(story, "1946", by=self.kim)
            self.promise(list(story.segments.all()))
        elif what in ("yes", "no", "as heard"):
            self.answer(row, what)
        elif what == "read":
            mark_reviewed(self.transcript, by=self.kim)
            self.promise(self.rows())
        else:
            confirm(row, by=self.kim) if what == "confirm" else correct(row, text, by=self.kim)
            self.promise([row])

    def answer(self, row: Segment, what: str) -> None:
        """A person's yes changes the words, also where they were theirs before; a no changes none."""
        if what == "as heard" and row.is_repaired:
            glossary.as_heard(row)
        asked = row.asked[0] if row.asked else None
        if what != "as heard" and asked:
            nods.answer(row, asked["first"], asked["text"], is_said=what == "yes", by=self.kim)
        if row.pk in self.promised or (what == "yes" and asked):
            self.promise([row])

    def hear(self, number: int, text: str) -> None:
        made = retranscription.ask_retranscription(self.transcript, "auto", by=self.kim)
        for index, row in enumerate(self.rows()):
            span = {"start_ms": row.start_ms, "end_ms": row.end_ms}
            HeardSegment.objects.create(hearing=made, index=index, text=text if index == number else row.text, **span)
        Hearing.objects.filter(pk=made.pk).update(state=Hearing.State.PROPOSED)
        retranscription.accept(made, by=self.kim)
        Step.objects.update(state=Step.State.DONE)


class Unhurried:
    """A run whose lease is always ours."""

    def still_ours(self, **_: object) -> None:
        return None


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes)
def test_no_machine_changes_what_somebody_has_said_yes_to(all_steps, changes):
    told = Told()
    for change in changes:
        told.do(*change)
        now = dict(told.transcript.segments.filter(pk__in=told.promised).values_list("pk", "text"))
        assert now == told.promised, change


@pytest.mark.parametrize("what", ["hear", "vote", "repair"])
def test_what_nobody_has_said_yes_to_is_bettered(all_steps, what):
    told = Told()
    FamilyWord.objects.update(misheard=["shamanski"])
    told.do(what, 0, "We saw Szymanski there.")
    assert told.rows()[0].text == "We saw Szymanski there."


def test_taking_back_a_hearing_leaves_what_was_approved_since(all_steps):
    told = Told()
    told.hear(1, "The river froze over.")
    review.approve(told.stories[0], by=told.kim)
    told.do("take back", 0, "")
    assert told.rows()[1].text == "The river froze over."
    assert not told.rows()[1].is_corrected


def test_an_approved_line_does_not_look_like_somebodys_correction_after_another_hearing(all_steps):
    told = Told()
    review.approve(told.stories[0], by=told.kim)
    told.hear(1, "The river froze over.")
    assert not told.rows()[1].is_corrected


def test_a_repair_is_asked_first_and_a_yes_to_it_repairs_the_same_elsewhere(all_steps):
    told = Told()
    told.do("repair", 0, "")
    assert told.rows()[0].text == LINES[0]
    told.do("correct", 3, "Then Shamanski came.")
    told.do("yes", 0, "")
    assert told.rows()[0].text == "We saw Szymanski there."
    told.do("repair", 0, "")
    assert told.rows()[3].text == "Then Shamanski came."
