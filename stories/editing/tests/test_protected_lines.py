"""No sequence of hearings, numbers, votes, repairs, answers and take-backs changes a line that a person has said yes to."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from stories.editing import review
from stories.editing.tests.told_talk import LINES, Kept, Machines, Talk, kept
from stories.editing.tests.told_talk import machines as machines  # a fixture
from transcripts.models import FamilyWord, Segment
from transcripts.words import glossary, nods
from transcripts.words.corrections import confirm, correct, mark_reviewed

pytestmark = pytest.mark.django_db
texts = some.sampled_from(
    [
        *LINES,
        "We saw Szymanski there.",
        "The river froze over.",
        "He was born in 1934 or in nineteen thirty five.",
        "In nineteen forty one it froze.",
        "Then Shamanski came.",
    ]
)
MACHINES = ["hear again", "take", "take back", "weigh", "align", "use words", "repeat"]
PEOPLE = ["approve", "date", "confirm", "correct", "yes", "no", "as heard", "read"]
lines, people = some.integers(0, 3), some.sampled_from(PEOPLE)
nobody = some.just(None)
steps = some.tuples(
    some.one_of(some.sampled_from(MACHINES), people),
    lines,
    texts,
    some.one_of(nobody, some.tuples(people, lines, texts)),
)


class Told(Talk):
    """The talk, and what people have said yes to in it."""

    def __init__(self, machines: Machines) -> None:
        super().__init__(machines)
        self.promised: dict[object, Kept] = {}

    def promise(self, rows: list[Segment]) -> None:
        self.promised |= {row.pk: kept(row) for row in Segment.objects.filter(pk__in=[row.pk for row in rows])}

    def broken(self) -> list[tuple[Kept, str, list[object]]]:
        """The promises that are not kept: what was promised, and what stands now."""
        rows = Segment.objects.in_bulk(list(self.promised))
        found = [(promise, rows.get(pk)) for pk, promise in self.promised.items()]
        return [(promise, row.text, row.words) for promise, row in found if row is None or not promise.is_kept_in(row)]

    def do(self, what: str, number: int, text: str) -> None:
        self.by_person(what, number, text) if what in PEOPLE else self.by_machine(what, number, text)
        self.work()

    def by_machine(self, what: str, number: int, text: str) -> None:
        verb = getattr(self, what.replace(" ", "_"))
        verb(number, text) if what in {"hear again", "weigh"} else verb()

    def by_person(self, what: str, number: int, text: str) -> None:
        row, story = self.rows()[number], self.stories[number % 2]
        if what in {"approve", "date"}:
            review.approve(story, by=self.kim) if what == "approve" else review.set_date(story, "1946", by=self.kim)
            self.promise(list(story.segments.all()))
        elif what == "read":
            mark_reviewed(self.transcript, by=self.kim)
            self.promise(self.rows())
        elif what in {"confirm", "correct"}:
            confirm(row, by=self.kim) if what == "confirm" else correct(row, text, by=self.kim)
            self.promise([row])
        else:
            self.answer(row, what)

    def answer(self, row: Segment, what: str) -> None:
        """A person's yes changes the words, also where they were theirs before; a no changes none."""
        if what == "as heard" and row.is_repaired:
            glossary.as_heard(row)
        asked = row.asked[0] if row.asked else None
        if what != "as heard" and asked:
            nods.answer(row, asked["first"], asked["text"], is_said=what == "yes", by=self.kim)
        if what != "no" and (row.pk in self.promised or (what == "yes" and asked)):
            self.promise([row])


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.lists(steps, min_size=2, max_size=8))
def test_no_machine_changes_what_somebody_has_said_yes_to(machines, steps):
    told = Told(machines)
    for what, number, text, meanwhile in steps:
        if meanwhile and what in MACHINES:
            machines.meanwhile = lambda meanwhile=meanwhile: told.by_person(*meanwhile)
        told.do(what, number, text)
        machines.happens()
        told.work()
        assert told.broken() == [], (what, number, text, meanwhile)


