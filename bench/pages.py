"""How soon the page of a long recording is there, beside that of an ordinary one: served as for people, one request at a time.

    .venv/bin/python bench/pages.py [--lines 5000] [--repeat 20] [--postgres]

Both have stories of twenty lines, words with times and doubts. Prints milliseconds to the first byte and to the last (median and the
slowest), the size of the page, its queries, and the same for one of the sheets that it fetches as somebody reads on; and how long it
takes to tell what waits for a yes in a book of all these lines, where nothing does and where every tenth story has a mended line
(--lines 9000 is a book of some 300 pages). Takes a minute.
"""

import argparse
import os
import statistics
import time
from http.client import HTTPConnection
from typing import Any

from serving import Site, site

ORDINARY = 200  # lines: a quarter of an hour
EACH_MS = 3_600


def recording_of(lines: int) -> str:
    """The path of the page of a recording with so many lines."""
    from audio.models import Recording
    from families.models import Family
    from stories.models import Story, StorySegment
    from transcripts.models import Segment, Transcript

    recording = Recording.objects.create(
        family=Family.objects.get(),
        title=f"{lines} lines",
        filename="a.wav",
        content_type="audio/wav",
        size=1,
        sha256=f"{lines:064}",
        duration_ms=lines * EACH_MS,
        peaks=bytes(range(256)) * 12,
    )
    transcript = Transcript.objects.create(
        recording=recording, language="en", engine="x", engine_version="1", engine_reason="A measurement."
    )
    transcript.stretches.create(index=0, begin_ms=0, heard_ms=1, window_ms=1, is_done=True)
    made = Segment.objects.bulk_create(line_of(transcript, number) for number in range(lines))
    told = [
        Story(
            family=recording.family,
            recording=recording,
            title="A story",
            start_ms=some[0].start_ms,
            end_ms=some[-1].end_ms,
        )
        for some in (made[first : first + 20] for first in range(0, lines, 20))
    ]
    Story.objects.bulk_create(told)
    StorySegment.objects.bulk_create(
        StorySegment(story=told[number // 20], segment=segment) for number, segment in enumerate(made)
    )
    return str(recording.get_absolute_url())


def line_of(transcript: Any, number: int) -> Any:
    """A line of twelve words; in every seventh one of them is doubtful."""
    from transcripts.doubt.ranking import doubt_of
    from transcripts.models import Segment

    start = number * EACH_MS
    text = f"And then in line {number} we went down to the river in winter"
    words = [[word, start + 200 * n, start + 200 * n + 180, 0.95] for n, word in enumerate(text.split())]
    if number % 7 == 0:
        words[11][3] = 0.3
    return Segment(
        transcript=transcript,
        index=number,
        start_ms=start,
        end_ms=start + 3_000,
        text=text,
        heard_text=text,
        words=words,
        is_weighed=True,
        doubt=doubt_of(words),
    )


def fetch(connection: HTTPConnection, path: str, cookie: str) -> tuple[float, float, int]:
    """Milliseconds to the first byte and to the last, and how many bytes came."""
    began = time.perf_counter()
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    first = answer.read(1)
    to_first = time.perf_counter() - began
    size = len(first + answer.read())
    assert answer.status == 200, f"{path}: {answer.status}"
    return to_first * 1000, (time.perf_counter() - began) * 1000, size


def queries(path: str) -> int:
    """How many a keeper's request takes, in this process."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from families.models import User

    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(), backend="memoire_site.backends.NoDemoUsersBackend")
    with CaptureQueriesContext(connection) as made:
        assert client.get(path).status_code == 200
    return len(made)


def measure(served: Site, name: str, path: str, repeat: int) -> None:
    connection = served.connect()
    fetch(connection, path, served.cookie)  # the first one loads templates
    took = [fetch(connection, path, served.cookie) for _ in range(repeat)]
    first, last = [each[0] for each in took], [each[1] for each in took]
    print(
        f"{name:28}{statistics.median(first):10.0f}{max(first):8.0f}{statistics.median(last):10.0f}{max(last):8.0f}"
        f"{took[0][2] / 1024:10.0f}{queries(path):10}"
    )


def measure_waiting(repeat: int) -> None:
    """Of all stories that there are, approved as they stand."""
    from stories.editing import since_approval
    from stories.models import Story
    from stories.models.approved_words import ApprovedWords, content_of, fingerprint_of
    from transcripts.models import Segment

    Story.objects.update(state=Story.State.APPROVED)
    stories = list(Story.objects.prefetch_related(*since_approval.PARTS))
    contents = [(story, content_of(story)) for story in stories]
    ApprovedWords.objects.bulk_create(
        ApprovedWords(story=story, content=content, fingerprint=fingerprint_of(content)) for story, content in contents
    )
    print(f"what waits for a yes in {len(stories)} stories, ms: {time_of_waiting(repeat):.0f}", end="")
    Segment.objects.filter(pk__in=[story.story_segments.all()[0].segment_id for story in stories[::10]]).update(
        text="Another line"
    )
    print(f"; where every tenth has changed: {time_of_waiting(repeat):.0f}")


def time_of_waiting(repeat: int) -> float:
    """Milliseconds, the median."""
    from stories.editing import since_approval
    from stories.models import Story

    took = []
    for _ in range(repeat):
        stories = list(Story.objects.all())
        began = time.perf_counter()
        since_approval.awaiting(stories)
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=5_000)
    parser.add_argument("--repeat", type=int, default=20)
    parser.add_argument("--postgres", action="store_true")
    options = parser.parse_args()
    os.environ["ALLOWED_HOSTS"] = "localhost,127.0.0.1"
    with site(on_postgres=options.postgres) as served:
        ordinary, long = recording_of(ORDINARY), recording_of(options.lines)
        print(f"{'':28}{'first byte, ms':>18}{'whole, ms':>18}{'KiB':>10}{'queries':>10}")
        print(f"{'':28}{'median':>10}{'most':>8}{'median':>10}{'most':>8}")
        measure(served, f"{ORDINARY} lines", ordinary, options.repeat)
        measure(served, f"{options.lines} lines", long, options.repeat)
        measure(served, "the same, from its middle", f"{long}?at={options.lines // 2 * EACH_MS}", options.repeat)
        measure(served, "a sheet of it", f"{long}words/2/", options.repeat)
        measure_waiting(options.repeat)


if __name__ == "__main__":
    main()
