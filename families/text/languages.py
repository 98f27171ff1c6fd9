"""Which languages there are, and the one way in which each is written here: a BCP 47 tag such as en, en-GB or yue.

Languages of ISO 639-1 have their two letters, however they were named; a few without two letters that people record in have three.
"""

import re
from argparse import ArgumentTypeError

from django.core.exceptions import ValidationError

TWO_LETTERS = (  # two letters, then the three of ISO 639-2 (for libraries too, where they differ)
    "aa aar|ab abk|ae ave|af afr|ak aka|am amh|an arg|ar ara|as asm|av ava|ay aym|az aze|ba bak|be bel|bg bul|bi bis|bm bam|bn ben"
    "|bo bod tib|br bre|bs bos|ca cat|ce che|ch cha|co cos|cr cre|cs ces cze|cu chu|cv chv|cy cym wel|da dan|de deu ger|dv div|dz dzo"
    "|ee ewe|el ell gre|en eng|eo epo|es spa|et est|eu eus baq|fa fas per|ff ful|fi fin|fj fij|fo fao|fr fra fre|fy fry|ga gle|gd gla"
    "|gl glg|gn grn|gu guj|gv glv|ha hau|he heb iw|hi hin|ho hmo|hr hrv|ht hat|hu hun|hy hye arm|hz her|ia ina|id ind in|ie ile|ig ibo"
    "|ii iii|ik ipk|io ido|is isl ice|it ita|iu iku|ja jpn|jv jav jw|ka kat geo|kg kon|ki kik|kj kua|kk kaz|kl kal|km khm|kn kan|ko kor"
    "|kr kau|ks kas|ku kur|kv kom|kw cor|ky kir|la lat|lb ltz|lg lug|li lim|ln lin|lo lao|lt lit|lu lub|lv lav|mg mlg|mh mah|mi mri mao"
    "|mk mkd mac|ml mal|mn mon|mr mar|ms msa may|mt mlt|my mya bur|na nau|nb nob|nd nde|ne nep|ng ndo|nl nld dut|nn nno|no nor|nr nbl"
    "|nv nav|ny nya|oc oci|oj oji|om orm|or ori|os oss|pa pan|pi pli|pl pol|ps pus|pt por|qu que|rm roh|rn run|ro ron rum|ru rus|rw kin"
    "|sa san|sc srd|sd snd|se sme|sg sag|si sin|sk slk slo|sl slv|sm smo|sn sna|so som|sq sqi alb|sr srp|ss ssw|st sot|su sun|sv swe"
    "|sw swa|ta tam|te tel|tg tgk|th tha|ti tir|tk tuk|tl tgl fil|tn tsn|to ton|tr tur|ts tso|tt tat|tw twi|ty tah|ug uig|uk ukr|ur urd"
    "|uz uzb|ve ven|vi vie|vo vol|wa wln|wo wol|xh xho|yi yid ji|yo yor|za zha|zh zho chi cmn|zu zul"
)
THREE_LETTERS = (
    "arc arz ast bar bho ceb chr ckb csb dsb egl fur gsw hak haw hsb ilo jam kab kmr kok kri "
    "ksh lad lez lij lmo lus mad mai mak mfe min mni mwl nan nap nds nso pap pcm pdc pms rmy "
    "rom roa rue sco scn sgs shi srn swg szl tet tpi tzm udm vec vls vro war wuu xmf yue zza"
)
KNOWN = {name: names.split()[0] for names in TWO_LETTERS.split("|") for name in names.split()} | {
    name: name for name in THREE_LETTERS.split()
}
TAG = re.compile(r"([a-z]{2,3})((?:-(?:[a-z]{4}|[a-z]{2}|\d{3}|[a-z0-9]{5,8}))*)", re.IGNORECASE)
LONGEST = 16


class UnknownLanguage(ValidationError):
    """No language is called so; the message says what to write."""


def language_tag(written: str) -> str:
    """The tag for what was written: “eng” → en, “EN_gb” → en-GB; "" for nothing. Raises UnknownLanguage."""
    said = written.strip().replace("_", "-")
    if not said:
        return ""
    found = TAG.fullmatch(said)
    primary = KNOWN.get(found[1].lower()) if found else None
    if not found or not primary or len(said) > LONGEST:
        raise UnknownLanguage(
            f"We know no language “{written.strip()[:LONGEST]}”. Write its code, such as en for English, de for German or pt-BR."
        )
    return "-".join([primary, *map(as_part, found[2].split("-")[1:])])


def as_part(part: str) -> str:
    """A region in capitals, a script with one, anything else in small letters."""
    if len(part) == 2:
        return part.upper()
    return part.title() if len(part) == 4 and part.isalpha() else part.lower()


def validate_language(written: str) -> None:
    language_tag(written)


def language_option(written: str) -> str:
    """The same for the option of a command; “auto” is for the engine to hear."""
    if written.strip().lower() == "auto":
        return "auto"
    try:
        return language_tag(written)
    except UnknownLanguage as error:
        raise ArgumentTypeError(error.message) from None
