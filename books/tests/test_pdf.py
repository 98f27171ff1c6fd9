import io
import json
import subprocess
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from pypdf import PdfReader

from books import pdf
from books.pdf import TypesettingError, pages_as_png, typeset
from books.tests.manuscripts import LISTEN, chapter, life, manuscript, paragraph
from books.typography import polish

HOSTILE = [
    '#panic("x")',
    '#read("/etc/passwd")',
    "*bold* and _italic_",
    "<label> and @reference",
    "$x^2$ and `code`",
    "= heading",
    "- item",
    "a // comment /* here */ \\ end",
    "[x](https://evil.example)",
    '{"title": "json"}',
]


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def words(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).replace("\u200b", "").split())


def addresses(reader: PdfReader) -> list[str]:
    found = [mark.get_object().get("/A", {}).get("/URI") for page in reader.pages for mark in page.get("/Annots", [])]
    return [address for address in found if address]


def page_of(reader: PdfReader, text: str) -> str:
    """The printed number of the first page that holds the text, contents aside."""
    pages = [label for label, page in zip(reader.page_labels, reader.pages, strict=True) if text in page.extract_text()]
    return next(label for label in pages if label.isdigit())


@pytest.fixture(scope="module")
def book() -> PdfReader:
    return read(typeset(life()))


def test_the_title_page_holds_title_subtitle_and_family(book):
    front = " ".join(book.pages[0].extract_text().split())
    assert "The River Side of the House" in front
    assert "Stories told by Ilse and Hinrich Brandt" in front
    assert "The Brandt family" in front
    assert book.metadata["/Title"] == "The River Side of the House"


def test_the_back_of_the_title_page_holds_the_facts(book):
    facts = " ".join(book.pages[1].extract_text().split())
    assert "Recorded by their grandson Jonas. Read and approved by the family." in facts
    assert "23 November 2026" in facts


def test_the_book_is_six_by_nine_inches(book):
    assert {(page.mediabox.width, page.mediabox.height) for page in book.pages} == {(432, 648)}


def test_front_matter_has_roman_numbers_and_the_stories_begin_on_a_right_hand_page_one(book):
    assert book.page_labels[:7] == ["i", "ii", "iii", "iv", "v", "vi", "1"]
    assert "The winter on the ferry" in book.pages[6].extract_text()


def test_chapters_follow_in_order_and_the_contents_name_their_pages(book):
    titles = ["The winter on the ferry", "What the tide took", "A short one"]
    whens = [" 1946 or 1947", " February 1962", ""]
    contents = book.pages[4].extract_text()
    lines = [f"{title}{when} {page_of(book, title)}" for title, when in zip(titles, whens, strict=True)]
    assert [line for line in contents.splitlines() if line in lines] == lines
    assert [entry.title for entry in book.outline][:3] == titles


def test_a_long_chapter_runs_over_pages_with_its_title_at_their_head(book):
    first, last = int(page_of(book, "What the tide took")), int(page_of(book, "A short one"))
    assert last - first >= 3
    for number in range(first + 1, last):
        expected = "The River Side of the House" if number % 2 == 0 else "What the tide took"
        assert expected in book.pages[5 + number].extract_text()


def test_the_words_are_printed_with_curly_quotes(book):
    assert "“Ice talks,” he told us." in words(book)


def test_small_capitals_read_as_ordinary_words(book):
    assert "The river froze in January, so the ferry" in words(book)


def test_every_paragraph_is_beside_its_time_and_leads_to_its_second():
    reader = read(typeset(manuscript(chapter("T", "One.", "Two."))))
    assert addresses(reader) == [f"{LISTEN}724", f"{LISTEN}753"]
    assert "12:04" in reader.pages[6].extract_text()
    assert "12:33" in reader.pages[6].extract_text()


def test_a_dangerous_link_is_printed_without_a_link():
    spoken = [paragraph("One.", link="javascript:alert(1)"), paragraph("Two.", second=753)]
    reader = read(typeset(manuscript(chapter(paragraphs=spoken))))
    assert addresses(reader) == [f"{LISTEN}753"]
    assert "12:04" in reader.pages[6].extract_text()


def test_the_index_names_people_and_places_with_their_pages(book):
    index = book.pages[-1].extract_text()
    bell = page_of(book, "rang the bell")
    assert f"Herr Petersen, 1, {bell}" in index
    assert f"Ålborg, {page_of(book, 'What the tide took')}" in index


def test_a_note_says_how_the_book_came_about(book):
    assert "in its recording those words begin" in words(book)
    assert "Hinrich Brandt" in book.pages[-2].extract_text()


def test_the_book_is_tagged_and_says_its_language(book):
    root = book.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"


def test_a_book_of_one_bare_chapter_can_be_printed():
    bare = chapter(when=None, basis=None, narrator="", source="", paragraphs=[])
    reader = read(typeset(manuscript(bare, subtitle=None, dedication=None, colophon="", made_on="")))
    assert reader.page_labels[:5] == ["i", "ii", "iii", "iv", "1"]


def test_the_same_manuscript_gives_the_same_bytes():
    assert typeset(manuscript()) == typeset(manuscript())


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_is_printed_as_it_was_said(text):
    fields = dict.fromkeys(("when", "basis", "narrator", "source"), text)
    hostile = chapter(text, text, "and " + text, people=[text], places=[text], **fields)
    made = manuscript(hostile, title=text, subtitle=text, family=text, dedication=text, colophon=text, made_on=text)
    printed = words(read(typeset(made)))
    assert printed.count(polish(text)) >= 10
    assert "root:" not in printed


