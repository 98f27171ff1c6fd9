"""How gunicorn serves Memoire: `gunicorn --config python:memoire_site.web`.

One address and no proxy are enough. An upload that crawls or stalls holds a thread, and threads are cheap: there are far more of them
than uploads at once, so that pages find one. What is dear, a connection to the database, is shared.
"""

import logging
import resource
import socket
import struct
import sys
from typing import Any

from django.conf import settings
from django.db import connections

from audio import parent_death
from audio.uploads.request_body import Body
from memoire_site import env, exposure

wsgi_app = "memoire_site.wsgi"
worker_class = "gthread"
workers = env.integer("WEB_WORKERS", 2)
threads = 400
worker_connections = 2000
timeout = 120
keepalive = 15
control_socket_disable = True


def on_starting(arbiter: Any) -> None:
    """In the first process, before anybody is let in."""
    parent_death.follow()
    hosts = [
        str(address[0]) for address in arbiter.cfg.address if isinstance(address, tuple)
    ]  # else: a socket in a folder
    try:
        for host in hosts:
            exposure.refuse_open_debug(host)
    except exposure.Exposed as error:
        sys.exit(str(error))


def post_fork(arbiter: Any, worker: Any) -> None:
    parent_death.end_with(worker.ppid)


def post_worker_init(worker: Any) -> None:
    # The usual 1024 are few for so many threads, each with a line and with files of its own.
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    worker.log.error_log.addFilter(is_news)
    end_silence(worker.sockets)
    share_connections()


def end_silence(listeners: list[Any]) -> None:
    """Waits no longer for a byte, be it of a header or of a body, on any line that is accepted from now on: they inherit the option."""
    waits = struct.pack("ll", settings.UPLOAD_SILENCE_SECONDS, 0)
    for listener in listeners:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, waits)


def share_connections() -> None:
    """Gives PostgreSQL's connections back between requests. In the web server only: a pool does not survive the forks of the worker."""
    default = connections.settings["default"]
    if default["ENGINE"].endswith("postgresql"):
        default["CONN_MAX_AGE"] = 0
        default["OPTIONS"]["pool"] = {"min_size": 1, "max_size": settings.DATABASE_CONNECTIONS, "timeout": 20}


def is_news(record: logging.LogRecord) -> bool:
    """That somebody said nothing for too long is none."""
    return not (record.exc_info and isinstance(record.exc_info[1], BlockingIOError))


def pre_request(worker: Any, request: Any) -> None:
    """Bodies of a known length are read as they come."""
    length = getattr(request.body.reader, "length", 0)
    if length:
        request.body = Body(request.unreader, length, lambda: not worker.alive)
