"""Who speaks when, by the diarisation inside Moonshine (pyannote's community models, nothing to download).

It costs ten times as much as the words, so it is a step of its own. At `diarization_analyze_cadence` 5 and `diarization_cluster_cadence`
10 it takes 0.8 s of processor time for a second of sound and tells 98 % of the time of three synthesised voices apart; more rarely it
costs less and tells fewer apart (at 10 and 30, as others have measured, nobody).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from moonshine_voice import ModelArch, MoonshineError, Transcriber, get_assets_path

from audio.errors import StepError
from transcripts.engines.base import SAMPLE_RATE, Samples

OPTIONS = {
    "identify_speakers": "true",
    "diarization_analyze_cadence": "5",
    "diarization_cluster_cadence": "10",
}
AT_ONCE = 5 * SAMPLE_RATE  # samples between two signs of life


@dataclass(frozen=True)
class Turn:
    """A stretch of one voice; times in seconds of what was given. `voice` is a number that means nothing elsewhere."""

    start: float
    end: float
    voice: int


class Speakers:
    """Tells voices apart within some minutes of sound."""

    @cached_property
    def model(self) -> Transcriber:
        try:
            return Transcriber(str(Path(str(get_assets_path())) / "tiny-en"), ModelArch.TINY, options=OPTIONS)
        except (MoonshineError, OSError) as error:
            raise StepError(f"The model that tells voices apart could not be loaded: {error}", permanent=True) from None

    def turns(self, samples: Samples, *, alive: Callable[[], object] = lambda: None) -> list[Turn]:
        """Turns in order. `alive` is called every few seconds of sound. Raises StepError when the model cannot work."""
        try:
            stream = self.model.create_stream(update_interval=1e9)
            try:
                stream.start()
                for at in range(0, len(samples), AT_ONCE):
                    stream.add_audio(samples[at : at + AT_ONCE].tolist(), SAMPLE_RATE)
                    stream.update_transcription()
                    alive()
                stream.stop()
                found = stream.update_transcription()
            finally:
                stream.close()
        except MoonshineError as error:
            raise StepError(f"The voices could not be told apart: {error}", permanent=False) from None
        spans = [span for line in found.lines for span in line.speaker_spans or []]
        turns = [Turn(span.start_time, span.start_time + span.duration, span.speaker_index) for span in spans]
        return sorted(turns, key=lambda turn: (turn.start, turn.end))
