"""Makes a Whisper model of random numbers in a folder: what it says is nonsense of the worst kind, and its loading is real."""

import itertools
from pathlib import Path
from types import SimpleNamespace

import ctranslate2
import numpy as np
from faster_whisper.tokenizer import _LANGUAGE_CODES as LANGUAGES
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

WIDTH, HEADS, LAYERS = 16, 2, 2
LOUD = 5  # or words would drown in 1501 times
FEATURES = '{"feature_size": 80, "sampling_rate": 16000, "hop_length": 160, "chunk_length": 30, "n_fft": 400}'
WORDS = ["Ġriver", "Ġfroze", "Ġlantern", "Ġwinter", "Ġsister", "Ġbaker", "Ġorchard", "Ġletter", ",", "."]
TASKS = ["translate", "transcribe", "startoflm", "startofprev", "nospeech", "notimestamps"]


def tiny_whisper(folder: Path, *, multilingual: bool = True, says_words: bool = False, seed: int = 0) -> Path:
    """Less than a megabyte in a tenth of a second. It says bytes, of which most are no letters, or else some words."""
    folder.mkdir(parents=True, exist_ok=True)
    names = vocabulary(multilingual)
    write_tokenizer(folder, names)
    (folder / "preprocessor_config.json").write_text(FEATURES)
    spec = ctranslate2.specs.WhisperSpec(LAYERS, HEADS, LAYERS, HEADS)
    fill(spec, len(names.all), seed)
    if says_words:
        rows = spec.decoder.projection.weight
        rows[[names.all.index(token) for token in names.letters]] = 0
        rows[[names.all.index(token) for token in [*WORDS, "<|endoftext|>"]]] *= LOUD
    spec.register_vocabulary(names.all)
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [names.all.index("<|endoftext|>")]
    spec.config.lang_ids = [names.all.index(f"<|{language}|>") for language in LANGUAGES]
    spec.config.alignment_heads = list(itertools.product([LAYERS - 1], range(HEADS)))
    spec.validate()
    spec.optimize()
    spec.save(str(folder))
    return folder


def vocabulary(multilingual: bool) -> SimpleNamespace:
    """CTranslate2 takes a model for multilingual where the empty string is a token."""
    letters = sorted(set(pre_tokenizers.ByteLevel.alphabet()) - set(WORDS)) + [""] * multilingual
    marks = ["<|endoftext|>", "<|startoftranscript|>", *(f"<|{name}|>" for name in [*LANGUAGES, *TASKS])]
    times = [f"<|{step / 50:.2f}|>" for step in range(1501)]
    return SimpleNamespace(letters=letters, marks=marks, times=times, all=letters + WORDS + marks + times)


def write_tokenizer(folder: Path, names: SimpleNamespace) -> None:
    text = {token: place for place, token in enumerate(names.letters + WORDS)}
    made = Tokenizer(models.BPE(vocab=text, merges=[]))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens([AddedToken(mark, special=True, normalized=False) for mark in names.marks])
    made.add_tokens([AddedToken(time, normalized=False) for time in names.times])
    made.save(str(folder / "tokenizer.json"))


def fill(spec: object, tokens: int, seed: int) -> None:
    """Random weights of the right shapes in every place."""
    dice = np.random.default_rng(seed)

    def some(*shape: int) -> np.ndarray:
        return dice.normal(0, 0.3, shape).astype(np.float32)

    def linear(place: object, rows: int, columns: int) -> None:
        place.weight, place.bias = some(rows, columns), np.zeros(rows, np.float32)

    def norm(place: object) -> None:
        place.gamma, place.beta = np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)

    def attention(place: object, *rows: int) -> None:
        norm(place.layer_norm)
        for each, count in zip(place.linear, rows, strict=True):
            linear(each, count * WIDTH, WIDTH)

    def feed_forward(place: object) -> None:
        norm(place.layer_norm)
        linear(place.linear_0, 4 * WIDTH, WIDTH)
        linear(place.linear_1, WIDTH, 4 * WIDTH)

    encoder, decoder = spec.encoder, spec.decoder
    for conv, channels in ((encoder.conv1, 80), (encoder.conv2, WIDTH)):
        conv.weight, conv.bias = some(WIDTH, channels, 3), np.zeros(WIDTH, np.float32)
    encoder.position_encodings.encodings = some(1500, WIDTH)
    decoder.position_encodings.encodings = some(448, WIDTH)
    decoder.embeddings.weight, decoder.projection.weight = some(tokens, WIDTH), some(tokens, WIDTH)
    norm(encoder.layer_norm)
    norm(decoder.layer_norm)
    for layer in encoder.layer:
        attention(layer.self_attention, 3, 1)
        feed_forward(layer.ffn)
    for layer in decoder.layer:
        attention(layer.self_attention, 3, 1)
        attention(layer.attention, 1, 2, 1)
        feed_forward(layer.ffn)
