"""Where a request came from: its network address and the program that sent it. Told to a service, never shown."""

from dataclasses import dataclass

from django.http import HttpRequest

from portal.throttles import client_ip

LONGEST_AGENT = 400


@dataclass(frozen=True, slots=True)
class Origin:
    """The address of the network and what the browser or program calls itself."""

    address: str
    agent: str


def origin_of(request: HttpRequest) -> Origin:
    """Of a request to a page or to the API alike."""
    return Origin(client_ip(request), request.headers.get("User-Agent", "")[:LONGEST_AGENT])
