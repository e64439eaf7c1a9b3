"""HOW MUCH: which scopes there are, and which of the company's roles each lends to a client."""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

MOST_CLIENTS = 10  # per company
MOST_NETWORKS = 20  # per client
KEY_HOURS = 24  # how long an Idempotency-Key is remembered
MOST_DAYS = 731  # a client works for two years at most, then somebody says again that it is needed
USUAL_DAYS = 365
WARN_DAYS = (30, 7, 1)  # before its end
MOST_SECRETS = 2  # valid at a time
OVERLAP_HOURS = (0, 1, 24, 72, 168)  # how long the old secret goes on after a new one was made
USUAL_OVERLAP = 24
LOG_DAYS = 30  # how long requests are kept
ODD_MINUTES = 10  # so many answers of a kind in so many minutes are told to the company
ODD_COUNTS = {401: 20, 403: 20, 429: 100}
SECRET = re.compile(r"(tgs_[A-Za-z0-9]{8})_[A-Za-z0-9]{64,200}")


@dataclass(frozen=True, slots=True)
class Scope:
    """One scope: what it opens, and the supplier's role (domain 16.1) that it lends."""

    code: str
    label: object
    role: str = ""
    supplier_only: bool = False
    buyer_only: bool = False  # lends its role to the buyer's own clients alone: its bank
    includes: tuple[str, ...] = ()  # scopes that it opens too


SCOPES = {
    scope.code: scope
    for scope in (
        Scope("catalog.read", _("Read the catalogue")),
        Scope("catalog.write", _("Write the company's products"), role="SU", supplier_only=True),
        Scope("rfq.read", _("Read questions and quote requests to the company"), role="SU", supplier_only=True),
        Scope("rfq.write", _("Answer questions and quote requests"), role="SU", supplier_only=True),
        Scope("tender.read", _("Read tenders and results"), role="SU"),
        Scope("bid.read", _("Read the company's bids, receipts and debriefs"), role="BD", supplier_only=True),
        Scope(
            "bid.write",
            _("Submit and withdraw the company's bids"),
            role="BD",
            supplier_only=True,
            includes=("bid.read",),
        ),
        Scope("contract.read", _("Read the company's contracts"), role="SU", supplier_only=True),
        Scope(
            "contract.write",
            _("Register the company's subcontracts"),
            role="SU",
            supplier_only=True,
            includes=("contract.read",),
        ),
        Scope("invoice.read", _("Read the company's deliveries and invoices"), role="SF", supplier_only=True),
        Scope(
            "invoice.write",
            _("Announce deliveries and submit invoices"),
            role="SF",
            supplier_only=True,
            includes=("invoice.read",),
        ),
        Scope("statement.read", _("Read the company's book and statements"), role="SF", supplier_only=True),
        Scope("receivable.read", _("Read the company's receivables"), role="SU", supplier_only=True),
        Scope(
            "receivable.write",
            _("Pass receivables on and draw them early"),
            role="SF",
            supplier_only=True,
            includes=("receivable.read",),
        ),
        Scope(
            "esg.read",
            _("Read the company's ESG assessments, corrective actions and declarations"),
            role="SE",
            supplier_only=True,
        ),
        Scope(
            "esg.write",
            _("Prepare the company's ESG answers, evidence and declarations"),
            role="SE",
            supplier_only=True,
            includes=("esg.read",),
        ),
        Scope(
            "support.read",
            _("Read the company's applications, projects, lab bookings and benefit-sharing tasks"),
            role="SU",
            supplier_only=True,
        ),
        Scope(
            "support.write",
            _("Prepare the company's applications, enter values of its projects, propose benefit-sharing tasks"),
            role="SU",
            supplier_only=True,
            includes=("support.read",),
        ),
        Scope(
            "support.review",
            _("Read applications and selections of the buyer's support programmes"),
            buyer_only=True,
        ),
        Scope(
            "jobs.read",
            _("Read the company's vacancies, matches and placements of Youth Dream"),
            role="SU",
            supplier_only=True,
        ),
        Scope(
            "friends.read",
            _("Read the company's donations and prepayments in the Corporate Citizenship Friends"),
            role="SU",
            supplier_only=True,
        ),
        Scope(
            "ccms.read",
            _("Read the company's self-assessments of corporate citizenship"),
            role="SU",
            supplier_only=True,
        ),
        Scope("webhook.write", _("Look after the program's own webhook endpoints")),
        Scope("export.write", _("Take out rows in bulk as files")),
        Scope("bank.status", _("Fetch payment files and send the bank's messages"), role="BK", buyer_only=True),
    )
}


AREAS = (  # under which heading a scope is offered; the first part of its code decides
    (("catalog", "rfq"), _("Catalogue and quote requests")),
    (("tender", "bid"), _("Tenders and bids")),
    (("contract", "invoice", "statement", "receivable", "bank"), _("Contracts and money")),
    (("esg", "support", "jobs", "friends", "ccms"), _("ESG and shared growth")),
)
OTHER_AREA = _("Data exchange")