@pytest.fixture
def told(machines) -> Told:
    return Told(machines)


def better(told: Told, what: str) -> None:
    """Lets a machine say what was said: in the first line the name, in the third another year."""
    if what == "use words":
        FamilyWord.objects.update(misheard=["shamanski"])
    if what == "repeat":
        told.weigh(3, "Yes, indeed.")
    for name in ["hear again", "take"] if what == "take" else [what]:
        told.do(name, 0, "We saw Szymanski there.")


@pytest.mark.parametrize("what", ["take", "weigh", "use words", "repeat"])
def test_what_nobody_has_said_yes_to_is_bettered(told, what):
    better(told, what)
    assert told.rows()[0].text == "We saw Szymanski there."


@pytest.mark.parametrize("what", ["take", "weigh", "use words", "repeat"])
@pytest.mark.parametrize("yes", ["approve", "date", "confirm", "read", "correct"])
def test_what_somebody_has_said_yes_to_is_only_asked_about(told, what, yes):
    told.do(yes, 0, "We saw old Shamanski there.")
    before = kept(told.rows()[0])
    better(told, what)
    assert kept(told.rows()[0]) == before


@pytest.mark.parametrize("what", ["take", "weigh", "use words", "repeat", "align"])
@pytest.mark.parametrize("yes", ["approve", "confirm", "read", "correct"])
def test_what_somebody_says_yes_to_while_a_machine_is_at_it_stays(told, machines, what, yes):
    if what == "repeat":
        told.weigh(3, "Yes, indeed.")
    machines.meanwhile = lambda: told.by_person(yes, 0, "We saw old Shamanski there.")
    better(told, what)
    machines.happens()
    told.work()
    assert told.broken() == []


@pytest.mark.parametrize("what", ["take", "weigh", "use words", "repeat"])
def test_a_line_of_which_somebody_has_said_what_was_said_stays_as_well(told, what):
    told.do("weigh", 3, "Yes, indeed.")
    told.do("yes", 0, "")
    before = kept(told.rows()[0])
    assert before.text == "We saw Szymanski there."
    for name in ["hear again", "take"] if what == "take" else [what]:
        told.do(name, 0, "Then Shamanski came.")
    assert kept(told.rows()[0]) == before


def test_a_hearing_writes_numbers_beside_a_line_that_is_a_persons(told):
    told.do("correct", 2, "He was born in nineteen thirty five.")
    told.do("hear again", 2, "He was born in nineteen thirty six.")
    assert told.proposed().segments.get(index=2).text == "He was born in 1936."
    told.do("take", 2, "")
    assert told.rows()[2].text == "He was born in nineteen thirty five."


@pytest.mark.parametrize("yes", ["approve", "confirm", "read", "correct"])
def test_taking_back_a_hearing_leaves_what_somebody_has_said_yes_to_since(told, yes):
    told.do("hear again", 1, "The river froze over.")
    told.do("take", 1, "")
    told.stories[1] = told.stories[0]  # the line's own
    told.do(yes, 1, "The rivers froze over.")
    before = kept(told.rows()[1])
    told.do("take back", 0, "")
    assert kept(told.rows()[1]) == before
    assert told.rows()[1].text in {"The river froze over.", "The rivers froze over."}
    assert told.rows()[1].is_corrected == (yes == "correct")


def test_an_approved_line_does_not_look_like_somebodys_correction_after_another_hearing(told):
    told.do("approve", 0, "")
    told.do("hear again", 1, "The river froze over.")
    told.do("take", 1, "")
    assert not told.rows()[1].is_corrected


def test_a_repair_is_asked_first_and_a_yes_to_it_repairs_the_same_elsewhere(told):
    told.do("weigh", 0, LINES[0])
    assert told.rows()[0].text == LINES[0]
    told.do("correct", 3, "Then Shamanski came.")
    told.do("yes", 0, "")
    assert told.rows()[0].text == "We saw Szymanski there."
    told.do("use words", 0, "")
    assert told.rows()[3].text == "Then Shamanski came."
