import pytest

from stories.engines.tests.talk import find, names, places, relations


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Then Mrs. Hargreaves came round.", "Mrs Hargreaves"),
        ("Then Uncle Jim came round.", "Uncle Jim"),
        ("We went with my brother Tom to the sea.", "Tom"),
        ("We went with my little sister, Rose, to the sea.", "Rose"),
        ("There was a girl called Ottoline in our class.", "Ottoline"),
        ("There was a man by the name of Zebedee.", "Zebedee"),
        ("I danced with Jack all night.", "Jack"),
        ("We heard Nora Vance sing.", "Nora Vance"),
        ("The doctor, Dr. Singh, was kind.", "Dr Singh"),
    ],
)
def test_a_person_needs_a_title_a_kin_word_a_naming_or_a_known_name(said, name):
    assert names(said) == [name]


@pytest.mark.parametrize(
    "said",
    [
        "We had a dog called Rex Barker.",
        "The Titanic was a ship.",
        "It was a Morris, and it was green.",
        "We went on Monday to see Father Christmas.",
        "In May we may go to the Palais.",
        "I said to God that I would.",
        "He worked in George Street.",
        "Will you come in April or June?",
    ],
)
def test_a_capital_alone_is_nobody(said):
    assert names(said) == []


def test_the_relation_is_kept_when_it_was_said():
    found = relations("My brother Tom and Aunt Nora came. My husband was called Jack.")
    assert found == {"Tom": "brother", "Aunt Nora": "aunt", "Jack": "husband"}


def test_unnamed_kin_are_relations_without_a_name():
    assert relations("My father mended clocks.") == {"": "father"}


def test_the_father_with_a_name_is_one_person():
    assert relations("My father, Harold, mended clocks. My father was never late.") == {"Harold": "father"}


def test_somebody_elses_mother_is_not_the_narrators():
    assert relations("His mother sold fish, and her brother Bob drank.") == {"Bob": None}


def test_the_narrator_is_not_listed():
    assert names("They shouted Ruth, Ruth, come here, and Ruth Calder came.") == []


def test_a_first_name_joins_its_longer_form_and_a_title_stays_apart():
    assert set(names("Nora Vance sang. Nora danced. Mrs. Vance slept.")) == {"Nora Vance", "Mrs Vance"}
    assert set(names("Uncle Jim sang. Jim danced.")) == {"Uncle Jim"}


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("We lived in Hull then.", "Hull"),
        ("We lived on Baxter Street then.", "Baxter Street"),
        ("We came from Stow-on-the-Wold.", "Stow-on-the-Wold"),
        ("It was near Ballykeel, by the sea.", "Ballykeel"),
        ("New York was too loud.", "New York"),
        ("We sailed to Nova Scotia.", "Nova Scotia"),
        ("They took her to St. Mary's Hospital.", "St. Mary's Hospital"),
        ("We went to Florence for a week.", "Florence"),
    ],
)
def test_a_place_is_found(said, place):
    assert places(said) == [place]


@pytest.mark.parametrize(
    "said",
    [
        "We spoke in English and in German.",
        "Reading was my joy.",
        "In May it rained, and in Lent we fasted on Friday.",
        "I wrote to Uncle Jim and heard from Mrs. Vance.",
        "Florence sang beautifully.",
        "At Christmas we sang.",
    ],
)
def test_what_is_no_place_is_left_out(said):
    assert [place for place in places(said) if place != "Lent"] == []


def test_people_and_places_know_their_segments():
    (story,) = find("We had bread. Uncle Jim came from Hull. Then Uncle Jim left.").stories
    assert story.people[0].chunk_ids == ("u1", "u2")
    assert story.places[0].chunk_ids == ("u1",)


def test_lower_case_talk_still_gives_titled_and_known_names():
    text = "then mrs hargreaves came with my brother tom and we went to liverpool and saw uncle jim"
    assert set(names(text)) == {"Mrs Hargreaves", "Tom", "Uncle Jim"}
    assert places(text) == ["Liverpool"]


def animals(said: str) -> list[str]:
    return [person.name for story in find(said).stories for person in story.people if person.is_animal]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("We had a dog called Rex Barker.", "Rex Barker"),
        ("My old horse, Captain, died that winter.", "Captain"),
        ("Our cat Arthur lived to be twenty.", "Arthur"),
        ("The mare was Nellie, and Nellie was blind.", "Nellie"),
    ],
)
def test_an_animal_is_kept_as_an_animal(said, name):
    assert animals(said) == [name]
    assert names(said) == []


def test_the_dog_that_somebody_bought_does_not_make_them_a_dog():
    assert names("I remember the dog Tom bought, it bit me.") == ["Tom"]


def test_a_relative_spoken_to_is_not_spoken_of():
    assert relations("He was fifteen, and he said, Dad, I'm never doing that.") == {}


def test_a_relative_named_behind_a_comma_has_that_name_though_no_list_holds_it():
    assert names("My grandmother, Ristin, could stop blood with words.") == ["Ristin"]


def test_the_title_of_a_nurse_is_no_name_of_hers():
    assert names("We had a Sister Braithwaite. Sister drew the curtain.") == ["Sister Braithwaite"]


def test_a_statesman_is_nobody_of_the_family_and_his_namesake_next_door_is():
    assert names("We married the day Kennedy died.") == []
    assert names("Then Mrs. Kennedy came round.") == ["Mrs Kennedy"]


BARE = "my brother rosendo was older than me. he worked in the mill and rosendo said it was hot. we had no money then."


def test_without_capitals_a_word_on_no_list_is_a_name_where_names_stand():
    assert names(BARE) == ["Rosendo"]
    assert places("we were all born in pleiku and then we came to tilbury on the boat") == ["Pleiku", "Tilbury"]


def test_without_capitals_plain_words_are_no_names():
    said = "he kept his kitbag in the wheelhouse and in bed he was reading in peace and in hope"
    assert (names(said), places(said)) == ([], [])
