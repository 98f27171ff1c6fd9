"""Small counts, which are told in words: "three of us", "twenty years"."""

from transcripts.numbers.phrases import Text

MOST = 99


def count_in_words(text: Text, at: int) -> str:
    """How this token is written in words, where it is a small count of something in figures; else nothing."""
    token = text.tokens[at]
    if not (token.core.isascii() and token.core.isdecimal()) or token.lead.strip("“\"'(") or token.core[0] == "0":
        return ""
    joined = text.language.alternatives | text.language.spans | text.language.joints
    is_one_of_two = text.is_number(at - 2) and text.before(at) in joined
    if int(token.core) > MOST or text.is_number(at - 1) or is_one_of_two or text.is_number(at + 1):
        return ""
    if text.before(at) in text.language.months | dict.fromkeys(text.language.no_year_leads - {"at"}, 0):
        return ""
    word = text.language.in_words.get(int(token.core), "")
    return as_begun(word, text, at) if word and (is_count(text, at) or is_age(text, at)) else ""


def is_count(text: Text, at: int) -> bool:
    known, follower = text.language, text.behind(at + 1)
    if follower in known.counted:
        return True
    return follower in known.of and text.behind(at + 2) in known.them


def is_age(text: Text, at: int) -> bool:
    """Whether it says how old somebody was: "when I was 12"."""
    known, follower = text.language, text.behind(at + 1)
    two = f"{text.before(at - 1)} {text.before(at)}".strip() if at else ""
    is_led = two in known.age_leads or text.before(at) in known.age_leads
    return is_led and (not follower or follower in known.age_followers)


def as_begun(word: str, text: Text, at: int) -> str:
    """With a capital where a sentence begins."""
    begins = at == 0 or any(mark in text.tokens[at - 1].tail for mark in ".!?…")
    is_capital = begins and (
        at > 0 or any(token.core[:1].isupper() for token in text.tokens[1:2]) or is_written_large(text)
    )
    return word.capitalize() if is_capital else word


def is_written_large(text: Text) -> bool:
    """Whether the line has the marks and capitals of written language; the engines that have not write all in small letters."""
    return any(token.core[:1].isupper() for token in text.tokens) or bool(text.tokens[-1].tail)