@pytest.mark.parametrize("text", ["W" * 10_000, "https://example.org/" + "abc/" * 100, '"' * 500, "\u200b", "-", "1."])
def test_odd_words_do_not_stop_a_book(text):
    assert typeset(manuscript(chapter(text, text, "and " + text, people=[text]), title=text)).startswith(b"%PDF")


def test_a_very_long_word_stays_inside_the_page():
    reader = read(typeset(manuscript(chapter("T", "W" * 2_000))))
    printed = "".join(page.extract_text() for page in reader.pages[6:])
    assert printed.count("W") == 2_000
    assert max(len(line) for line in printed.splitlines() if line.startswith("W")) <= 40


def test_a_letter_that_no_font_has_is_named_with_its_story():
    made = manuscript(chapter("The winter"), chapter("The cake", "It had candles 🎂."))
    assert pdf.left_out(made) == ["“🎂” (birthday cake) in “The cake”"]
    assert "It had candles." in words(read(typeset(made)))


@pytest.mark.parametrize("text", ["🎂", "👩‍👧 ❤️", "שלום 🎂", "日本🎂", "سلام دنیا 🎂", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"])
def test_a_book_is_made_whatever_letters_are_in_a_title_a_name_or_a_whole_paragraph(text):
    odd = {**chapter(text, text, f"We said {text} and went."), "people": [text, "Ilse"], "narrator": text}
    made = {**manuscript(chapter("The winter"), odd), "title": text, "dedication": text}
    assert typeset(made)
    assert pdf.left_out(made)


def test_a_book_whose_letters_are_all_there_leaves_nothing_out():
    assert pdf.left_out(life()) == []


def test_a_font_from_outside_lends_the_letters_that_are_missing(tmp_path):
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", "an"])
    font.setupCharacterMap({0x10D0: "an"})
    font.setupGlyf({name: _square() for name in (".notdef", "an")})
    font.setupHorizontalMetrics({name: (600, 0) for name in (".notdef", "an")})
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": "Lent", "styleName": "Regular", "psName": "Lent-Regular"})
    font.setupOS2(sTypoAscender=800, sTypoDescender=-200)
    font.setupPost()
    font.save(tmp_path / "lent.ttf")
    made = manuscript(chapter("An", "ა", "The letter ა stands here."))
    assert "georgian letter an" in pdf.left_out(made)[0]
    assert "ა" in words(read(typeset(made, font_paths=[tmp_path, tmp_path / "missing"])))


def _square():
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    pen.moveTo((50, 0))
    for corner in ((50, 700), (550, 700), (550, 0)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()


def test_a_damaged_font_lends_nothing(tmp_path):
    (tmp_path / "damaged.ttf").write_bytes(b"no font")
    assert pdf.left_out(manuscript(chapter("ა")), font_paths=[tmp_path])
    assert typeset(manuscript(chapter("ა")), font_paths=[tmp_path])


def test_a_book_without_stories_says_what_to_do():
    with pytest.raises(TypesettingError, match="Approve a story"):
        typeset({**manuscript(), "chapters": []})


def test_missing_fonts_say_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(pdf, "FONTS", tmp_path)
    with pytest.raises(TypesettingError, match="script/bootstrap") as failure:
        typeset(manuscript())
    assert not failure.value.permanent


def test_a_book_that_takes_too_long_is_given_up(monkeypatch, tmp_path):
    template = tmp_path / "book.typ"
    template.write_text("#for a in range(10000) { for b in range(10000) { for c in range(10000) { let d = c } } }")
    monkeypatch.setattr(pdf, "_TEMPLATE", template)
    with pytest.raises(TypesettingError) as failure:
        typeset(manuscript(), seconds=1)
    assert not failure.value.permanent


def test_whoever_has_a_book_typeset_is_shown_that_the_typesetter_lives(monkeypatch):
    signs = []
    monkeypatch.setattr(pdf, "_BEAT_SECONDS", 0.02)
    assert typeset(manuscript(), show_life=lambda: signs.append(1)).startswith(b"%PDF")
    assert len(signs) > 1


def test_a_book_that_needs_too_much_memory_ends_only_its_own_process(monkeypatch):
    monkeypatch.setattr(pdf, "_MEMORY_BYTES", 200 * 2**20)
    with pytest.raises(TypesettingError, match="too large"):
        typeset(manuscript(*[life()["chapters"][1]] * 60))


def test_a_refusal_of_the_typesetter_is_told_in_its_words(monkeypatch, tmp_path):
    template = tmp_path / "book.typ"
    template.write_text('#panic("no paper")')
    monkeypatch.setattr(pdf, "_TEMPLATE", template)
    with pytest.raises(TypesettingError, match="no paper"):
        typeset(manuscript())


def test_the_typesetter_gets_no_secrets_and_leaves_nothing_behind(monkeypatch, tmp_path):
    seen = {}

    class Spy(subprocess.Popen):
        def __init__(self, command, **kwargs):
            seen.update(kwargs, folder_mode=Path(kwargs["cwd"]).stat().st_mode & 0o777)
            super().__init__(command, **kwargs)

        def communicate(self, given=None, timeout=None):
            seen["input"] = given
            return super().communicate(given, timeout)

    monkeypatch.setattr("books.pdf.subprocess.Popen", Spy)
    typeset(manuscript())
    assert seen["env"] == {}
    assert seen["folder_mode"] == 0o700
    assert not Path(seen["cwd"]).exists()
    assert json.loads(seen["input"])["font_paths"] == [str(pdf.FONTS.resolve())]


def test_the_first_pages_come_as_pictures():
    pages = pages_as_png(life(), 3, 40)
    assert len(pages) == 3
    for page in pages:
        assert page.startswith(b"\x89PNG")
        assert (int.from_bytes(page[16:20]), int.from_bytes(page[20:24])) == (240, 360)
