"""Memoire's settings, read top to bottom. Every one has a default that works offline on one machine."""

import os
import secrets
from collections import OrderedDict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import structlog
from csp.constants import NONCE, NONE, SELF

from memoire_site import env, logs

BASE_DIR = env.BASE_DIR

# --- where it runs ---------------------------------------------------------------------------------------------------

DEBUG = env.flag("DEBUG", False)
HOST = env.text("HOST", "127.0.0.1")
DEBUG_FOR_OTHERS = env.flag("DEBUG_FOR_OTHERS", False)
SITE_URL = env.address("SITE_URL", f"http://127.0.0.1:{env.integer('PORT', 8000)}", schemes=["http", "https"])
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]", str(urlsplit(SITE_URL).hostname)])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
IS_HTTPS = SITE_URL.startswith("https://")
IS_BEHIND_PROXY = env.flag("BEHIND_PROXY", False)
os.umask(
    0o077
)  # what any process of ours writes from here on is nobody else's to read: database, log, recordings, backups
DATA_DIR = env.folder("DATA_DIR", BASE_DIR / "var")
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)


def kept_secret_key(path: Path) -> str:
    """The key of this data folder, made once: sessions and queued work stay valid over restarts."""
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()


SECRET_KEY = env.text("SECRET_KEY") or kept_secret_key(DATA_DIR / "secret_key")

# --- the rooms -------------------------------------------------------------------------------------------------------

ROOMS = ["projections", "families", "audio", "transcripts", "stories", "books", "memoire_site"]
INSTALLED_APPS = [
    *ROOMS,
    "memoire_site.staff_site.StaffConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_q",
    "django_htmx",
    "django_structlog",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "memoire_site.middleware.Discretion",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "memoire_site.kind_pages.KindPages",
    # Around the sessions: keeping one at the end of a request is a write, which a full disk refuses as well.
    "memoire_site.database_trouble.KindAnswers",
    "memoire_site.incoming.CleanRequests",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "families.accounts.browsers.SeenToday",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "families.accounts.typed_words_pages.TypedWordsAtTheDoor",
    "families.editing.clash_page.ClashPage",
]
ROOT_URLCONF = "memoire_site.urls"
WSGI_APPLICATION = "memoire_site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "families.context_processors.family",
            ],
        },
    },
]

# --- the system of record, and the sound -----------------------------------------------------------------------------

DATABASES = {"default": env.database("DATABASE_URL", DATA_DIR / "memoire.sqlite3")}
DATABASE_CONNECTIONS = env.integer("DATABASE_CONNECTIONS", 20)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = DATA_DIR / "recordings"
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700  # a family's voices are nobody else's
RECORDINGS_URL_SECONDS = env.integer("RECORDINGS_URL_SECONDS", 3600)
RECORDINGS_ORIGIN = env.address("RECORDINGS_ORIGIN", schemes=["http", "https"])
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "recordings": env.storage("RECORDINGS_STORAGE", url_seconds=RECORDINGS_URL_SECONDS),  # `file`: MEDIA_ROOT
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
SENDFILE = env.one_of("SENDFILE", "none", ["none", "x-accel", "x-sendfile"])
SENDFILE_PREFIX = env.text("SENDFILE_PREFIX", "/recordings-on-disk/")
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "arriving"
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, exist_ok=True)
DATA_UPLOAD_MAX_NUMBER_FILES = 4
FILE_UPLOAD_HANDLERS = ["audio.arrivals.ArrivalHandler"]
MAX_UPLOAD_SIZE = env.integer("MAX_UPLOAD_SIZE", 4 * 1024**3)
MAX_FAMILY_BYTES = env.integer("MAX_FAMILY_BYTES", 0, least=0)
MAX_OPEN_UPLOADS = env.integer("MAX_OPEN_UPLOADS", 20)
DISK_RESERVE = env.integer_or_none("DISK_RESERVE", least=0)
UPLOAD_EXPIRES_DAYS = env.integer("UPLOAD_EXPIRES_DAYS", 7)
UPLOAD_SILENCE_SECONDS = env.integer("UPLOAD_SILENCE_SECONDS", 30)
CHUNK_SIZE = env.integer("CHUNK_SIZE", 256 * 1024)
MAX_HOURS = env.integer("MAX_HOURS", 12)
GRACE_DAYS = env.integer("GRACE_DAYS", 30)

