"""What a manuscript is: the plain data from which every edition of a book is made.

books/manuscript.py builds it from models; pdf, epub and web read it and never see a model. It is JSON: `json.loads`
of a stored manuscript is a manuscript again. Texts are as people wrote or said them; editions do the typography.
"""

from typing import NotRequired, TypedDict


class ManuscriptParagraph(TypedDict):
    """What somebody said without a long pause.

    `at` is where the words begin in their recording, as shown ("2:31"), "" if unknown; `link` the http or https address
    that plays that second, None if there is none.
    """

    text: str
    at: str
    link: str | None


class ManuscriptChapter(TypedDict):
    """One story.

    `when` is its time in words ("1941 or 1942") and `basis` why ("aged nine, born in 1937"), None if unknown; `source`
    is the recording it was told in ("At the kitchen table, told on 14 March 2024"). People and places are named as the
    index is to name them. `editorial` says of titles and names that a person wrote, by whom: they may say what was not said.
    """

    title: str
    when: str | None
    basis: str | None
    narrator: str
    source: str
    paragraphs: list[ManuscriptParagraph]
    people: list[str]
    places: list[str]
    editorial: NotRequired[dict[str, str]]


class UndatedManuscript(TypedDict):
    """One book, its chapters in reading order, whatever day it is.

    `family` is the name on the title page, `language` a BCP 47 tag ("en", "de-AT"), `colophon` facts for the back of the
    title page, its paragraphs parted by empty lines.
    """

    title: str
    subtitle: str | None
    family: str
    language: str
    dedication: str | None
    chapters: list[ManuscriptChapter]
    colophon: str


class Manuscript(UndatedManuscript):
    """The same on the day on which an edition is made: `made_on` is a date in words ("23 November 2026")."""

    made_on: str
