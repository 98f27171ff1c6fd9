"""Words that EB Garamond has no letters for are set in faces that have, from right to left where they are written so."""

from io import BytesIO

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from books import pdf
from books.editions import form_version
from books.faces import faces
from books.sheet import sheet, texts
from books.tests.manuscripts import chapter, manuscript

LINES = {
    "NotoSerif-Regular": "The word ᾽ꙋлица was on the sign.",
    "NotoSerifHebrew": "She sang שלום to us.",
    "NotoNaskhArabic": "He wrote سلام on the wall.",
    "NotoSerifDevanagari": "We called her माता at home.",
    "NotoSerifJP": "祖母は東京で生まれました。",
    "NotoSerifKR": "할머니는 서울에서 태어났다.",
    "NotoSerifSC": "奶奶说这里从前没有桥。",
}
GARAMOND = [
    "Zażółć gęślą jaźń, powiedziała babcia Łucja.",
    "Η γιαγιά μου γεννήθηκε στη Σμύρνη.",
    "Бабушка родилась в Одессе, їжак.",
]
HEBREW = "שלום, סבתא! היא נולדה בשנת 1937 בעיר חיפה."
ARABIC = "جدتي من القاهرة"


def read(made) -> PdfReader:
    return PdfReader(BytesIO(pdf.typeset(made)))


def words(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def fonts_of(page) -> dict[str, str]:
    return {name: font.get_object()["/BaseFont"] for name, font in page["/Resources"].get("/Font", {}).items()}


def embedded(reader: PdfReader) -> str:
    return " ".join(sorted({font for page in reader.pages for font in fonts_of(page).values()}))


@pytest.fixture(scope="module")
def many() -> dict[str, object]:
    return manuscript(chapter("Every script", *GARAMOND, *LINES.values(), "It had candles 🎂."))


@pytest.fixture(scope="module")
def book(many) -> PdfReader:
    return read(many)


def test_of_a_book_in_many_scripts_only_the_picture_sign_is_left_out(many):
    assert pdf.left_out(many) == ["“🎂” (birthday cake) in “Every script”"]


@pytest.mark.parametrize("line", [*GARAMOND, *(LINES[f"NotoSerif{face}"] for face in ("JP", "KR", "SC"))])
def test_a_line_in_another_script_is_in_the_book(book, line):
    assert line in words(book)


@pytest.mark.parametrize("word", ["שלום", "سلام"])
def test_a_word_in_a_line_that_runs_the_other_way_is_in_the_book(book, word):
    assert word in words(book)


@pytest.mark.parametrize(("face", "line"), LINES.items())
def test_a_line_is_set_in_the_face_that_has_its_letters(face, line):
    assert face in embedded(read(manuscript(chapter("The sign", line))))


def test_a_book_in_english_carries_no_other_face():
    assert "Noto" not in embedded(read(manuscript()))


def test_a_book_in_many_scripts_is_tagged(book):
    assert book.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.parametrize(
    ("language", "text", "first"),
    [
        ("en", "東京で", "Noto Serif JP"),
        ("en", "서울 東京", "Noto Serif KR"),
        ("en", "北京", "Noto Serif SC"),
        ("ja", "東京", "Noto Serif JP"),
        ("zh", "北京 の", "Noto Serif SC"),
    ],
)
def test_shared_characters_are_drawn_as_in_the_country_of_the_book(language, text, first):
    in_order = faces(language, ["The river", text])
    assert next(face for face in in_order if face[-2:] in ("JP", "KR", "SC")) == first
    assert (in_order[0], len(in_order)) == ("EB Garamond", 8)


def pieces(page) -> list[str]:
    """The pieces of text of a page from left to right."""
    found: list[tuple[float, str]] = []
    page.extract_text(
        visitor_text=lambda text, cm, tm, *_: found.append((cm[4] + tm[4], text.strip(" \n\u200e\u202a")))
    )
    return [text for _, text in sorted(found) if text]


def gaps(page, face: str) -> list[float]:
    """What the page adds between the letters of a face within one word, in thousandths of its size."""
    names = [name for name, font in fonts_of(page).items() if face in font]
    found: list[float] = []
    is_face = False
    for operands, operator in page.get_contents().operations:
        if operator == b"Tf":
            is_face = operands[0] in names
        if operator == b"TJ" and is_face:
            found += [each for each in operands[0][1:] if not isinstance(each, (str, bytes))]
    return found


def test_a_date_keeps_its_order_under_a_title_from_right_to_left():
    page = read(manuscript(chapter(HEBREW, HEBREW))).pages[6]
    assert pieces(page).index("1946 or 194") < pieces(page).index("born in 1937")


def test_the_letters_of_an_arabic_name_hold_on_to_each_other():
    page = read(manuscript(chapter("T", "One.", narrator=ARABIC))).pages[6]
    assert gaps(page, "NotoNaskhArabic") == []
    assert gaps(page, "EBGaramond")


def test_the_number_stands_after_a_hebrew_name_in_the_index():
    page = read(manuscript(chapter("T", "One.", people=["רחל"]))).pages[-1]
    assert pieces(page).index("רח") < pieces(page).index("1")


@pytest.mark.parametrize(
    "text", ["🎂", "a\n\nb", "e\u0301 \u1100\u1161", "\u202eabc\ufeff", "葛\U000e0100", "\U000e0067"]
)
def test_the_list_for_the_page_names_what_the_file_leaves_out(text):
    made = manuscript(chapter(text, text, people=[text], places=[text]), colophon=text, dedication=text, subtitle=text)
    printed = pdf._missing_letters(list(texts(sheet(made))), [pdf.FONTS])
    assert [each.split("”")[0] for each in pdf.left_out(made)] == [f"“{letter}" for letter in printed]


def test_characters_of_a_long_chinese_line_are_not_held_apart():
    line = "奶奶说这里从前没有桥。" * 20
    assert "\u200b" not in sheet(manuscript(chapter("T", line)))["chapters"][0]["paragraphs"][0]["text"]


def test_each_face_of_the_book_is_installed_with_its_licence():
    files = [file for file in pdf.FONTS.rglob("*.ttf") if "EBGaramond" not in file.name]
    installed = {TTFont(file)["name"].getDebugName(1) for file in files}
    assert installed == set(faces("en", [""])[1:])
    assert all("Open Font License" in (file.parent / "LICENSE_FONT").read_text() for file in files)


def test_an_edition_made_before_a_face_came_is_not_given_out(monkeypatch, tmp_path):
    before = form_version()
    form_version.cache_clear()
    monkeypatch.setattr(pdf, "FONTS", tmp_path)
    assert form_version() != before
    form_version.cache_clear()
