"""Every address that takes a change, and how two people come to it at once: the table behind `test_two_writers.py`."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Edit:
    """Two writers read `page`; the one sends `first`, the other `second`, both with the version that they had read.

    `of` is the row that the address is about. `earlier` is the address of the first writer, where it is another one.
    `theirs` are words of the first that the second must be shown.
    """

    of: str
    first: dict[str, Any]
    second: dict[str, Any]
    page: str = ""
    method: str = "post"
    earlier: str = ""
    theirs: str = ""
    more: tuple[str, ...] = ()
    page_of: str = ""  # the row that the page is about, where it is another one


A, B = {"text": "The river froze hard."}, {"text": "The river rose."}
TITLE_A, TITLE_B = ({"title": title, "summary": "", "edtf": ""} for title in ("Ice on the river", "A cold winter"))
EARLIER = {"edge": "end", "step": "earlier"}
ILSE, NORA = {"name": "Ilse Voss"}, {"name": "Nora Voss"}

PAGES = {
    "segment": Edit("segment", A, B, "segment", theirs=A["text"]),
    "recording_facts": Edit("recording", {"title": "Ice"}, {"title": "Snow"}, "recording_facts", theirs="Ice"),
    "segment_right": Edit("segment", A, {}, "segment", earlier="segment", theirs=A["text"]),
    "segment_as_heard": Edit("repaired", A, {}, "segment", earlier="segment", theirs=A["text"]),
    "segment_own_word": Edit("asked", A, {"yes": ""}, "segment", earlier="segment", theirs=A["text"]),
    "another_voice": Edit("segment", {}, {}, "voices", page_of="recording"),
    "voice_is": Edit("recording", ILSE, NORA, "voices", more=("A",), theirs="Ilse Voss"),
    "voice_does": Edit("recording", {"role": "interviewer"}, {"role": "teller"}, "voices", more=("A",)),
    "join_voices": Edit(
        "recording", ILSE, {"into": "B"}, "voices", more=("A",), earlier="voice_is", theirs="Ilse Voss"
    ),
    "family_words": Edit(
        "family", {"text": "Zosia", "kind": "person"}, {"text": "Zosia", "kind": "place"}, theirs="person"
    ),
    "family_word": Edit("word", {"decline": ""}, {"kind": "person"}, "family_words", page_of="family"),
    "approve_story": Edit(
        "story", {"reason": "Told twice."}, {}, "recording", earlier="send_back_story", page_of="recording"
    ),
    "send_back_story": Edit(
        "story", {}, {"reason": "Told twice."}, "recording", earlier="approve_story", page_of="recording"
    ),
    "retell_story": Edit("story", TITLE_A, TITLE_B, "retell_story", theirs="Ice on the river"),
    "merge_story": Edit("story", EARLIER, {"edge": "end"}, "retell_story", earlier="move_story"),
    "split_story": Edit("story", EARLIER, {"at": "the second line"}, "retell_story", earlier="move_story"),
    "move_story": Edit("story", EARLIER, EARLIER, "retell_story"),
    "undo_story": Edit("story", EARLIER, {}, "retell_story", earlier="move_story"),
    "mention": Edit(
        "mention",
        {"what": "rename", "name": "Aunt Ida"},
        {"what": "rename", "name": "Aunt Ilse"},
        "mention",
        theirs="Aunt Ida",
    ),
    "settle_place": Edit("place", {"geonames_id": "2897132"}, {"geonames_id": ""}, "place"),
    "twice_told": Edit("family", {"verdict": "same"}, {"verdict": "different"}, "twice_told"),
    "change_book": Edit("book", {"title": "Our voices"}, {"title": "What Ilse told"}, "book", theirs="Our voices"),
}

ADMIN = {
    "admin:transcripts_segment_mend": Edit("segment", A, B, "segment", theirs=A["text"]),
    "admin:transcripts_segment_right": Edit("segment", A, {}, "segment", earlier="segment", theirs=A["text"]),
    "admin:transcripts_segment_own_word": Edit(
        "asked", A, {"yes": "0 Dawson"}, "segment", earlier="segment", theirs=A["text"]
    ),
    "admin:stories_story_approve": Edit(
        "story", {"reason": "No."}, {}, "recording", earlier="send_back_story", page_of="recording"
    ),
    "admin:stories_story_send_back": Edit(
        "story", {}, {"reason": "No."}, "recording", earlier="approve_story", page_of="recording"
    ),
}

ASKED = {"first": 0, "text": "Dawson"}
DATE_A, DATE_B = {"date": "1950"}, {"date": "1960"}
API = {
    "segment-api-detail": Edit("segment", A, B, method="patch", theirs=A["text"]),
    "audio-detail": Edit("recording", {"title": "Ice"}, {"title": "Snow"}, method="patch", theirs="Ice"),
    "segment-api-own-word": Edit(
        "asked", {**ASKED, "is_said": True}, {**ASKED, "is_said": False}, "segment-api-detail", theirs="Dawson came."
    ),
    "speaker-api-name": Edit("speaker", ILSE, NORA, "speaker-api-detail", theirs="Ilse Voss"),
    "speaker-api-role": Edit("speaker", {"role": "interviewer"}, {"role": "teller"}, "speaker-api-detail"),
    "speaker-api-join": Edit(
        "speaker", ILSE, {"into": "the other voice"}, "speaker-api-detail", earlier="speaker-api-name"
    ),
    "word-api-list": Edit("", {"text": "Zosia", "kind": "person"}, {"text": "Zosia", "kind": "place"}, theirs="person"),
    "word-api-detail": Edit(
        "word", {"text": "Zofia", "kind": "person"}, {}, method="delete", earlier="word-api-list", page="word-api-list"
    ),
    "story-api-detail": Edit("story", DATE_A, DATE_B, method="patch", theirs="1950"),
    "story-api-change": Edit("story", {"title": "Ice"}, {"title": "Snow"}, "story-api-detail", theirs="Ice"),
    "story-api-merge": Edit(
        "story", DATE_A, {"other": "the next story"}, "story-api-detail", earlier="story-api-change"
    ),
    "story-api-split": Edit("story", DATE_A, {"at": "the second line"}, "story-api-detail", earlier="story-api-change"),
    "story-api-move": Edit("story", {"edge": "end", "step": -1}, {"edge": "end", "step": -1}, "story-api-detail"),
    "story-api-undo": Edit("story", DATE_A, {}, "story-api-detail", earlier="story-api-change"),
    "mention-api-detail": Edit("mention", ILSE, {}, method="delete", earlier="mention-api-rename", theirs="Ilse Voss"),
    "mention-api-link": Edit("mention", ILSE, NORA, "mention-api-detail"),
    "mention-api-unlink": Edit("mention", ILSE, {}, "mention-api-detail", earlier="mention-api-link"),
    "mention-api-rename": Edit("mention", ILSE, NORA, "mention-api-detail", theirs="Ilse Voss"),
    "place-api-settle": Edit(
        "place", {"geonames_id": 2897132}, {"geonames_id": None}, "place-api-detail", theirs="2897132"
    ),
    "twice-told-api-judge": Edit(
        "", {"verdict": "same"}, {"verdict": "different"}, "twice-told-api-list", theirs="same"
    ),
}

NOTHING_TO_REPLACE = {
    "told_again": "its form stands in the answer to an upload: see audio/tests/test_told_again.py",
    "story-api-approve": "says by `seen` what was read",
    **dict.fromkeys(
        ["keep_approved", "admin:stories_story_keep_approved", "story-api-keep-approved"],
        "puts back what was approved, as a change that can be undone",
    ),
    # the door
    **dict.fromkeys(["sign_in", "sign_out", "api_login", "api_logout"], "changes nothing that others edit"),
    # hidden as a whole, with all that others have written in it, and taken back as a whole (test_removal)
    **dict.fromkeys(
        ["remove_family", "remove_person", "remove_recording", "same_person"], "hides, and can be taken back"
    ),
    "start_family": "adds a family",
    **dict.fromkeys(["account", "change_password", "sign_out_elsewhere", "typed_words"], "everybody's own"),
    # what is added stands beside what was there
    **dict.fromkeys(["add_recording", "audio-upload", "upload-list", "upload-detail"], "adds a recording"),
    "upload-about": "only the sender of an upload may say what it is",
    **dict.fromkeys(["prompts", "prompt-api-list"], "the same question again is the same question"),
    **dict.fromkeys(["retire_prompt", "prompt-api-detail"], "retired twice is retired"),
    **dict.fromkeys(["ask_next", "question-api-take", "question-api-dismiss"], "each is done once; twice is the same"),
    "listening": "everybody's own",
    **dict.fromkeys(
        ["home", "admin:audio_recording_sound", "admin:transcripts_how_it_hears"], "answers as it does to a GET"
    ),
    **dict.fromkeys(
        ["let_model_be_asked", "listen_for", "person-api-detail"], "a switch: says what shall be, whatever was"
    ),
    # work for the machine, which changes no word of a person
    **dict.fromkeys(["try_again", "find_again", "diarise", "hear_again", "try_hearing_again"], "asks for work"),
    **dict.fromkeys(["hearing-api-list", "admin:audio_recording_try_again"], "asks for work"),
    "admin:transcripts_fetch_model": "asks for work; what is being fetched is not fetched twice",
    "admin:transcripts_transcript_hear_again": "asks for work; what was typed beside is stored first (test_admin_review)",
    # decided once: the second is told so (test_hearings)
    **dict.fromkeys(["decide_hearing", "hearing-api-accept", "hearing-api-decline"], "a decision is taken once"),
    **dict.fromkeys(["hearing-api-take-back", "admin:transcripts_hearing_decide"], "a decision is taken once"),
    # the button asks for the opposite of what it shows: whoever comes second finds it done (test_hearings)
    **dict.fromkeys(["choose_words", "hearing-api-choose", "admin:transcripts_hearing_choose"], "a switch of two"),
    "admin:transcripts_transcript_review": "many lines at once (test_admin_review)",
    "admin:transcripts_transcript_reviewed": "many lines at once (test_admin_review)",
}
