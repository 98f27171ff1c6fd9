import pytest

from books.sheet import sheet, texts
from books.tests.manuscripts import chapter, life, manuscript, paragraph


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "//memoire.example/a",
        "https://",
        "https://[broken",
        "https://memoire.example/a b",
        "https://memoire.example/\u202ea",
        "",
    ],
)
def test_an_address_that_is_not_plainly_of_the_web_is_no_link(address):
    made = sheet(manuscript(chapter(paragraphs=[{**paragraph(), "link": address}])))
    assert made["chapters"][0]["paragraphs"][0]["link"] is None


def test_a_book_without_links_does_not_promise_any():
    silent = sheet(manuscript(chapter(paragraphs=[{**paragraph(), "link": None}])))
    assert len(silent["note"]) == len(sheet(manuscript())["note"]) - 1


def test_paragraphs_without_words_are_left_out():
    made = sheet(manuscript(chapter("T", "One.", "", " \u202e\n", "Two.")))
    assert [each["text"] for each in made["chapters"][0]["paragraphs"]] == ["One.", "Two."]


def test_a_title_is_never_empty():
    made = sheet(manuscript(chapter("\u200b"), title=" "))
    assert made["title"] == made["chapters"][0]["title"] == "Without a title"


def test_the_index_points_to_the_paragraphs_that_say_the_name_else_to_the_chapter():
    people, places = sheet(life())["index"]
    marks = {entry["name"]: entry["marks"] for entry in people["entries"] + places["entries"]}
    assert marks == {
        "Herr Petersen": ["words-1-2", "words-2-21"],
        "Ilse": ["chapter-2"],
        "Mother": ["words-1-3"],
        "Ålborg": ["chapter-2"],
        "Husum": ["chapter-1", "words-2-21"],
    }
    assert [entry["name"] for entry in places["entries"]] == ["Ålborg", "Husum"]


def test_a_name_inside_a_longer_word_is_not_that_name():
    (people,) = sheet(manuscript(chapter("T", "Annalise came.", "Anna came.", people=["Anna"])))["index"]
    assert people["entries"][0]["marks"] == ["words-1-2"]


def test_each_recording_is_named_once():
    voices = sheet(manuscript(chapter("A"), chapter("B"), chapter("C", source="", narrator="")))["voices"]
    assert voices == [{"narrator": "Ilse Brandt", "source": "At the kitchen table, told on 14 March 2024"}]


def test_an_unusable_language_becomes_english():
    assert sheet(manuscript(language="de-AT"))["language"] == "de"
    assert sheet(manuscript(language='"]#x'))["language"] == "en"


def test_every_text_of_the_manuscript_is_among_the_printed_ones():
    made = manuscript(
        chapter("Ａ", "Ｂ", when="Ｃ", basis="Ｄ", narrator="Ｅ", source="Ｆ", people=["Ｇ"], places=["Ｈ"])
    )
    made.update(title="Ｉ", subtitle="Ｊ", family="Ｋ", made_on="Ｌ", dedication="Ｍ", colophon="Ｎ\n\nＯ")
    printed = "".join(text for text, _ in texts(sheet(made)))
    assert set("ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯ") <= set(printed)
