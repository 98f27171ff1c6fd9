"""Somebody who goes the whole way through pages and forms, without a browser: they read what is there and press what is shown."""

import time
import wave
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import lxml.html
from django.conf import settings
from pypdf import PdfReader

SAMPLES = Path(settings.BASE_DIR) / "audio" / "tests" / "samples"
READ_ALOUD = ["austen-0870", "austen-0920", "austen-0930"]
PAUSE_SECONDS = 1.5
WORK_SECONDS = 420  # two demo recordings may be before us, on a busy machine
NEVER_SAID = "lighthouse"


def talk() -> bytes:
    """Some fifteen seconds of a person who reads, with pauses in which a story may be parted."""
    out = BytesIO()
    with wave.open(out, "wb") as joined:
        for name in READ_ALOUD:
            with wave.open(str(SAMPLES / f"{name}.wav")) as part:
                if name == READ_ALOUD[0]:
                    joined.setparams(part.getparams())
                silence = bytes(int(PAUSE_SECONDS * part.getframerate()) * part.getsampwidth() * part.getnchannels())
                joined.writeframes(part.readframes(part.getnframes()) + silence)
    return out.getvalue()


class Walker:
    """One person at one address."""

    def __init__(self, address: str) -> None:
        self.web = httpx2.Client(base_url=address, follow_redirects=True, timeout=60)

    def __enter__(self) -> "Walker":
        return self

    def __exit__(self, *_: object) -> None:
        self.web.close()

    def get(self, path: str, **options: Any) -> httpx2.Response:
        return well(self.web.get(path, **options))

    def read(self, path: str) -> str:
        return str(lxml.html.fromstring(self.get(path).text).text_content())

    def json(self, path: str) -> Any:
        return self.get(f"/api/v1/{path}").json()

    def press(self, page: str, action: str = "", *, files: Any = None, **fields: str) -> httpx2.Response:
        """Fills in the form of a page that goes to `action`, with everything that it holds already, and sends it."""
        for form in lxml.html.fromstring(self.get(page).text).forms:
            target = form.action or page
            if form.method == "POST" and urlsplit(target).path == (action or urlsplit(page).path):
                given = {**dict(form.form_values()), **fields}
                return well(self.web.post(target, data=given, files=files, headers={"Referer": str(self.web.base_url)}))
        raise AssertionError(f"On {page} there is no form for {action or page}.")

    # --- the way -----------------------------------------------------------------------------------------------------

    def sign_in(self, email: str, password: str) -> str:
        """Says the path to which it led."""
        answer = self.press("/sign-in/", username=email, password=password)
        assert urlsplit(str(answer.url)).path != "/sign-in/", answer.text
        return urlsplit(str(answer.url)).path

    def add(self, family: str, sound: bytes, title: str) -> str:
        """The id of the new recording."""
        page = f"{family}recordings/new/"
        kept = self.press(
            page,
            files={"file": ("talk.wav", sound, "audio/wav")},
            title=title,
            narrator="Aunt Jane",
            recorded_on="1811",
        )
        return urlsplit(str(kept.url)).path.split("/")[2]

    def until_done(self, recording: str) -> None:
        self.until(lambda: self.json(f"audio/{recording}/status")["status"] == "completed", f"the words of {recording}")
        self.until(lambda: "We are listening once more" not in self.read(f"/recordings/{recording}/"), "the weighing")

    def until(self, is_true: Any, what: str) -> None:
        deadline = time.monotonic() + WORK_SECONDS
        while not is_true():
            assert time.monotonic() < deadline, f"Waited {WORK_SECONDS} seconds for {what}."
            time.sleep(0.5)

    def listen(self, recording: str, sound: bytes) -> None:
        """What came is what is kept, and a stretch of it can be heard."""
        assert self.get(f"/recordings/{recording}/original/").content == sound
        stretch = self.get(f"/recordings/{recording}/sound/", headers={"Range": "bytes=100-199"})
        assert (stretch.status_code, len(stretch.content)) == (206, 100)

    def is_led_to_the_sound_for(self, recording: str) -> float:
        """How many seconds the address is good that an object storage has signed."""
        answer = self.web.get(f"/recordings/{recording}/sound/", follow_redirects=False)
        signed = parse_qs(urlsplit(answer.headers["Location"]).query)
        if "Expires" in signed:  # the older of two ways to sign
            return float(signed["Expires"][0]) - time.time()
        return float(signed["X-Amz-Expires"][0])

    def lines(self, recording: str) -> list[dict[str, Any]]:
        (transcript,) = [each for each in self.json("transcripts/")["results"] if each["audio_id"] == recording]
        return list(self.json(f"transcripts/{transcript['id']}/")["segments"])

    def stories(self, recording: str) -> list[dict[str, Any]]:
        return list(self.json(f"stories/?audio={recording}")["results"])

    def mend(self, line: dict[str, Any], text: str) -> None:
        self.press(f"/segments/{line['id']}/", text=text)

    def hear_again(self, recording: str) -> None:
        """Asks, waits, and takes what was heard; what people wrote stays."""
        page = f"/recordings/{recording}/hearings/"
        self.press(page, f"/recordings/{recording}/hear-again/")
        self.until(lambda: self.verdict(page), "the second hearing")
        self.press(page, str(self.verdict(page)))

    def verdict(self, page: str) -> str | None:
        paths = [urlsplit(form.action or "").path for form in lxml.html.fromstring(self.get(page).text).forms]
        return next((path for path in paths if path.endswith("/accept/")), None)

    def retell(self, story: dict[str, Any], title: str, when: str) -> None:
        self.press(f"/stories/{story['id']}/change/", title=title, edtf=when)

    def split(self, recording: str, story: dict[str, Any]) -> None:
        """Parts it before its last line, and puts it together again."""
        page, lines = f"/stories/{story['id']}/change/", story["chunk_ids"]
        before = len(self.stories(recording))
        self.press(page, f"/stories/{story['id']}/split/", at=lines[-1])
        assert len(self.stories(recording)) == before + 1
        self.press(page, f"/stories/{story['id']}/merge/", edge="end")
        assert len(self.stories(recording)) == before

    def approve(self, recording: str) -> None:
        """Every story; once more where its words were bettered while we read."""

        def all_approved() -> bool:
            for story in self.stories(recording):
                if story["state"] != "approved":
                    self.press(f"/recordings/{recording}/", f"/stories/{story['id']}/approve/")
            return {story["state"] for story in self.stories(recording)} == {"approved"}

        self.until(all_approved, "the stories to come to rest")

    def book(self) -> str:
        (book,) = self.json("books/")["results"]
        pdf = PdfReader(BytesIO(self.get(f"/books/{book['id']}/pdf/").content))
        return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())

    def remove(self, recording: str) -> None:
        """It vanishes at once; until it is erased it can be taken back."""
        self.press(f"/recordings/{recording}/", f"/recordings/{recording}/remove/")
        for path in ("", "sound/", "original/"):
            assert self.web.get(f"/recordings/{recording}/{path}").status_code == 404
        assert self.web.get("/api/v1/stories/", params={"audio": recording}).status_code == 400


def well(answer: httpx2.Response) -> httpx2.Response:
    assert answer.is_success, f"{answer.request.method} {answer.url}: {answer.status_code}\n{answer.text[:2000]}"
    return answer
