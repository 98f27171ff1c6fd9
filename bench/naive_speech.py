"""Hears each sound of FOLDER in one call of Moonshine with its own settings, as its first example does, and prints the error rates.

    .venv/bin/python bench/naive_speech.py FOLDER

What `manage.py measure_speech FOLDER --engine moonshine` prints for the same folder shows what slices, and all that is done with them, are
good for.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "memoire_site.settings")

from moonshine_voice import ModelArch, Transcriber, get_assets_path  # noqa: E402

from audio.sound import sandbox  # noqa: E402
from transcripts.engines.hallucinations import is_looping  # noqa: E402
from transcripts.measuring.error_rates import errors, together  # noqa: E402
from transcripts.runs.slices import SAMPLE_RATE, as_floats  # noqa: E402


def main() -> None:
    model = Transcriber(str(Path(str(get_assets_path())) / "tiny-en"), ModelArch.TINY)
    rows, loops = [], 0
    for path in sorted(Path(sys.argv[1]).glob("*.wav")):
        samples = as_floats(b"".join(sandbox.speech(path)))
        lines = model.transcribe_without_streaming(samples.tolist(), SAMPLE_RATE).lines
        row = errors(path.with_suffix(".txt").read_text(encoding="utf-8"), " ".join(line.text for line in lines))
        loops += sum(is_looping(line.text) for line in lines)
        rows.append(row)
        print(f"{path.name[:32]:32} {row.words:5} {row.word_rate:6.1%}")
    whole = together(rows)
    print(
        f"{'all together':32} {whole.words:5} {whole.word_rate:6.1%}, names {whole.name_rate or 0:6.1%}, loops {loops}"
    )


if __name__ == "__main__":
    main()