def area_of(code: str) -> object:
    """The heading under which the scope ``code`` is offered.

    Source: security A131 (scopes are chosen knowingly).

    >>> area_of("bid.write") is area_of("tender.read"), area_of("export.write") is OTHER_AREA
    (True, True)
    """
    head = code.partition(".")[0]
    return next((label for heads, label in AREAS if head in heads), OTHER_AREA)


def last_days(today: date) -> tuple[date, date, date]:
    """The first, the usual and the last day that may be chosen as the last one of a client.

    Source: security T25 (credentials that nobody needs any more end by themselves).

    >>> [day.isoformat() for day in last_days(date(2026, 11, 27))]
    ['2026-11-27', '2027-11-27', '2028-11-27']
    """
    return today, today + timedelta(days=USUAL_DAYS), today + timedelta(days=MOST_DAYS)


def warning_due(days_left: int) -> int | None:
    """Which of the warnings before a client's end is due, by its days; None if none is.

    Source: issue "the partner's side", build 1 (a client's end is told before and when it comes).

    >>> [warning_due(days) for days in (31, 30, 8, 7, 1, 0)]
    [None, 30, 30, 7, 1, 1]
    """
    return min((days for days in WARN_DAYS if days_left <= days), default=None)


def prefix_of(secret: str) -> str:
    """By which beginning a secret is found again; "" for one that does not tell.

    Source: security A130 (kept as a hash, shown once).

    >>> prefix_of("tgs_a1B2c3D4_" + "x" * 64), prefix_of("made before prefixes")
    ('tgs_a1B2c3D4', '')
    """
    found = SECRET.fullmatch(secret)
    return found[1] if found else ""


def network_of(address: str) -> str:
    """The network that counts as one place of use: /24 of IPv4, /48 of IPv6; "" of what is no address.

    Source: security T25 (a client used from a new place is told to its company).

    >>> network_of("203.0.113.9"), network_of("::ffff:203.0.113.9"), network_of("2001:db8:1:2::3"), network_of("")
    ('203.0.113.0/24', '203.0.113.0/24', '2001:db8:1::/48', '')
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return str(ipaddress.ip_network(f"{ip}/{24 if ip.version == 4 else 48}", strict=False))


def opened_by(scopes: Iterable[str]) -> frozenset[str]:
    """The scopes themselves, and those that they include: who may bid may read the own bids.

    Source: domain SEC-03 (no more than is needed: reading has a scope of its own).

    >>> sorted(opened_by(["bid.write"])), sorted(opened_by(["bid.read"]))
    (['bid.read', 'bid.write'], ['bid.read'])
    """
    own = frozenset(scopes)
    return own | {inner for code in own if code in SCOPES for inner in SCOPES[code].includes}


def lent_roles(scopes: Iterable[str], *, supplier: bool) -> frozenset[str]:
    """The role codes a program holds with ``scopes``: always SVC, never one that approves.

    Source: domain SEC-03, SEC-05.

    >>> sorted(lent_roles(["tender.read", "bid.write"], supplier=True))
    ['BD', 'SU', 'SVC']
    >>> sorted(lent_roles(["tender.read"], supplier=False)), sorted(lent_roles(["bank.status"], supplier=False))
    (['SVC'], ['BK', 'SVC'])
    >>> sorted(lent_roles(["bank.status"], supplier=True))
    ['SVC']
    """
    known = [SCOPES[code] for code in scopes if code in SCOPES]
    lent = {scope.role for scope in known if (scope.buyer_only if not supplier else not scope.buyer_only)}
    return frozenset(lent - {""}) | {"SVC"}


def is_in_networks(address: str, networks: Iterable[str]) -> bool:
    """Whether ``address`` lies in one of ``networks``; an empty list lets every address in.

    Source: security T25.

    >>> is_in_networks("203.0.113.9", ["203.0.113.0/28"])
    True
    >>> is_in_networks("::ffff:203.0.113.9", ["203.0.113.0/28"])
    True
    >>> is_in_networks("203.0.113.99", ["203.0.113.0/28"]), is_in_networks("nonsense", ["203.0.113.0/28"])
    (False, False)
    >>> is_in_networks("203.0.113.99", [])
    True
    """
    allowed = [ipaddress.ip_network(network) for network in networks]
    if not allowed:
        return True
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return any(ip in network for network in allowed)


def networks_in(text: str) -> list[str]:
    """The networks written in ``text``, one a line or separated by commas; ValueError names the first that is none.

    Source: security T25.

    >>> networks_in("203.0.113.0/28\\n2001:db8::/64, 198.51.100.7")
    ['203.0.113.0/28', '2001:db8::/64', '198.51.100.7/32']
    """
    return [str(ipaddress.ip_network(part)) for part in text.replace(",", " ").split()]
