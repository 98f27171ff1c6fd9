"""Questions to ask next: from what is missing, with a reason, the same every time, and none where too little is known."""

import pytest

from audio.tests import factories as audio
from families.models import Prompt
from families.tests import factories as families
from stories.questions import gaps
from stories.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(client):
    user = families.user(name="Kim")
    client.force_login(user, backend="memoire_site.backends.NoDemoUsersBackend")
    return user


@pytest.fixture
def family(keeper):
    return families.family(keeper=keeper)


@pytest.fixture
def rose(family):
    return families.person(family, "Rose Tregenza", born="1935-01")


def tell(family, narrator, *dates: str, **fields):
    told = {"recorded_on": "2019-03-14", **fields}
    return [
        factories.story(
            audio.recording(family, narrator=narrator, **told), edtf=edtf, title=f"Story of {edtf or 'old'}"
        )
        for edtf in dates
    ]


def keys(family) -> list[str]:
    return [question.key.split(":", 1)[1] for question in gaps.questions(family)]


def asked(family, key: str) -> gaps.Question:
    return next(question for question in gaps.questions(family) if question.key.endswith(key))


def name_often(stories, name: str, times: int, **fields) -> None:
    """So many segments that speak of somebody, over these stories."""
    for number in range(times):
        factories.person_mention(stories[number % len(stories)], name, **fields)


# --- ages and decades ------------------------------------------------------------------------------------------------


def test_an_age_in_which_nothing_lies_is_asked_for(family, rose):
    tell(family, rose, "1943", "1944", "1959", "1963")
    question = asked(family, "age:12-18")
    assert question.text == "What was life like between twelve and eighteen?"
    assert question.reason == "Nothing told so far lies between 1947 and 1953, when Rose was 12 to 18."


def test_decades_in_which_nothing_lies_are_asked_for_up_to_the_telling(family, rose):
    tell(family, rose, "1943", "1950", "1959", "1972", recorded_on="1999-05-01")
    assert keys(family) == ["decade:1980"]


def test_an_age_of_which_something_is_told_is_not_asked_for(family, rose):
    tell(family, rose, "1943", "1947", "1959", "1965", "1975", "1985", "1995", "2005")
    assert keys(family) == []


def test_a_date_that_may_be_any_year_of_ten_says_nothing_about_an_age(family, rose):
    tell(family, rose, "1943", "194X", "1959", "1963", "1965")
    assert "age:12-18" in keys(family)


def test_nothing_is_missing_from_a_life_of_which_too_little_is_known(family, rose):
    tell(family, rose, "1943", "1963")
    assert gaps.questions(family) == []


def test_without_a_birth_no_age_is_missing(family):
    tell(family, families.person(family, born=""), "1943", "1944", "1963")
    assert gaps.questions(family) == []


def test_without_enough_dates_no_age_is_missing(family, rose):
    tell(family, rose, "1943", "1963", "", "", "")
    assert gaps.questions(family) == []


def test_nobody_is_asked_about_years_after_the_telling(family, rose):
    tell(family, rose, "1943", "1944", "1945", recorded_on="1950")
    assert keys(family) == []


# --- people and places -----------------------------------------------------------------------------------------------


@pytest.fixture
def told(family, rose):
    """Three stories that lie everywhere in a short life."""
    return tell(family, rose, "1943", "1949", "1955", recorded_on="1964")


def test_a_sister_named_often_and_never_told_of_is_asked_for(family, told):
    name_often(told, "sister", 9, relation="sister")
    question = asked(family, "name:sister")
    assert question.text == "What was your sister like?"
    assert question.reason == "The sister is named nine times, in three stories, and none of them says more."


def test_somebody_with_a_name_is_asked_for_by_it(family, told):
    name_often(told, "Aunt Nora", 5)
    assert asked(family, "name:aunt nora").text == "What was Aunt Nora like?"


def test_whom_people_have_linked_is_one_under_all_names(family, told):
    nora = families.person(family, "Nora Vance")
    for name in ("Nora", "Aunt Nora"):
        name_often(told, name, 3, person=nora)
    assert asked(family, f"person:{nora.pk}").reason.startswith("Nora Vance is named six times")


def test_who_gave_a_story_its_title_is_told_of(family, told):
    name_often(told, "Aunt Nora", 9)
    told[0].title = "Nora and the shop"
    told[0].save()
    assert keys(family) == []


