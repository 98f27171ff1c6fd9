"""Who says what, and where: the talks of both halves. No voice and no text is in both."""

from dataclasses import dataclass

from speech.texts import Sentence, talk
from speech.voices import VOICES, Voice

TUNING = """
told/bakery      alpha | clear
told/bakery      slt | telephone
told/crossing    kumo | room
told/crossing    espeak american | clear
told/dog         nezumi | clear
told/dog         kal | hum
told/factory     alpha and kumo | clear
told/factory     alpha | far
told/garden      nezumi, longer | kettle
told/garden      slt, longer | clear
told/harvest     slt | clear
told/harvest     kumo | mp3
told/ledger      kumo | clear
told/ledger      espeak received | hiss
read/flood       alpha | clear
read/flood       nezumi | music
talked/butcher   kumo | clear
talked/butcher   espeak lancaster | room
talked/ferry     nezumi | telephone
talked/ferry     kal | clear
interview/lamps    slt + kumo | clear
interview/orchard  alpha and kumo + nezumi | room
old/told/garden    nezumi, aged | clear
old/read/flood     kumo, aged | clear
de/muehle        espeak german | clear
fr/pain          alpha in french | clear
es/barca         kumo in spanish | clear
"""
KEPT = """
told/hospital    joe | clear
told/hospital    rms | telephone
told/music       gongitsune | room
told/music       espeak scotland | clear
told/radio       tebukuro | clear
told/radio       awb | hum
told/school      gongitsune and tebukuro | clear
told/school      joe | far
told/war         tebukuro, longer | kettle
told/war         rms, shorter | clear
told/wedding     rms | clear
told/wedding     gongitsune | mp3
told/voyage      joe | clear
told/voyage      espeak caribbean | hiss
read/lighthouse  tebukuro | clear
read/lighthouse  joe | music
talked/tram      gongitsune | clear
talked/tram      espeak west midlands | room
talked/tailor    joe | telephone
talked/tailor    awb | clear
interview/dance    rms + tebukuro | clear
interview/paper    gongitsune + joe | room
old/told/voyage    gongitsune, aged | clear
old/told/hospital  joe, aged | clear
de/bahnhof       espeak german lady | clear
fr/ecole         tebukuro in french | clear
es/tren          gongitsune in spanish | clear
"""
INTERVIEWS = {  # more of them, for telling voices apart: a set of its own, so that the figures of the other stay comparable
    "tuning": """
interview/stove      slt + kal | room
interview/lamps      kal + slt | clear
interview/de/brot    espeak german woman + espeak german | clear
interview/stove      espeak lancaster + kumo | clear
interview/lamps      nezumi + kal | telephone
interview/orchard    kumo + alpha | clear
interview/fr/moulin  espeak french + alpha in french | clear
interview/es/pozo    espeak spanish lady + kumo in spanish | clear
interview/lamps      alpha + nezumi | clear
interview/orchard    kal + kumo | room
interview/stove      kumo + slt, longer | mp3
""",
    "kept": """
interview/clock    awb + rms | room
interview/dance    rms + awb | clear
interview/de/garten  espeak german man + espeak german lady | clear
interview/clock    espeak west midlands + joe | clear
interview/dance    joe + tebukuro | telephone
interview/paper    tebukuro + joe | clear
interview/fr/phare   tebukuro in french + espeak french man | clear
interview/es/cine    espeak spanish man + gongitsune in spanish | clear
interview/paper    gongitsune + tebukuro | clear
interview/dance    awb + gongitsune | room
interview/clock    joe + rms, shorter | mp3
""",
}


@dataclass(frozen=True)
class Talk:
    """One sound of the set: the voices are of who tells and, in an interview, of who asks."""

    half: str
    kind: str
    text: str
    voices: dict[str, str]
    room: str

    @property
    def name(self) -> str:
        said = "-".join([self.kind, *self.text.split("/")[1:], *self.voices.values(), self.room])
        return said.replace(",", "").replace(" ", "_")

    @property
    def language(self) -> str:
        spoken = self.text.partition("/")[0]
        return spoken if spoken in ("de", "fr", "es") else "en"

    def sentences(self) -> list[Sentence]:
        return talk(self.half, self.text)

    def voice(self, speaker: str) -> Voice:
        return VOICES[self.half][self.voices[speaker]]


def planned(half: str) -> list[Talk]:
    return [row(half, line) for line in {"tuning": TUNING, "kept": KEPT}[half].strip().splitlines()]


def interviews(half: str) -> list[Talk]:
    return [row(half, line) for line in INTERVIEWS[half].strip().splitlines()]


def row(half: str, line: str) -> Talk:
    """A line of the plan; before a text of another folder stands what it is here: old/, by an old voice, or interview/, in its language."""
    what, rest = line.split(maxsplit=1)
    who, room = rest.split(" | ")
    asks, tells = who.split(" + ") if " + " in who else ("", who)
    kind, _, text = what.partition("/")
    voices = {"Q": asks, "A": tells} if asks else {"A": tells}
    return Talk(half, kind, text if "/" in text else what, voices, room)
