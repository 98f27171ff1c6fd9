"""Which of the times in a story is the story's own."""

from stories.engines.tests.talk import find


def own_date(text):
    (story,) = find(text).stories
    return story.marker.edtf if story.marker else None


def test_a_story_without_a_time_has_no_date():
    assert own_date("We kept pigeons. They came home on Sundays. I loved them.") is None


def test_the_first_of_the_surest_times_wins():
    assert own_date("In 1953 we moved. It was dull. In 1954 we moved again. It was dull.") == "1953"


def test_the_year_inside_an_age_wins_over_the_age():
    assert own_date("When I was nine we moved. It was in 1943. It was dull.") == "1943"


def test_the_time_of_which_most_is_told_wins_over_the_one_that_opens():
    """The first time only says where the tale comes from."""
    told = "In 1957 he retired. In 1963 we went to Rome. We had one suitcase. Ann lost her shoe. The Pope waved at us."
    assert own_date(told) == "1963"


def test_the_time_of_which_most_is_told_wins_over_the_last():
    assert own_date("In 1951 we bought a barn. It had no roof. We slept in the hay. In 1999 it burned.") == "1951"


def test_a_birth_that_no_word_calls_one_only_begins_a_life():
    """Ruth was born in 1934."""
    told = "A Hull child I am, of 1934. It was over the shop. We were poor. My mother sang. When I was five I fell in the dock."
    assert own_date(told) == "1939/1940"


def test_a_look_ahead_is_not_the_storys_date():
    assert own_date("He worked there until he died in 1987. In 1951 he gave me a ring. I was glad.") == "1951"


def test_a_time_before_the_narrators_life_yields_to_one_inside_it():
    assert own_date("My grandfather built it in 1888. I fell off it in 1940. It hurt.") == "1940"


def test_the_birth_dates_a_story_only_where_nothing_else_does():
    assert own_date("I was born in 1934 in Hull. In 1940 the bombs came. It was loud.") == "1940"
    assert own_date("I was born in 1934 in Hull. We had two rooms. It was loud.") == "1934"


def test_the_birth_of_an_older_person_is_not_the_storys_date():
    assert own_date("My sister Ann was born in 1936. We shared a bed. I was eight when she fell ill.") == "1942/1943"


def test_the_birth_of_a_child_is():
    assert own_date("Our daughter was born in March 1961. It snowed. We were glad.") == "1961-03"