def test_who_is_named_seldom_is_not_asked_for(family, told):
    name_often(told, "Aunt Nora", 4)
    assert keys(family) == []


def test_who_is_named_in_one_story_alone_is_told_of_there(family, told):
    name_often(told[:1], "Aunt Nora", 9)
    assert keys(family) == []


def test_a_place_that_is_named_often_is_asked_for(family, told):
    for number in range(6):
        factories.place_mention(told[number % 3], "Plymouth")
    assert [question.text for question in gaps.questions(family)] == ["What was it like in Plymouth?"]


def test_who_is_asked_is_called_by_name_where_several_tell(family, rose, told):
    arthur = families.person(family, "Arthur Penrose", born="")
    name_often(told, "Aunt Nora", 5)
    tell(family, arthur, "1950")
    assert [question.text for question in gaps.questions(family)] == ["Rose, what was Aunt Nora like?"]


def test_of_one_kind_there_are_three_at_most(family, told):
    for name in ("Anna", "Bertha", "Clara", "Dora", "Emma"):
        name_often(told, name, 6)
    assert keys(family) == ["name:anna", "name:bertha", "name:clara"]


def test_the_same_stories_give_the_same_questions(family, told):
    name_often(told, "Clara", 6)
    name_often(told, "Anna", 6)
    assert gaps.questions(family) == gaps.questions(family)
    assert keys(family) == ["name:anna", "name:clara"]


# --- what people do with them ----------------------------------------------------------------------------------------


@pytest.fixture
def question(family, told):
    name_often(told, "Aunt Nora", 5)
    return asked(family, "name:aunt nora")


def choose(client, family, key: str, what: str):
    return client.post(f"/families/{family.pk}/ask-next/", {"key": key, "what": what})


def test_the_familys_page_shows_question_and_reason(client, family, question):
    shown = client.get(f"/families/{family.pk}/").content.decode()
    assert (question.text in shown, question.reason in shown) == (True, True)


def test_a_question_that_is_taken_is_on_the_list_and_proposed_no_more(client, family, question, keeper):
    choose(client, family, question.key, "take")
    prompt = Prompt.objects.get()
    assert (prompt.text, prompt.added_by, gaps.questions(family)) == (question.text, keeper, [])


def test_a_question_that_was_taken_and_retired_is_proposed_no_more(client, family, question, keeper):
    from families import prompts

    prompts.retire(gaps.take_question(family, question.key, by=keeper))
    assert gaps.questions(family) == []


def test_a_question_that_is_dismissed_is_proposed_no_more(client, family, question):
    choose(client, family, question.key, "dismiss")
    assert (Prompt.objects.count(), gaps.questions(family)) == (0, [])


def test_what_is_missing_in_another_family_stays_theirs(client, family, question):
    other = families.family()
    assert choose(client, other, question.key, "take").status_code == 404
    assert gaps.questions(other) == []


def test_a_question_that_is_none_any_more_is_refused_in_a_sentence(client, family, question):
    shown = client.post(f"/families/{family.pk}/ask-next/", {"key": "x", "what": "take"}, follow=True)
    assert "not among those to ask next any more" in shown.content.decode()


def test_clients_read_take_and_dismiss(client, family, told, question):
    name_often(told, "Anna", 6)
    api = "/api/v1/questions/"
    listed = client.get(api).json()
    assert [each["text"] for each in listed] == ["What was Anna like?", question.text]
    assert listed[1] == {
        "family": str(family.pk),
        "key": question.key,
        "text": question.text,
        "reason": question.reason,
    }
    answer = client.post(f"{api}take/", {"family": family.pk, "key": question.key})
    assert (answer.status_code, answer.json()["text"]) == (201, question.text)
    assert client.post(f"{api}dismiss/", {"family": family.pk, "key": listed[0]["key"]}).status_code == 204
    assert client.get(api).json() == []
    assert client.post(f"{api}take/", {"family": family.pk, "key": question.key}).status_code == 400


def test_a_strangers_family_has_no_questions_for_clients(client, question):
    other = families.family()
    assert client.get("/api/v1/questions/", {"family": other.pk}).status_code == 404
    assert client.post("/api/v1/questions/take/", {"family": other.pk, "key": question.key}).status_code == 400
