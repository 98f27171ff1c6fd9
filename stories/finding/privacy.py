"""What leaves the machine that Memoire runs on, said from the settings as they are."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from audio.endpoint import ADDRESS

HERE = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Leaving:
    """`what` goes to `where`, and `why`; on this machine too where `is_near`: another program may still pass it on."""

    what: str
    where: str
    why: str
    is_near: bool = False


def leaving(*, may_ask_model: bool) -> list[Leaving]:
    """Everything that is sent or copied elsewhere for a family, the sound first."""
    endpoint = host_of(settings.OPENAI_BASE_URL or ADDRESS)
    found = []
    if settings.SPEECH_ENGINE == "openai":
        what = "The sound of every recording, in pieces of some seconds, with the names on your list of words"
        found.append(leaving_to(what, endpoint, "to be written down"))
    elif settings.OPENAI_BASE_URL or settings.OPENAI_API_KEY:
        what = "The sound of a recording for which a keeper or staff chooses “openai” under “Hear it again”"
        found.append(leaving_to(what, endpoint, "to be written down once more"))
    if settings.STORY_ENGINE == "llm" and may_ask_model:
        what = (
            "The words of every recording, with the name and birthday of the one who tells and the day of the recording"
        )
        found.append(leaving_to(what, endpoint, "so that a language model proposes stories"))
    sound = settings.STORAGES["recordings"]
    if bucket := sound.get("OPTIONS", {}).get("bucket_name"):
        found.append(Leaving("The sound of every recording", f"the storage “{bucket}”", "to be kept there"))
    elif sound["BACKEND"].endswith("FirestoreStorage"):
        found.append(Leaving("The sound of every recording", "Firestore", "to be kept there"))
    if (database := str(settings.DATABASES["default"].get("HOST", ""))) and not is_here(database):
        found.append(Leaving("All words, stories and names", f"the database at {database}", "to be kept there"))
    if settings.FIRESTORE_EMULATOR_HOST and settings.FIRESTORE_PROJECT_ID:
        found.append(
            leaving_to("A copy of words and stories", host_of(f"//{settings.FIRESTORE_EMULATOR_HOST}"), "for programs")
        )
    elif settings.FIRESTORE_PROJECT_ID:
        where = f"Google Firestore, project “{settings.FIRESTORE_PROJECT_ID}”"
        found.append(Leaving("A copy of words and stories", where, "for programs that read them there"))
    if settings.NEO4J_URI:
        found.append(
            leaving_to(
                "A copy of stories, people and places", host_of(settings.NEO4J_URI), "to find what connects them"
            )
        )
    return found


def leaving_to(what: str, host: str, why: str) -> Leaving:
    return Leaving(what, host, why, is_near=host in HERE)


def is_here(database: str) -> bool:
    """Whether a database is on this machine: by its name, or as a folder with the socket of one."""
    return database in HERE or database.startswith("/")


def host_of(address: str) -> str:
    return urlsplit(address).hostname or address


def model_host() -> str:
    """Where a language model would be asked; nothing where this installation names none."""
    return host_of(settings.OPENAI_BASE_URL or ADDRESS) if settings.STORY_ENGINE == "llm" else ""
