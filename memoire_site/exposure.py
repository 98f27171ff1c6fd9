"""Whom an address lets in: development, with its details and the demo's known passwords, is for this machine alone."""

import socket
from ipaddress import ip_address

from django.conf import settings

REFUSED = (
    "HOST={host} lets other machines in, and DEBUG shows them details and lets them sign in with the demo's passwords, which anybody can "
    "read. Start with DEBUG=false for a family. To show the demo to others all the same, set DEBUG_FOR_OTHERS=true."
)


class Exposed(Exception):
    """Development would be open to other machines; says what to do."""


def refuse_open_debug(host: str) -> None:
    """Raises Exposed where development would listen to others, unless that was asked for by name."""
    if settings.DEBUG and not settings.DEBUG_FOR_OTHERS and not is_this_machine(host):
        raise Exposed(REFUSED.format(host=host))


def is_this_machine(host: str) -> bool:
    """Whether only this machine can reach it. An empty host means every address; a name that nobody knows may mean anything."""
    bare = host.strip("[]")
    try:
        found = {bare} if is_number(bare) else {str(each[4][0]) for each in socket.getaddrinfo(bare or "0.0.0.0", None)}  # noqa: S104
    except OSError:
        return False
    return all(ip_address(each.split("%")[0]).is_loopback for each in found)


def is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
