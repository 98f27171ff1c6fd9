"""The web server is killed at random while a recording is being sent: the sender goes on from what was promised, and nothing is lost."""

import hashlib
import os
import random
import signal
import threading
import time
from contextlib import suppress

import pytest

from memoire_site.tests.running import database, memoire
from memoire_site.tests.sending import Sender, sound, token_of_a_keeper
from memoire_site.tests.test_chaos import SEED, children_of, command_of, serve_of

pytestmark = pytest.mark.chaos
KILLS = 8
MEGABYTES = 96


def strike(serve: int, chance: random.Random) -> str:
    """Kills one web process, or all of them at once with the one that watches over them."""
    mains = [pid for pid in children_of(serve) if "gunicorn" in command_of(pid)]
    workers = [pid for main in mains for pid in children_of(main)]
    if not workers:
        return "nobody"
    with suppress(ProcessLookupError):
        if chance.random() < 0.3:
            os.killpg(mains[0], signal.SIGKILL)
            return "all"
        os.kill(chance.choice(workers), signal.SIGKILL)
    return "one"


def test_a_recording_arrives_whole_however_often_the_web_server_is_killed(tmp_path):
    chance, struck, is_over = random.Random(SEED), [], threading.Event()
    content = sound(MEGABYTES, SEED)

    def strike_again_and_again() -> None:
        while len(struck) < KILLS and not is_over.wait(chance.uniform(0.05, 0.8)):
            if (kind := strike(serve_of(tmp_path), chance)) != "nobody":
                struck.append(kind)
                time.sleep(chance.uniform(0.5, 3))

    with database(tmp_path) as address:
        variables = {"DATABASE_URL": address}
        with memoire(tmp_path, "--no-demo", **variables) as site:
            sender = Sender(site, token_of_a_keeper(tmp_path, **variables))
            place = sender.begin(len(content))
            striker = threading.Thread(target=strike_again_and_again)
            striker.start()
            try:
                recording, offsets = sender.send(place, content, seconds=300)
            finally:
                is_over.set()
                striker.join()
            kept = sender.sha256(recording)
    told = f"seed {SEED}, struck {struck}, {len(offsets)} offsets"
    assert kept == hashlib.sha256(content).hexdigest(), told
    assert offsets == sorted(offsets), told
    assert len(struck) >= 3, told
