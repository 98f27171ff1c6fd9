"""No number is changed by being written: spelled by a speller of its own, each comes out as itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcripts.alignment.spoken import cardinal, year
from transcripts.measuring.normalising import normalised
from transcripts.numbers.figures import in_figures
from transcripts.numbers.language import language_of
from transcripts.numbers.lines import tokens_with_numbers


def words_of(text: str) -> list[str]:
    return text.split()


ENGLISH = [
    "nineteen",
    "eighteen",
    "twenty",
    "forty",
    "forty-one",
    "one",
    "two",
    "five",
    "hundred",
    "thousand",
    "million",
    "and",
    "oh",
    "a",
    "of",
    "or",
    "to",
    "in",
    "the",
    "March",
    "May",
    "first",
    "third",
    "twenty-first",
    "forties",
    "hundreds",
    "1941",
    "20",
    "3",
    "years",
    "us",
    "pounds",
    "men,",
    "at",
    "he",
    "was",
    "room",
    ",",
    ".",
    "We",
]


@given(st.lists(st.sampled_from(ENGLISH), max_size=10))
def test_the_same_numbers_are_said_before_and_after(tokens):
    said = " ".join(tokens)
    made = " ".join(tokens_with_numbers(tokens, "en"))
    assert [each.word for each in normalised(made)] == [each.word for each in normalised(said)]


@given(st.lists(st.sampled_from(ENGLISH), max_size=10))
def test_what_is_written_once_is_not_written_otherwise_the_next_time(tokens):
    once = tokens_with_numbers(tokens, "en")
    assert tokens_with_numbers(once, "en") == once


@given(st.integers(1700, 2099))
def test_a_year_is_that_year(value):
    said = f"It was in {' '.join(year(value))} that they came."
    assert tokens_with_numbers(said.split(), "en") == ["It", "was", "in", str(value), "that", "they", "came."]


@given(st.integers(101, 999_999_999))
def test_a_count_in_english_is_that_count(value):
    made = tokens_with_numbers(["They", "had", *cardinal(value), "sheep"], "en")
    assert "".join(made[2:-1]).replace(",", "").replace("million", "000000") == str(value)


def german(value: int) -> str:
    small = words_of(
        "null ein zwei drei vier fünf sechs sieben acht neun "
        "zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn"
    )
    tens = ["zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"]
    if value >= 1000:
        head = small[value // 100] + "hundert" if 1100 <= value < 2000 else german(value // 1000) + "tausend"
        rest = value % 100 if 1100 <= value < 2000 else value % 1000
        return head + (german(rest) if rest else "")
    if value >= 100:
        return small[value // 100] + "hundert" + (german(value % 100) if value % 100 else "")
    if value < 20:
        return small[value] if value != 1 else "eins"
    return (small[value % 10] + "und" if value % 10 else "") + tens[value // 10 - 2]


def french(value: int) -> str:
    small = [
        "zéro",
        "un",
        "deux",
        "trois",
        "quatre",
        "cinq",
        "six",
        "sept",
        "huit",
        "neuf",
        "dix",
        "onze",
        "douze",
        "treize",
        "quatorze",
        "quinze",
        "seize",
        "dix-sept",
        "dix-huit",
        "dix-neuf",
    ]
    tens = {
        2: "vingt",
        3: "trente",
        4: "quarante",
        5: "cinquante",
        6: "soixante",
        7: "soixante",
        8: "quatre-vingt",
        9: "quatre-vingt",
    }
    if value >= 1000:
        head = "mille" if value < 2000 else f"{french(value // 1000)} mille"
        return f"{head} {french(value % 1000)}" if value % 1000 else head
    if value >= 100:
        head = "cent" if value < 200 else f"{small[value // 100]} cent"
        return f"{head} {french(value % 100)}" if value % 100 else head + ("s" if value >= 200 else "")
    if value < 20:
        return small[value]
    rest = value % 20 if value >= 60 else value % 10
    if not rest:
        return tens[value // 10] + ("s" if value == 80 else "")
    return tens[value // 10] + (" et " if rest in (1, 11) and value < 80 else "-") + small[rest]


def spanish(value: int) -> str:
    small = [
        "cero",
        "uno",
        "dos",
        "tres",
        "cuatro",
        "cinco",
        "seis",
        "siete",
        "ocho",
        "nueve",
        "diez",
        "once",
        "doce",
        "trece",
        "catorce",
        "quince",
        "dieciséis",
        "diecisiete",
        "dieciocho",
        "diecinueve",
        "veinte",
        "veintiuno",
        "veintidós",
        "veintitrés",
        "veinticuatro",
        "veinticinco",
        "veintiséis",
        "veintisiete",
        "veintiocho",
        "veintinueve",
    ]
    hundreds = [
        "ciento",
        "doscientos",
        "trescientos",
        "cuatrocientos",
        "quinientos",
        "seiscientos",
        "setecientos",
        "ochocientos",
        "novecientos",
    ]
    tens = ["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"]
    if value >= 1000:
        head = "mil" if value < 2000 else f"{spanish(value // 1000)} mil"
        return f"{head} {spanish(value % 1000)}" if value % 1000 else head
    if value == 100:
        return "cien"
    if value > 100:
        return hundreds[value // 100 - 1] + (f" {spanish(value % 100)}" if value % 100 else "")
    if value < 30:
        return small[value]
    return tens[value // 10 - 3] + (f" y {small[value % 10]}" if value % 10 else "")


@pytest.mark.parametrize(("language", "spelled"), [("de", german), ("fr", french), ("es", spanish)])
@given(value=st.integers(101, 99_999).filter(lambda value: value not in {1000, 100}))
def test_a_number_is_that_number_in_other_languages(language, spelled, value):
    made = tokens_with_numbers(["xx", *spelled(value).split(), "xx."], language)
    assert [each.replace(".", "") for each in made] == ["xx", str(value), "xx"]


@pytest.mark.parametrize(("language", "spelled"), [("de", german), ("fr", french), ("es", spanish)])
@given(value=st.integers(2, 99_999))
def test_engines_are_compared_however_they_write_numbers(language, spelled, value):
    words, figures = (normalised(f"xx {said} xx", language) for said in (spelled(value), str(value)))
    assert [each.word for each in words] == [each.word for each in figures]


def test_each_word_of_a_text_is_given_once_in_figures():
    tokens = [
        "am",
        "einundzwanzigsten",
        "März",
        "1941",
        "waren",
        "25.000",
        "Menschen,",
        "hundert",
        "Kühe",
        "und",
        "3",
        "Millionen",
        "Bienen",
        "da",
    ]
    found = list(in_figures(tokens, language_of("de")))
    assert sum(count for _, count in found) == len(tokens)
    assert [text for text, _ in found] == [
        "am",
        "21",
        "März",
        "1941",
        "waren",
        "25000",
        "Menschen,",
        "100",
        "Kühe",
        "und",
        "3000000",
        "Bienen",
        "da",
    ]
