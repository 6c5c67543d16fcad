"""The address that limits count by. Behind a proxy that LEITSTERN_TRUSTED_PROXIES names it is the browser's.

uvicorn has put the right one into the request already. Called by guessing.py, pages/ and the wire.
"""

from __future__ import annotations

from ipaddress import IPv4Address, ip_address, ip_network

from starlette.requests import HTTPConnection


def address_of(request: HTTPConnection) -> str:
    """The key of rate limits: an IPv4 address, or the /64 network of an IPv6 address (one owner)."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv4Address) or address.ipv4_mapped is not None:
        return host
    return str(ip_network((address, 64), strict=False))