# --- the way of a recording ------------------------------------------------------------------------------------------

MEMOIRE_PIPELINE = OrderedDict(
    inspect="audio.tasks.inspect",
    transcribe="transcripts.tasks.transcribe",
    align="transcripts.tasks.align",
    extract="stories.tasks.extract",
    doubt="transcripts.tasks.doubt",
    reread="stories.tasks.reread",
)
MEMOIRE_UNAWAITED = frozenset({"doubt", "reread"})  # steps of the way that nobody waits for: it is over before them
MEMOIRE_ASIDES = {  # what is done with a recording when somebody asks for it; nothing waits for it
    "hear_again": "transcripts.tasks.hear_again",
    "diarise": "transcripts.tasks.diarise",
    "inspect_again": "audio.tasks.inspect_again",
}
MEMOIRE_TASKS = frozenset(  # all that a worker can be asked; it refuses a row that names anything else
    {
        "audio.tasks.run_step",
        "projections.tasks.drain",
        "transcripts.tasks.use_words",
        "transcripts.tasks.repeat_repairs",
        "transcripts.tasks.fetch_model",
    }
)
STEP_LEASE_SECONDS = env.integer("STEP_LEASE_SECONDS", 60)
STEP_MAX_ATTEMPTS = env.integer("STEP_MAX_ATTEMPTS", 3)
STEP_TURN_SECONDS = env.integer("STEP_TURN_SECONDS", 120)
WATCHDOG_SECONDS = env.integer("WATCHDOG_SECONDS", 45)
WEB_WORKERS = env.integer("WEB_WORKERS", 2)
WORKER_NICENESS = env.integer("WORKER_NICENESS", 10, least=0, most=19)
Q_CLUSTER: dict[str, Any] = {
    "name": "memoire",
    "orm": "default",
    "broker_class": "memoire_site.doorbells.Doorbells",
    "scheduler": False,  # a row of its table would run what it names; what is due by the clock is the watchdog's
    "cached": 1,  # results are kept nowhere: django-q2 would read its table of them back with pickle
    "workers": env.integer("WORKERS", 2),
    "queue_limit": 1,
    "timeout": 600,
    "retry": 1800,
    "max_attempts": 1,
    "ack_failures": True,
    "poll": 0.5,
    "save_limit": 100,
    "catch_up": False,
    "label": "Work",
}

# --- engines ---------------------------------------------------------------------------------------------------------

SPEECH_ENGINE = env.one_of("SPEECH_ENGINE", "auto", ["auto", "moonshine", "whisper", "openai", "pocketsphinx"])
SPEECH_MODEL = env.text("SPEECH_MODEL")
MODELS_DIR = DATA_DIR / "models"
SPEECH_MODEL_PATH = env.existing("SPEECH_MODEL_PATH")
SPEECH_MODEL_ARCH = env.one_of("SPEECH_MODEL_ARCH", "tiny", ["tiny", "base"])
SPEECH_OPENAI_MODEL = env.text("SPEECH_OPENAI_MODEL", "whisper-1")
SPEECH_OPENAI_MAX_BYTES = env.integer("SPEECH_OPENAI_MAX_BYTES", 24_000_000, least=100_000)
SPEECH_OPENAI_SECONDS = env.integer("SPEECH_OPENAI_SECONDS", 50)
OPENAI_BASE_URL = env.address("OPENAI_BASE_URL", schemes=["http", "https"])
OPENAI_API_KEY = env.text("OPENAI_API_KEY")
STORY_ENGINE = env.one_of("STORY_ENGINE", "rules", ["rules", "llm"])
STORY_OPENAI_MODEL = env.text("STORY_OPENAI_MODEL", "gpt-4o-mini")
STORY_OPENAI_SECONDS = env.integer("STORY_OPENAI_SECONDS", 120)

# --- copies of the record: nothing is queued for a store that is not named -------------------------------------------

