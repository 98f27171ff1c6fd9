"""Processes are killed at random while recordings go through: nothing is lost, nothing comes twice, nobody has to help."""

import json
import os
import random
import signal
import subprocess
import sys
import time
import wave
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path

import pytest
from django.conf import settings

from memoire_site.tests import chaos_settings, shared_hearing
from memoire_site.tests.poison import NAME
from memoire_site.tests.running import database, memoire, until

pytestmark = pytest.mark.chaos
SAMPLES = Path(settings.BASE_DIR) / "audio" / "tests" / "samples"
KILLS = 24
SEED = int(os.environ.get("CHAOS_SEED", "0")) or random.randrange(1, 10**6)


def voice(*, sentences: int) -> bytes:
    """So many sentences of real speech, of five that come again and again, six seconds each with the pause behind it."""
    out = BytesIO()
    with wave.open(out, "wb") as joined:
        joined.setparams((1, 2, 16_000, 0, "NONE", "NONE"))
        for sample in islice(cycle(sorted(SAMPLES.glob("*.wav"))), sentences):
            with wave.open(str(sample)) as part:
                joined.writeframes(part.readframes(part.getnframes()) + bytes(32_000))
    return out.getvalue()


class Installation:
    """One running Memoire, asked through its own command line, as staff would."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = {**os.environ, **environment, "DEBUG": "true"}

    def ask(self, code: str) -> str:
        command = [sys.executable, "-c", f"import django; django.setup()\n{code}"]
        done = subprocess.run(
            command, env=self.environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
        )
        return done.stdout

    def bring_in(self, sound: Path, titles: list[str]) -> None:
        self.ask(
            "from django.core.files.base import File\n"
            "from audio import arrivals\n"
            "from families.models import Family\n"
            f"for title in {titles!r}:\n"
            "    family = Family.objects.create(name='Chaos')  # a family keeps the same bytes only once\n"
            f"    arrivals.receive(File(open({str(sound)!r}, 'rb'), 'a.wav'), family=family, by=None, title=title)\n"
        )

    def found(self) -> list[dict]:
        return json.loads(
            self.ask(
                "import json\n"
                "from audio.models import Recording\n"
                "rows = Recording.objects.order_by('created_at')\n"
                "print(json.dumps([{'title': r.title, 'status': r.status, 'stage': r.processing_stage,"
                " 'reason': r.current_step.reason if r.current_step else '',"
                " 'is_left': r.steps.exclude(state__in=['done', 'failed']).exists(),"
                " 'words': list(r.transcript.segments.values_list('index', 'start_ms', 'end_ms', 'text'))"
                " if hasattr(r, 'transcript') else []} for r in rows]))"
            )
        )


def children_of(pid: int) -> list[int]:
    """The living children of a process, from /proc."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(entry.parent.name))
    return found


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def parts(serve: int) -> dict[str, list[int]]:
    """The processes by what they are: the watchdog, the cluster's main process, and its children."""
    watchdogs = [pid for pid in children_of(serve) if "manage.py worker" in command_of(pid)]
    mains = [pid for watchdog in watchdogs for pid in children_of(watchdog) if "qcluster" in command_of(pid)]
    sentinels = [pid for main in mains for pid in children_of(main)]
    workers = [pid for sentinel in sentinels for pid in children_of(sentinel)]
    return {"watchdog": watchdogs, "main": mains, "sentinel": sentinels, "worker": workers}


def strike(serve: int, chance: random.Random) -> str:
    """Kills one part, or the whole tree of the cluster."""
    found = parts(serve)
    kind = chance.choices(["worker", "sentinel", "main", "tree", "watchdog"], [10, 2, 3, 3, 1])[0]
    victims = found["main" if kind == "tree" else kind]
    if not victims:
        return "nobody"
    victim = chance.choice(victims)
    try:
        os.killpg(victim, signal.SIGKILL) if kind == "tree" else os.kill(victim, signal.SIGKILL)
    except ProcessLookupError:
        return "nobody"
    return kind


