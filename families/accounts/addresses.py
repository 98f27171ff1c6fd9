"""From where somebody asks: the address of their line, also behind proxies that we know."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

OF_ONE_HOUSE = 64  # bits of an IPv6 address: behind them a single device chooses as it likes
NOWHERE = "unknown"  # a line without an address, such as a socket in the file system


def client_address(request: HttpRequest) -> str:
    """The address of whoever asks.

    `X-Forwarded-For` is believed only as far as proxies of ours have written it: from its end, each name was added by the hop behind
    it. What anybody else puts there says nothing.
    """
    hops = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    found = plain(request.META.get("REMOTE_ADDR", ""))
    while is_ours(found) and hops and (earlier := plain(hops.pop())):
        found = earlier
    return found or NOWHERE


def client_network(request: HttpRequest) -> str:
    """The same for counting: one house has as many IPv6 addresses as it wants, and counts as one."""
    found = client_address(request)
    if ":" not in found:
        return found
    return str(ip_network(f"{found}/{OF_ONE_HOUSE}", strict=False))


def is_ours(address: str) -> bool:
    return bool(address) and any(ip_address(address) in network for network in settings.TRUSTED_PROXIES)


def plain(written: str) -> str:
    """An address as it is compared; empty for what is none."""
    try:
        found = ip_address(written)
    except ValueError:
        return ""
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    if isinstance(found, IPv6Address) and not mapped:
        return str(IPv6Address(int(found)))  # without a zone
    return str(mapped or found)