FIRESTORE_PROJECT_ID = env.text("FIRESTORE_PROJECT_ID")
FIRESTORE_CREDENTIALS_PATH = env.existing("FIRESTORE_CREDENTIALS_PATH")
FIRESTORE_EMULATOR_HOST = env.host_and_port("FIRESTORE_EMULATOR_HOST")
NEO4J_URI = env.address("NEO4J_URI", schemes=["bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"])
NEO4J_USER = env.text("NEO4J_USER", "neo4j")
NEO4J_PASSWORD = env.text("NEO4J_PASSWORD")

# --- people who sign in ----------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "families.User"
AUTHENTICATION_BACKENDS = ["memoire_site.backends.NoDemoUsersBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "families.accounts.plain_words.UnlikeTheirName"},
    {"NAME": "families.accounts.plain_words.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "families.accounts.plain_words.NotWellKnown"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES", ["127.0.0.1", "::1"] if IS_BEHIND_PROXY else [])

# --- what a browser may do -------------------------------------------------------------------------------------------

CSRF_FAILURE_VIEW = "memoire_site.strays.forged"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = (
    IS_HTTPS and IS_BEHIND_PROXY
)  # else we cannot know how they came, and would send them round and round
SECURE_REDIRECT_EXEMPT = [r"^api/v1/health/"]  # load balancers ask the machine itself
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # other names under this host are not ours to decide about
X_FRAME_OPTIONS = "DENY"
HOST_ONLY = "__Host-" if IS_HTTPS else ""  # browsers take such a cookie from this host only, over https, for all of it
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{HOST_ONLY}sessionid", f"{HOST_ONLY}csrftoken"
DEVICE_COOKIE_NAME = f"{HOST_ONLY}memoire_device"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # what we say to somebody is in no cookie
PERMISSIONS_POLICY = ", ".join(
    [
        *(f"{name}=(self)" for name in ("microphone", "screen-wake-lock", "autoplay", "fullscreen")),
        *(f"{name}=()" for name in ("camera", "display-capture", "geolocation", "payment", "usb", "serial")),
        *(f"{name}=()" for name in ("hid", "midi", "accelerometer", "gyroscope", "magnetometer", "browsing-topics")),
    ]
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF, "blob:", *filter(None, [RECORDINGS_ORIGIN])],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}

# --- pages and assets ------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
LANGUAGE_CODE = "en-gb"
TIME_ZONE = env.time_zone("TIME_ZONE", "UTC")
USE_TZ = True

# --- the API ---------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "families.accounts.tokens.Tokens",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": [
        "families.text.parsing.JSONParser",
        "families.text.parsing.FormParser",
        "families.text.parsing.MultiPartParser",
    ],
    "DEFAULT_RENDERER_CLASSES": ["memoire_site.problems.Renderer"],
    "DEFAULT_THROTTLE_CLASSES": ["memoire_site.parameters.KnownParameters"],
    "URL_FORMAT_OVERRIDE": None,  # `?format=` is for whoever wants it, such as transcripts
    "DEFAULT_PAGINATION_CLASS": "memoire_site.pagination.Pages",
    "PAGE_SIZE": 50,
    "DEFAULT_SCHEMA_CLASS": "memoire_site.description.Operation",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Memoire",
    "VERSION": "1",
    "DESCRIPTION": "A family's recordings, their words, the stories in them and the book.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "memoire_site.examples.add_examples",
    ],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "RecordingStatus": "audio.models.Recording.Status",
        "StepState": "audio.models.Step.State",
        "StoryState": "stories.models.Story.State",
        "HearingState": "transcripts.models.Hearing.State",
        "SpeakerRole": "transcripts.models.Speaker.Role",
    },
}

# --- logs: JSON lines with ids, never with what a family said --------------------------------------------------------

LOG_LEVEL = env.one_of("LOG_LEVEL", "INFO", ["DEBUG", "INFO", "WARNING", "ERROR"])
SHARED_PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    logs.without_messages,
    logs.without_question,
]
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *SHARED_PROCESSORS,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(),
            "foreign_pre_chain": SHARED_PROCESSORS,
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django-q": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django_structlog": {"level": "WARNING"},
        "neo4j.notifications": {"level": "ERROR"},  # "no such label yet" is no news
    },
}
