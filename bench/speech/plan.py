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
        return self.kind if self.kind in ("de", "fr", "es") else "en"

    def sentences(self) -> list[Sentence]:
        return talk(self.half, self.text)

    def voice(self, speaker: str) -> Voice:
        return VOICES[self.half][self.voices[speaker]]


def planned(half: str) -> list[Talk]:
    return [row(half, line) for line in {"tuning": TUNING, "kept": KEPT}[half].strip().splitlines()]


def row(half: str, line: str) -> Talk:
    """A line of the plan; what begins with old/ is a text of another kind, told by an old voice."""
    what, rest = line.split(maxsplit=1)
    who, room = rest.split(" | ")
    asks, tells = who.split(" + ") if " + " in who else ("", who)
    kind, _, text = what.partition("/")
    voices = {"Q": asks, "A": tells} if asks else {"A": tells}
    return Talk(half, kind, text if kind == "old" else what, voices, room)
