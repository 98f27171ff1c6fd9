"""The settings of the chaos test: short leases, and a step that poison kills."""

from memoire_site.settings import *  # noqa: F403
from memoire_site.settings import MEMOIRE_PIPELINE

MEMOIRE_PIPELINE = {**MEMOIRE_PIPELINE, "transcribe": "memoire_site.tests.poison.transcribe"}
STEP_LEASE_SECONDS = 10  # loading what doubt needs takes some seconds on a busy machine
STEP_MAX_ATTEMPTS = 6  # on a busy machine chance strikes the same innocent step several times
WATCHDOG_SECONDS = 6
