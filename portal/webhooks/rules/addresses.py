"""HOW MUCH: which addresses may be called. Source: security T29 (request forgery by the server)."""

import ipaddress
import re
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

MOST_CHARACTERS = 500
PORTS = frozenset({443})

# Every character of an address that we take; a space, a backslash, a control or a letter of another script is none.
PLAIN = re.compile(r"[A-Za-z0-9._~:/?\[\]@!$&'()*+,;=%-]+")
SHAPE = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::(?P<port>[0-9]{1,5}))?(?P<path>/.*)?"
)
LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
LAST_LABEL = re.compile(r"[a-z][a-z0-9-]*[a-z0-9]")  # never a number: 127.1, 0x7f000001 and 2130706433 are not names

# Names that never lead out of the house (RFC 6761, 6762, 8375, 9476 and what clouds use inside).
INNER_NAMES = (
    "localhost", "localdomain", "local", "internal", "intranet", "private", "lan", "corp", "home", "arpa", "onion",
    "alt", "test", "invalid",
)  # fmt: skip

# What is not the public internet (IANA special-purpose registries, RFC 6890), and what only wraps another address.
CLOSED = [
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
    )
]  # fmt: skip
OPEN_V6 = ipaddress.ip_network("2000::/3")  # all other IPv6 is local, mapped, translated, multicast or not given out


class WrongAddress(ValueError):
    """Why an address is not taken; its text is for the person who typed it."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes: what was typed, taken apart in one way for saving and for calling."""

    scheme: str
    host: str  # lower case, without brackets
    port: int
    path: str  # with the query
    is_local: bool = False  # a receiver on this machine that the operator has allowed

    @property
    def authority(self) -> str:
        """What the header Host says."""
        usual = 443 if self.scheme == "https" else 80
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == usual else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The address in the one spelling that is stored."""
        return f"{self.scheme}://{self.authority}{self.path}"


def target_of(url: str, *, ports: Collection[int] = PORTS, local: Collection[str] = ()) -> Target:
    """``url`` taken apart, or WrongAddress: https, the name of a host, a port of ``ports``, no user, no fragment.

    ``local`` lists receivers on this machine, such as ``127.0.0.1:8900``: these alone, in this very spelling, may be
    called by http. Empty in production.

    Source: security T29.

    >>> target_of("https://ERP.Garam.example/hooks?plant=2").url
    'https://erp.garam.example/hooks?plant=2'
    >>> target_of("https://2130706433/")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    portal.webhooks.rules.addresses.WrongAddress: a number is not the name of a host
    >>> target_of("http://127.0.0.1:8900/in", local=["127.0.0.1:8900"]).is_local
    True
    """
    if len(url) > MOST_CHARACTERS:
        raise WrongAddress(_("The address is too long."))
    if "#" in url:
        raise WrongAddress(_("Leave out the part behind #: it is never sent."))
    if not PLAIN.fullmatch(url):
        raise WrongAddress(
            _("Write the address in plain letters: hosts in other scripts as xn--…, other characters as %-codes.")
        )
    if url.partition("://")[2].partition("/")[0].partition("?")[0].count("@"):
        raise WrongAddress(_("Leave out user name and password: every message is signed."))
    found = SHAPE.fullmatch(url)
    if found is None:
        raise WrongAddress(_("Write an address such as https://erp.garam.example/webhooks."))
    scheme, host, path = found["scheme"], found["host"].lower(), found["path"] or "/"
    origin = f"{host}:{found['port'] or (443 if scheme == 'https' else 80)}"
    if scheme == "http" and origin in local:
        return Target("http", host.strip("[]"), int(origin.rpartition(":")[2]), path, is_local=True)
    if scheme != "https":
        raise WrongAddress(_("Only addresses that begin with https:// are called."))
    port = int(found["port"] or 443)
    if port not in ports:
        known = ", ".join(str(each) for each in sorted(ports))
        raise WrongAddress(_("Only these ports are called: %(ports)s.") % {"ports": known})
    return Target("https", _host_name(host), port, path)


def _host_name(host: str) -> str:
    labels = host.removesuffix(".").split(".")
    if host.startswith("[") or not LAST_LABEL.fullmatch(labels[-1]):
        raise WrongAddress(_("Write the name of a host, such as erp.garam.example, not a number."))
    if len(host) > 253 or len(labels) < 2 or not all(LABEL.fullmatch(label) for label in labels):
        raise WrongAddress(_("This is not the full name of a host."))
    if labels[-1] in INNER_NAMES:
        raise WrongAddress(_("This host is not on the public internet."))
    return ".".join(labels)


def is_public(address: str) -> bool:
    """Whether ``address`` is one of the public internet: what a name led to, before it is called.

    Source: security T29.

    >>> is_public("8.8.8.8"), is_public("2606:4700::6810:84e5")
    (True, True)
    >>> [is_public(each) for each in ("127.0.0.1", "169.254.169.254", "::ffff:8.8.8.8", "64:ff9b::a00:1")]
    [False, False, False, False]
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and (ip.scope_id or ip not in OPEN_V6):
        return False
    return (
        ip.is_global
        and not ip.is_multicast
        and not any(ip in network for network in CLOSED if network.version == ip.version)
    )
