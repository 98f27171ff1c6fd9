"""The Whisper models that are offered, as their maker published them. OpenAI's weights (MIT), as Systran converted them.

Many public projects record the same digests for these files at these revisions; where Memoire fetches a model, it is these bytes or none.
"""

from dataclasses import dataclass
from typing import NamedTuple


class File(NamedTuple):
    """`digest` is the SHA-256, or where the hub promises nothing else "git:" and the SHA-1 of Git's blob."""

    name: str
    bytes: int
    digest: str


@dataclass(frozen=True)
class Published:
    """A model on the hub of models at one revision."""

    repository: str
    revision: str
    files: tuple[File, ...]
    hears: str = ""
    licence: str = ""

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.files)

    @property
    def megabytes(self) -> int:
        """As disks and lines are sold: millions of bytes."""
        return round(self.bytes / 1e6)


def systran(name: str, revision: str, hears: str, config: tuple[int, str], model: tuple[int, str]) -> Published:
    own = (File("config.json", *config), File("model.bin", *model))
    words = OF_ENGLISH if name.endswith(".en") else OF_ALL
    return Published(f"Systran/faster-whisper-{name}", revision, own + words, hears, "MIT")


OF_ENGLISH = (
    File("tokenizer.json", 2_128_466, "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df"),
    File("vocabulary.txt", 422_309, "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf"),
)
OF_ALL = (
    File("tokenizer.json", 2_203_239, "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab"),
    File("vocabulary.txt", 459_861, "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913"),
)
OFFERED = {
    "tiny.en": systran(
        "tiny.en",
        "0d3d19a32d3338f10357c0889762bd8d64bbdeba",
        "English; comes along",
        (2_317, "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5"),
        (75_537_502, "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a"),
    ),
    "base.en": systran(
        "base.en",
        "3d3d5dee26484f91867d81cb899cfcf72b96be6c",
        "English, twice as large",
        (2_227, "f3bc3821e9fc76a27bae538e11ae5b677dcdd352b4600429ce7951d398569aeb"),
        (145_216_508, "2a166925539a16005f14ff328359f9b9adb9dc4fb631bb3b227526862e93e2ef"),
    ),
    "small.en": systran(
        "small.en",
        "d1d751a5f8271d482d14ca55d9e2deeebbae577f",
        "English, six times as large and slow",
        (2_657, "666a9605530ac1f61fa8177f3702b4dacec9966749e42610839fcc32661d5fae"),
        (483_545_366, "62b2a45b05ee59acb4a5341b33ee35e041395d378d418a18acfe4c9e768ee37a"),
    ),
    "base": systran(
        "base",
        "ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66",
        "a hundred languages, on a small machine",
        (2_309, "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a"),
        (145_217_532, "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"),
    ),
    "small": systran(
        "small",
        "536b0662742c02347bc0e980a01041f333bce120",
        "a hundred languages, with fewer mistakes",
        (2_370, "b55496ac7940a7ae47d2c01eab40edfd8701feec1229d9cce3b40014383fb828"),
        (483_546_902, "3e305921506d8872816023e4c273e75d2419fb89b24da97b4fe7bce14170d671"),
    ),
}
