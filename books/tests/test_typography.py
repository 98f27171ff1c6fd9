import pytest
from hypothesis import given
from hypothesis import strategies as st

from books.typography import breakable, clean, is_right_to_left, opening, polish, shorten, sort_key


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('"Don\'t," she said.', "“Don’t,” she said."),
        ("\"'Go,' he said.\"", "“‘Go,’ he said.”"),
        ("the 'big' house", "the ‘big’ house"),
        ("the dogs' dinner", "the dogs’ dinner"),
        ("'Twas in '44, rock 'n' roll", "’Twas in ’44, rock ’n’ roll"),
        ('("So")', "(“So”)"),
        ('"It was 1944" she said', "“It was 1944” she said"),
        ("five foot ten, 5' 10\"", "five foot ten, 5′ 10″"),
        ('"I thought--" she said', "“I thought—” she said"),
        ("“already curly”", "“already curly”"),
    ],
)
def test_straight_quotes_become_the_ones_that_are_printed(typed, printed):
    assert polish(typed) == printed


@pytest.mark.parametrize(
    ("language", "printed"),
    [
        ("de", "„Geh“, sagte er. „‚Nein‘“!"),
        ("de-AT", "„Geh“, sagte er. „‚Nein‘“!"),
        ("xx", "“Geh”, sagte er. “‘Nein’”!"),
    ],
)
def test_quotes_follow_the_language(language, printed):
    assert polish('"Geh", sagte er. "\'Nein\'"!', language) == printed


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("a clock -- a brass one -- struck", "a clock—a brass one—struck"),
        ("wait - what", "wait – what"),
        ("1938-39", "1938–39"),
        ("2024-03-14", "2024-03-14"),
        ("sugar-beet", "sugar-beet"),
        ("and then...", "and then…"),
        ("....", "...."),
    ],
)
def test_dashes_and_ellipses(typed, printed):
    assert polish(typed) == printed


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [
        ("a\u202egnp\u202c.exe", "agnp.exe"),
        ("\u2066a\u2069", "a"),
        ("\ufeffa\x00b\x07c", "abc"),
        ("one\r\n\ttwo\u2028three", "one two three"),
        ("a\ud800b\uffffc", "abc"),
        ("e\u0301", "é"),
        ("tag\U000e0041", "tag"),
        ("   ", ""),
        ("keeps\u00a0this", "keeps\u00a0this"),
    ],
)
def test_what_a_page_cannot_show_is_taken_out(hidden, shown):
    assert clean(hidden) == shown


@given(st.text())
def test_any_text_can_be_polished_and_encoded(text):
    polish(text).encode()


@given(st.text(alphabet="ab1 .-'\"—–…“”‘’\n"))
def test_polishing_twice_changes_nothing(text):
    assert polish(polish(text)) == polish(text)


def test_only_words_that_no_line_could_hold_get_places_to_break():
    assert breakable("an ordinary, sixty-letter-long, hyphenated sentence of words") == (
        "an ordinary, sixty-letter-long, hyphenated sentence of words"
    )
    assert breakable("x" * 50) == "x" * 50
    assert breakable("W" * 65) == "\u200b".join(["W" * 20] * 3 + ["W" * 5])


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("The river froze in January, so the ferry", "The river froze in January,"),
        ("Only plumbing! I turned round", "Only plumbing!"),
        ("No", "No"),
        ("", ""),
    ],
)
def test_a_chapter_opens_with_five_words_or_its_first_clause(text, lead):
    assert opening(text)[0] == lead
    assert "".join(opening(text)) == text


def test_a_running_header_ends_at_a_word():
    assert shorten("short") == "short"
    assert shorten("What the tide took, and what it brought back", 20) == "What the tide took…"
    assert shorten("W" * 100, 10) == "W" * 9 + "…"


@pytest.mark.parametrize(
    ("text", "expected"), [("שלום Ilse", True), ("12 مرحبا", True), ("Ilse שלום", False), ("12", False)]
)
def test_direction_is_that_of_the_first_letter(text, expected):
    assert is_right_to_left(text) is expected


def test_an_index_sorts_accents_and_capitals_with_their_letter():
    assert sorted(["Zoe", "emil", "Élodie", "Anna"], key=sort_key) == ["Anna", "Élodie", "emil", "Zoe"]
