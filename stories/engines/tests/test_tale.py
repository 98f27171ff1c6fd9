"""Where the tale is: what it takes its year from, how fast it goes, what it only passes by, and what is no time at all."""

import pytest

from stories.engines.tests.talk import dates, find

WEEK_BY_WEEK = (
    "In February 1941 they landed. On 3 March they took the port. On 20 March they were stopped. "
    "In April came the rains. On 2 May they tried again. On 30 May they dug in. On 12 June they attacked. On 6 September they won. "
)


def test_a_tale_told_week_by_week_turns_back_within_its_year():
    told = f"{WEEK_BY_WEEK}In August the town had been shelled. By October it was over."
    assert dates(told, narrator=None)[-2:] == ["1941-08", "1941-10"]


def test_a_life_told_year_by_year_goes_on():
    assert dates("We married in September 1958. Ann came in August.")[-1] == "1959-08"


def test_a_far_year_named_in_passing_does_not_carry_the_tale_away():
    told = f"{WEEK_BY_WEEK}The papers about it were only opened in 1989. On 15 October they marched home."
    assert dates(told, narrator=None)[-1] == "1941-10-15"


def test_a_far_year_that_is_told_of_twice_is_where_the_tale_is():
    told = f"{WEEK_BY_WEEK}They all met again in 1989. It was in May 1989. On 15 October they met once more."
    assert dates(told, narrator=None)[-1] == "1989-10-15"


@pytest.mark.parametrize("back", ["But never mind that.", "Anyway, where was I?"])
def test_an_aside_that_is_dropped_gives_the_tale_back(back):
    told = f"We dug the well in 1958. It ran dry in 1994. {back} That same summer we had nineteen calves."
    assert dates(told)[-1] == "1958-06/1958-08"


@pytest.mark.parametrize(
    "said",
    [
        "He wore a Korean War cap.",
        "There was a World War One cannon in front of it.",
        "She gave me a book about the Great War.",
        "They declared war on the rats.",
        "We thought we could win the war.",
        "We were sent to join the war.",
        "It was cut down by about 30,000 men.",
        "The abdication of the old chief made no odds.",
    ],
)
def test_the_name_of_an_event_alone_is_no_time(said):
    assert dates(said) == []


@pytest.mark.parametrize(
    ("said", "edtf"),
    [
        ("He was wounded at the end of the First World War.", "1914-07-28/1918-11-11"),
        ("Grandad never talked about the Great War.", "1914-07-28/1918-11-11"),
        ("It was a Festival of Britain do.", "1951-05/1951-09"),
    ],
)
def test_an_event_that_says_when_is_a_time(said, edtf):
    assert dates(said) == [edtf]


def test_the_war_of_a_tale_far_from_any_we_know_is_none_where_nobody_knows_who_speaks():
    assert dates("The bridge fell in 1862. Late in the war they rebuilt it.", narrator=None) == ["1862"]
    assert dates("The bridge fell in 1938. In the war they rebuilt it.", narrator=None) == ["1938", "1939/1945"]


@pytest.mark.parametrize(
    ("said", "edtf"),
    [
        ("By the end of the year I had work.", "1951-12"),
        ("Late in the year I had work.", "1951-09/1951-12"),
        ("The rest of the year I had work.", "1951"),
    ],
)
def test_a_part_of_the_year_is_of_the_year_of_the_tale(said, edtf):
    assert dates(f"We landed in July 1951. {said}")[-1] == edtf


def test_the_end_of_no_year_is_no_time():
    assert dates("By the end of the year I was always tired.") == []


def test_an_event_or_a_year_inside_a_sentence_does_not_carry_a_quick_tale_away():
    told = f"{WEEK_BY_WEEK}They stood between the town and the Somme. On 15 October they marched home."
    assert dates(told, narrator=None)[-1] == "1941-10-15"
    told = f"{WEEK_BY_WEEK}It would cost them dear in 1943. On 15 October they marched home."
    assert dates(told, narrator=None)[-1] == "1941-10-15"
    told = f"{WEEK_BY_WEEK}In 1943 they came again. On 15 October they marched home."
    assert dates(told, narrator=None)[-1] == "1943-10-15"


def test_a_look_back_inside_a_sentence_moves_no_tale():
    told = "We built it in 1960. He had sold the first one two years earlier. That summer we moved in."
    assert dates(told)[-1] == "1960-06/1960-08"


@pytest.mark.parametrize(
    ("said", "edtf"),
    [
        ("On 7 April, three men came.", ["1951-03", "1951-04-07"]),
        ("We stayed until October 15.", ["1951-03", "1951-10-15"]),
        ("It rained from May to July.", ["1951-03", "1951-05/1951-07"]),
    ],
)
def test_a_day_and_a_month_behind_small_words_are_read_whole(said, edtf):
    assert dates(f"We landed in March 1951. {said}") == edtf


@pytest.mark.parametrize("said", ["I was in the army 1951-1953.", "I was in the army 1951 – 1953."])
def test_of_two_years_with_a_dash_between_each_is_a_time_and_the_whole_dates_the_story(said):
    found = find(said)
    assert [(marker.text, marker.edtf) for marker in found.markers] == [("1951", "1951"), ("1953", "1953")]
    assert [story.marker.edtf for story in found.stories if story.marker] == ["1951/1953"]


def test_a_number_with_a_dash_is_no_year():
    assert dates("Part number 1951-12345 was out of stock, and so was 1951-B.") == []


def far_june(sentences, passed=""):
    told = f"In 1952 we moved to Hull. {'We were glad of it. ' * sentences}{passed}In June it rained."
    return find(told).markers[-1]


def test_a_year_taken_from_the_tale_is_the_less_sure_the_farther_back_it_was_told():
    near, far, farthest = (far_june(sentences) for sentences in (0, 6, 12))
    assert near.edtf == far.edtf == farthest.edtf == "1952-06"
    assert near.confidence > far.confidence > farthest.confidence > 0
    assert (near.basis, far.basis) == (
        "the June that followed 1952",
        "the June that followed 1952; told 7 sentences before",
    )


def test_a_year_said_with_its_month_is_as_sure_however_late_it_comes():
    said = find(f"In 1952 we moved to Hull. {'We were glad of it. ' * 12}In June 1953 it rained.").markers[-1]
    assert said.confidence == find("In June 1953 it rained.").markers[-1].confidence


def test_another_year_named_in_passing_leaves_the_tales_own_less_sure():
    told = f"{WEEK_BY_WEEK}{{}}On 15 October they marched home."
    plain, passed = (
        find(told.format(between), narrator=None).markers[-1]
        for between in ("Nobody knew of it then.", "The papers about it were only opened in 1989.")
    )
    assert (plain.edtf, passed.edtf) == ("1941-10-15", "1941-10-15")
    assert passed.confidence < plain.confidence
