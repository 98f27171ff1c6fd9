"""An invented family's book, small enough to typeset in a fraction of a second."""

from books.schema import Manuscript, ManuscriptChapter, ManuscriptParagraph

LISTEN = "https://memoire.example/recordings/7/listen?at="


def paragraph(
    text: str = "We listened to the ice.", *, second: int = 724, link: str | None = None
) -> ManuscriptParagraph:
    return {"text": text, "at": f"{second // 60}:{second % 60:02}", "link": link or f"{LISTEN}{second}"}


def chapter(title: str = "The winter on the ferry", *texts: str, **changes: object) -> ManuscriptChapter:
    paragraphs = [paragraph(text, second=724 + 29 * i) for i, text in enumerate(texts or ["We listened to the ice."])]
    made: ManuscriptChapter = {
        "title": title,
        "when": "1946 or 1947",
        "basis": "aged nine, born in 1937",
        "narrator": "Ilse Brandt",
        "source": "At the kitchen table, told on 14 March 2024",
        "paragraphs": paragraphs,
        "people": [],
        "places": [],
    }
    return {**made, **changes}  # type: ignore[typeddict-item]


def manuscript(*chapters: ManuscriptChapter, **changes: object) -> Manuscript:
    made: Manuscript = {
        "title": "The River Side of the House",
        "subtitle": "Stories told by Ilse and Hinrich Brandt",
        "family": "The Brandt family",
        "language": "en",
        "made_on": "23 November 2026",
        "dedication": "For Lotte and Emil",
        "chapters": list(chapters or (chapter(),)),
        "colophon": "Recorded by their grandson Jonas.\n\nRead and approved by the family.",
    }
    return {**made, **changes}  # type: ignore[typeddict-item]


def life() -> Manuscript:
    """Three chapters, of which the second runs over several pages."""
    ferry = chapter(
        "The winter on the ferry",
        "The river froze in January, so the ferry could not go, and my father walked across with the letters.",
        'Old Herr Petersen brought us inside. "Ice talks," he told us.',
        "Mother said nothing.",
        people=["Herr Petersen", "Mother"],
        places=["Husum"],
    )
    flood = chapter(
        "What the tide took",
        *["You have to imagine the noise first. People ask about the water, but it was the noise. " * 6] * 20,
        "Herr Petersen rang the bell in Husum.",
        when="February 1962",
        basis=None,
        narrator="Hinrich Brandt",
        people=["Herr Petersen", "Ilse"],
        places=["Husum", "Ålborg"],
    )
    short = chapter("A short one", "She let me hold the envelope.", when=None, basis=None, source="", narrator="Jonas")
    return manuscript(ferry, flood, short)
