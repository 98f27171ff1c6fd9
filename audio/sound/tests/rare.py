"""Files that FFmpeg reads and does not write, by their published descriptions: a voice of `audio.tests.voices`, mono."""

import struct
from collections.abc import Iterator

import numpy as np

from audio.tests import voices

SHORTEN_BLOCK, RICE_BITS = 256, 10


def chunk(name: bytes, body: bytes) -> bytes:
    """As DSDIFF counts them: in eight bytes."""
    return name + struct.pack(">Q", len(body)) + body


def dff(seconds: float, note: float) -> bytes:
    """DSD64 in DSDIFF: the bits of a DSF, the first of each byte at its other end."""
    rate = 2_822_400
    plain = voices.dsf(seconds, note)
    bits = np.unpackbits(np.frombuffer(plain[92:], np.uint8), bitorder="little")
    head = chunk(b"FS  ", struct.pack(">I", rate)) + chunk(b"CHNL", struct.pack(">H", 1) + b"C   ")
    head += chunk(b"CMPR", b"DSD " + bytes([14]) + b"not compressed" + b"\0")
    body = chunk(b"FVER", bytes([1, 5, 0, 0])) + chunk(b"PROP", b"SND " + head)
    return chunk(b"FRM8", b"DSD " + body + chunk(b"DSD ", np.packbits(bits).tobytes()))


def sphere(samples: np.ndarray, rate: int) -> bytes:
    """NIST SPHERE, as archives of speech have it."""
    facts = {"channel_count": 1, "sample_count": len(samples), "sample_rate": rate, "sample_n_bytes": 2}
    lines = [f"{name} -i {value}" for name, value in facts.items()]
    head = "\n".join(
        ["NIST_1A", "   1024", *lines, "sample_byte_format -s2 01", "sample_coding -s3 pcm", "end_head", ""]
    )
    return head.encode().ljust(1024) + samples.astype("<i2").tobytes()


def portable_voice(samples: np.ndarray, rate: int) -> bytes:
    return f"PVF1\n1 {rate} 16\n".encode() + samples.astype(">i2").tobytes()


def shorten(samples: np.ndarray, rate: int) -> bytes:
    """Version 2: differences from one sample to the next, as Rice codes; the WAV's head comes first, word for word."""
    head = voices.wav(np.zeros((1, 1)), rate=rate)[:44]
    code = "".join(
        ulong(each) for each in (5, 1, SHORTEN_BLOCK, 0, 0, 0)
    )  # 16 bits little-endian, one channel, no prediction
    code += rice(9, 2) + rice(len(head), 5) + "".join(rice(each, 8) for each in head)
    code += "".join(blocks(np.diff(samples.astype(int), prepend=0))) + rice(4, 2)
    return b"ajkg\x02" + int(code.ljust(-(-len(code) // 32) * 32, "0"), 2).to_bytes(-(-len(code) // 32) * 4)


def blocks(differences: np.ndarray) -> Iterator[str]:
    for first in range(0, len(differences) - SHORTEN_BLOCK + 1, SHORTEN_BLOCK):
        block = differences[first : first + SHORTEN_BLOCK].tolist()
        yield rice(1, 2) + rice(RICE_BITS, 3)
        yield "".join(rice(2 * each if each >= 0 else -2 * each - 1, RICE_BITS + 1) for each in block)


def rice(value: int, bits: int) -> str:
    return "0" * (value >> bits) + "1" + (f"{value & (1 << bits) - 1:0{bits}b}" if bits else "")


def ulong(value: int) -> str:
    """A number that says first how many bits its code has."""
    bits = value.bit_length()
    return rice(bits, 2) + rice(value, bits)
