"""Tells text in another language than the one that was asked for, by its letters and by its smallest words. It never guesses which."""

import re
import unicodedata
from functools import cache

FEWEST_LETTERS = 8
FEWEST_WORDS = 6
ENOUGH = 0.25  # of the words are small ones of one language, in ordinary talk

SCRIPTS = {
    "CYRILLIC": "ru uk bg be mk kk tg mn tt ba",
    "GREEK": "el",
    "HEBREW": "he yi",
    "ARABIC": "ar fa ur ps sd",
    "DEVANAGARI": "hi mr ne sa",
    "BENGALI": "bn as",
    "TAMIL": "ta",
    "TELUGU": "te",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "THAI": "th",
    "CJK HIRAGANA KATAKANA": "ja",
    "CJK": "zh yue",
    "HANGUL CJK": "ko",
    "LATIN": "af ca cs cy da de en es et eu fi fr gl hr hu id is it la lb lt lv mi ms mt nl nn no oc pl pt ro sk sl sq sv sw tl tr vi",
}
SMALL_WORDS = {
    "en": "the and of to a in was it that he she they we you my on with for at had but were is this his her there when then what",
    "de": "der die das und ist war nicht ich wir sie er es ein eine den dem von zu mit auf auch aber wie haben hatte noch da dann so",
    "fr": "le la les un une et est était pas je nous vous il elle ils que qui de du des dans pour avec sur mais on ce ça au avait",
    "es": "el la los las un una y es era no yo que de del en por con para su se lo pero como más muy mi había cuando estaba",
    "it": "il lo la gli le un una e è era non io che di del della in per con su ma come più mi si ho aveva quando sono anche",
    "pt": "o a os as um uma e é era não eu que de do da em por com para seu se mas como mais muito meu tinha quando nós foi",
    "nl": "de het een en is was niet ik wij we je zij hij dat van op met voor aan maar er ook toen had naar om nog zijn dan te",
    "sv": "och att det som en ett är var inte jag vi du han hon de den på med för av men när så hade till från om där vid har",
    "da": "og at det som en et er var ikke jeg vi du han hun de den på med for af men da så havde til fra om der ved har sig",
    "no": "og at det som en et er var ikke jeg vi du han hun de den på med for av men da så hadde til fra om der ved har seg",
    "pl": "i w nie się na z że do to jest był była my on ona oni jak ale po tak co już tylko za od dla przez kiedy był",
}


def is_in_another_language(text: str, language: str) -> bool:
    """Whether the text is surely not in the language (an ISO 639 code); never where we know too little."""
    return is_in_another_script(text, language) or is_made_of_others_words(text, language)


def is_in_another_script(text: str, language: str) -> bool:
    """Whether most letters are of a script in which the language is not written."""
    own = scripts().get(language)
    letters = [letter for letter in text if letter.isalpha()]
    if not own or len(letters) < FEWEST_LETTERS:
        return False
    foreign = sum(not unicodedata.name(letter, "").startswith(own) for letter in letters)
    return foreign > len(letters) / 2


def is_made_of_others_words(text: str, language: str) -> bool:
    """Whether the small words of another language make up a part of the text as in ordinary talk, and those of this one hardly any."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    if language not in SMALL_WORDS or len(words) < FEWEST_WORDS:
        return False
    counts = {each: sum(word in small for word in words) / len(words) for each, small in small_words().items()}
    own = counts.pop(language)
    return max(counts.values()) >= ENOUGH and own < max(counts.values()) / 3


@cache
def scripts() -> dict[str, tuple[str, ...]]:
    """How the Unicode names of a language's letters begin."""
    return {language: tuple(names.split()) for names, languages in SCRIPTS.items() for language in languages.split()}


@cache
def small_words() -> dict[str, frozenset[str]]:
    return {language: frozenset(words.split()) for language, words in SMALL_WORDS.items()}
