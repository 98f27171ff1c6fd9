"""What a story is about, from a fixed list, and the sentence in it that is worth setting large."""

import pytest

from stories.engines.languages import available
from stories.engines.tests.talk import find
from stories.engines.wording.themes import telling_words, theme_file, themes

LANTERN = """
When I was nine we lived by the river and my father worked on the ferry. The winter of 1946 was hard.
Every night my mother put a lantern in the window for him. I was never so afraid as the night it went out, and I prayed until the morning.
The ferry came in at six. He had lost his hat and nothing else.
"""


def of(text: str) -> tuple[str, ...]:
    return themes(text.lower().split(), "en")


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("the teacher wrote our lessons on the blackboard and I did my homework", "school"),
        ("he worked at the mill for low wages until the strike", "work"),
        ("they bombed the docks and we slept in the shelter with our ration books", "war"),
        ("we sailed on the steamer and at the border they took our passports", "migration"),
        ("the priest said a prayer in the church on sunday", "faith"),
        ("at the funeral the widow stood by the grave", "loss"),
        ("they were engaged in may and the wedding was small, the bride wore blue", "love"),
        ("my mother baked bread and there was soup with potatoes", "food"),
    ],
)
def test_a_theme_is_known_by_its_words(text, theme):
    assert of(text)[0] == theme


@pytest.mark.parametrize(
    ("language", "text", "theme"),
    [
        ("de", "der lehrer schrieb an die tafel und wir machten die hausaufgaben", "school"),
        ("de", "die bomben fielen und wir saßen im bunker bis die sirenen schwiegen", "war"),
        ("de", "meine mutter hat brot gebacken und es gab suppe mit kartoffeln", "food"),
        ("fr", "le curé disait la messe et on récitait le chapelet à l'église", "faith"),
        ("fr", "à l'usine le patron baissait les salaires et ce fut la grève", "work"),
        ("fr", "on l'a enterré au cimetière et sa veuve a pris le deuil", "loss"),
        ("es", "el maestro nos daba la lección en la escuela con una pizarra", "school"),
        ("es", "cruzamos la frontera con una maleta y sin pasaporte", "migration"),
        ("es", "la boda fue en la iglesia del pueblo y los novios se dieron un beso", "love"),
    ],
)
def test_a_theme_is_known_in_other_languages(language, text, theme):
    assert themes(text.split(), language)[0] == theme


def test_every_language_has_the_same_themes_and_words_that_tell():
    english = set(theme_file("en")["themes"])
    for language in available():
        assert set(theme_file(language)["themes"]) == english, language
        assert len(telling_words(language)) >= 30, language


@pytest.mark.parametrize("text", ["", "it was a long time ago", "the war", "we went there and then we came back again"])
def test_one_word_or_none_makes_no_theme(text):
    assert of(text) == ()


def test_there_are_at_most_three_and_a_language_without_a_list_has_none():
    everything = " ".join(theme_file("en")["themes"].values()).replace("*", "")
    assert len(of(everything)) == 3
    assert themes(everything.split(), "xx") == ()


def test_the_sentence_with_most_feeling_is_quoted_word_for_word():
    (story,) = find(LANTERN).stories
    assert story.quotation.startswith("I was never so afraid as the night it went out")
    assert story.quotation in " ".join(LANTERN.split())


def test_what_the_summary_says_already_is_not_quoted():
    (story,) = find(LANTERN).stories
    assert story.quotation not in story.summary


@pytest.mark.parametrize(
    "text", ["Yes.", "It was there. It was big. It was red. It was old.", "Was it? Was it really? Who knows?"]
)
def test_nothing_is_quoted_where_nothing_tells(text):
    assert [story.quotation for story in find(text).stories if story.quotation] == []