def processes_of(folder: Path) -> list[int]:
    """Everything that runs on this folder's data, by its environment."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            environment = (entry / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if f"DATA_DIR={folder}".encode() in environment:
            found.append(int(entry.name))
    return found


def serve_of(folder: Path) -> int:
    (serve,) = [pid for pid in processes_of(folder) if "manage.py serve" in command_of(pid)]
    return serve


def test_nine_of_ten_come_through_and_poison_is_given_up_with_a_reason(tmp_path):
    chance = random.Random(SEED)
    sound = tmp_path / "voice.wav"
    sound.write_bytes(voice(sentences=3))
    titles = [f"recording {number}" for number in range(9)]
    titles.insert(4, NAME)
    with database(tmp_path) as address:
        environment = {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "memoire_site.tests.chaos_settings"}
        installation = Installation({**environment, "DATA_DIR": str(tmp_path)})
        with memoire(tmp_path, "--no-demo", **environment):
            serve = serve_of(tmp_path)
            installation.bring_in(sound, titles)
            struck = []
            for _ in range(KILLS):
                time.sleep(chance.uniform(0.3, 2.5))
                struck.append(strike(serve, chance))
            is_over = lambda: all(r["status"] == "failed" or not r["is_left"] for r in installation.found())  # noqa: E731
            until(is_over, 900, f"the end (seed {SEED})", every=2)
        left_over = [command_of(pid) for pid in processes_of(tmp_path)]
        found = installation.found()
    poison = next(r for r in found if r["title"] == NAME)
    others = [r for r in found if r["title"] != NAME]
    told = f"seed {SEED}, struck {struck}, reasons { {r['title']: (r['stage'], r['reason']) for r in found} }"
    assert [r["status"] for r in others] == ["completed"] * 9, told
    assert (poison["status"], poison["stage"]) == ("failed", "transcribe"), told
    assert f"stopped its worker {chaos_settings.STEP_MAX_ATTEMPTS} times" in poison["reason"], told
    assert left_over == [], told
    assert len(others[0]["words"]) >= 3, told
    assert all(r["words"] == others[0]["words"] for r in others), told


def ended(folder: Path) -> int:
    """How many recordings were heard and aligned, or given up, by what the workers say: asking them would keep a processor busy."""
    lines = (folder / "log").read_text().splitlines()
    over = [line for line in lines if '"align"' in line and '"step_done"' in line]
    return len(over) + sum('"step_given_up"' in line or '"permanent": true' in line for line in lines)


@pytest.mark.one_database  # what is compared is words; leases are shared by the test above on each
def test_ten_kills_while_two_workers_share_a_recording_end_in_the_words_of_an_undisturbed_run(tmp_path):
    sound = tmp_path / "voice.wav"
    sound.write_bytes(voice(sentences=20))
    with database(tmp_path) as address:
        environment = {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "memoire_site.tests.shared_hearing"}
        installation = Installation({**environment, "DATA_DIR": str(tmp_path), "CHAOS_SEED": str(SEED)})
        with memoire(tmp_path, "--no-demo", **environment, CHAOS_SEED=str(SEED)):
            for number, title in enumerate(("disturbed", "undisturbed"), 1):  # no kill is left for the second
                installation.bring_in(sound, [title])
                until(lambda number=number: ended(tmp_path) >= number, 600, f"the end of the {title} run (seed {SEED})")
        disturbed, undisturbed = sorted(installation.found(), key=lambda each: each["title"])
    killed = [ticket.read_text() for ticket in shared_hearing.tickets(tmp_path)]
    told = f"seed {SEED}, killed {killed}, {disturbed['stage']}: {disturbed['reason']}"
    assert (disturbed["status"], undisturbed["status"]) == ("completed", "completed"), told
    assert len(killed) == shared_hearing.KILLS, told
    assert len({ticket.split()[1] for ticket in killed}) > 1, told  # more than one stretch was struck
    assert len(undisturbed["words"]) >= 20, told
    assert disturbed["words"] == undisturbed["words"], told
