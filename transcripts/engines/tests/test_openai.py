"""The engine that asks an endpoint, against one on this machine that answers well, late, half, wrongly and not at all."""

import logging

import numpy as np
import pytest

from audio.errors import StepError
from transcripts.engines import openai
from transcripts.engines.base import SAMPLE_RATE
from transcripts.engines.openai import OpenAI
from transcripts.tests import endpoint
from transcripts.tests.endpoint import SAID, answer, raw, refusal

HUM = (0.3 * np.sin(np.arange(4 * SAMPLE_RATE) * 0.3)).astype(np.float32)


@pytest.fixture
def server():
    with endpoint.running() as running:
        yield running


@pytest.fixture
def engine(server, monkeypatch) -> OpenAI:
    monkeypatch.setattr(openai, "PAUSES", (0, 0))
    return OpenAI("whisper-1", base_url=server.url, api_key="sesame", patience=5)


def failure(engine: OpenAI) -> StepError:
    with pytest.raises(StepError) as failed:
        engine.hear(HUM, language="en")
    return failed.value


def test_it_sends_the_sound_the_model_and_the_key_and_nothing_else(server, engine):
    engine.hear(HUM)
    assert server.asked == [
        {
            "path": "/v1/audio/transcriptions",
            "key": "Bearer sesame",
            "model": "whisper-1",
            "seconds": 4.0,
            "bytes": 44 + 2 * len(HUM),
            "response_format": "verbose_json",
            "timestamp_granularities[]": ["segment", "word"],
        }
    ]


def test_language_and_hints_are_sent_where_they_are_known(server, engine):
    engine.hear(HUM, language="de", hints=["Dashwood", "Norland"])
    assert (server.asked[0]["language"], server.asked[0]["prompt"]) == ("de", "Dashwood, Norland")


def test_the_second_way_is_warmer_and_without_hints(server, engine):
    engine.hear(HUM, hints=["Dashwood"], second_way=True)
    assert ("prompt" in server.asked[0], server.asked[0]["temperature"]) == (False, "0.4")


def test_segments_and_their_words_come_with_times(engine):
    (line,) = engine.hear(HUM, language="en")
    assert (line.text.strip(), line.start, line.suspicion, line.language) == (" ".join(SAID), 0, "", "")
    assert [word.text for word in line.words] == [word.strip(".") for word in SAID]
    assert line.confidence == pytest.approx(np.exp(-0.2))


def test_the_language_that_it_heard_is_given_by_its_code(engine):
    assert engine.hear(HUM)[0].language == "en"


def test_an_answer_of_text_only_is_one_line(server, engine):
    server.usual = answer(text="It was cold.")
    (line,) = engine.hear(HUM)
    assert (line.text, line.start, line.end, line.confidence) == ("It was cold.", 0, 4, None)


def test_an_endpoint_that_gives_text_only_is_asked_for_that_from_then_on(server, engine):
    server.script = [refusal(400, code="unsupported_value"), answer(text="It was cold.")]
    server.usual = answer(text="And then it thawed.")
    assert [engine.hear(HUM)[0].text for _ in range(2)] == ["It was cold.", "And then it thawed."]
    assert [asked["response_format"] for asked in server.asked] == ["verbose_json", "json", "json"]


@pytest.mark.parametrize(
    ("scores", "suspicion"), [({"no_speech_prob": 0.9}, "over silence"), ({"compression_ratio": 3}, "loop")]
)
def test_what_the_endpoint_doubts_is_marked(server, engine, scores, suspicion):
    server.usual = answer(text="x", segments=[{"start": 0, "end": 1, "text": "Thank you.", **scores}])
    assert engine.hear(HUM)[0].suspicion == suspicion


@pytest.mark.parametrize(
    ("status", "code", "sentence", "permanent", "times"),
    [
        (401, "", "does not accept the key", True, 1),
        (403, "", "does not accept the key", True, 1),
        (404, "", "does not know this address or model", True, 1),
        (400, "", "refuses to hear this", True, 2),
        (422, "", "refuses to hear this", True, 2),
        (405, "", "in trouble: it answers with 405", True, 1),
        (429, "", "too busy", False, 3),
        (429, "insufficient_quota", "used up", True, 1),
        (500, "", "in trouble: it answers with 500", False, 3),
        (503, "", "in trouble: it answers with 503", False, 3),
    ],
)
def test_each_refusal_has_its_sentence_and_is_repeated_only_where_that_may_help(
    server, engine, status, code, sentence, permanent, times
):
    server.usual = refusal(status, code=code)
    failed = failure(engine)
    assert sentence in failed.reason
    assert (failed.permanent, len(server.asked)) == (permanent, times)


