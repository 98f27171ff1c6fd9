import pytest

from stories.engines.rules import RulesEngine
from stories.gold.lookalikes import is_right, lookalikes, read

ENGINES = {code: RulesEngine(code) for code in ("de", "en", "es", "fr")}


@pytest.mark.parametrize("case", lookalikes("tuning"), ids=lambda case: f"{case.language}: {case.said}")
def test_what_is_called_like_a_person_is_told_from_people(case):
    assert is_right(case, read(case, ENGINES[case.language]))


def test_of_the_names_that_nobody_tuned_on_at_least_as_many_are_right_as_when_they_were_first_measured():
    cases = lookalikes("apart")
    right = sum(is_right(case, read(case, ENGINES[case.language])) for case in cases)
    assert len(cases) == 108
    assert right >= 97


def test_a_finding_that_misses_an_animal_or_adds_a_person_is_wrong():
    dog = next(case for case in lookalikes("tuning") if case.animals == ("Duke",))
    others = next(case for case in lookalikes("tuning") if case.people == ("Walter Ford",))
    assert not is_right(dog, read(others, ENGINES["en"]))
    assert not is_right(others, read(dog, ENGINES["en"]))