def test_what_the_endpoint_says_about_it_is_not_repeated(server, engine):
    server.usual = refusal(400)
    assert "grandma" not in failure(engine).reason


def test_after_trouble_that_passes_the_words_are_there(server, engine):
    server.script = [refusal(503), endpoint.half]
    assert engine.hear(HUM)[0].text.strip() == " ".join(SAID)


@pytest.mark.parametrize("body", [b"", b"<html>Welcome</html>", b"\xff\xfe"])
def test_nonsense_may_pass(server, engine, body):
    server.usual = raw(body)
    failed = failure(engine)
    assert ("not a transcription" in failed.reason, failed.permanent, len(server.asked)) == (True, False, 3)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"text": None},
        {"text": "x", "segments": [{"start": 0, "end": 1}]},
        {"text": "x", "segments": [{"start": 0, "end": 1, "text": None}]},
        {"text": "x", "segments": ["x"]},
        {"text": "x", "segments": [{"start": "soon", "end": 1, "text": "x"}]},
        {"text": "x", "words": 5},
        {"text": "x", "words": [{"word": "x"}]},
    ],
)
def test_json_that_is_no_transcription_stays_so(server, engine, told):
    server.usual = answer(**told)
    failed = failure(engine)
    assert ("not a transcription" in failed.reason, failed.permanent) == (True, True)


def test_an_endless_answer_is_cut_off(server, engine, monkeypatch):
    monkeypatch.setattr(openai, "MOST_ANSWER", 1000)
    server.usual = answer(text="x" * 5000)
    assert failure(engine).permanent


def test_a_half_answer_may_be_whole_next_time(server, engine):
    server.usual = endpoint.half
    failed = failure(engine)
    assert (failed.reason, failed.permanent) == ("The speech endpoint broke off in the middle of its answer.", False)


@pytest.mark.parametrize("manner", [endpoint.silence, endpoint.drip])
def test_who_answers_too_slowly_is_not_waited_for(server, engine, manner):
    server.usual, engine.patience = manner, 0.3
    failed = failure(engine)
    assert ("in time" in failed.reason, failed.permanent) == (True, False)


def test_nobody_at_the_address_may_be_a_matter_of_time():
    failed = failure(OpenAI("whisper-1", base_url="http://127.0.0.1:9/v1", patience=0.2))
    assert (failed.reason, failed.permanent) == ("The speech endpoint could not be reached.", False)


def test_a_voice_goes_to_no_other_address(server, engine):
    with endpoint.running() as other:
        server.usual = refusal(307, Location=f"{other.url}/audio/transcriptions")
        failed = failure(engine)
        assert (other.asked, failed.permanent, "OPENAI_BASE_URL" in failed.reason) == ([], True, True)


def test_what_is_larger_than_the_endpoint_takes_is_sent_in_pieces(server, engine):
    engine.most_bytes = 70_000
    lines = engine.hear(HUM, language="en")
    assert [asked["bytes"] <= 70_000 for asked in server.asked] == [True] * len(lines)
    assert sum(asked["seconds"] for asked in server.asked) == pytest.approx(4)
    assert [line.start for line in lines] == sorted(line.start for line in lines)


def test_an_endpoint_that_takes_less_than_we_think_gets_halves(server, engine):
    server.script = [refusal(413)]
    assert len(engine.hear(HUM)) == 2
    assert (server.asked[0]["seconds"], len(server.asked)) == (4, 3)


def test_an_endpoint_that_takes_nothing_fails_for_good(server, engine):
    server.usual = refusal(413)
    failed = failure(engine)
    assert ("smaller files" in failed.reason, failed.permanent) == (True, True)


def test_no_word_of_the_family_is_logged(server, engine, caplog):
    with caplog.at_level(logging.DEBUG):
        server.script = [refusal(500)]
        engine.hear(HUM, hints=["Dashwood"])
    assert not any(word in caplog.text for word in ["Dashwood", "coldest", "sesame"])


def test_the_version_names_model_and_host():
    assert OpenAI("large", base_url="http://user:word@ear.example:8000/v1").version == "large at ear.example"
