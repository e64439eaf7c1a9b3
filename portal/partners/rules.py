"""HOW MUCH: which scopes there are, and which of the company's roles each lends to a client."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

MOST_CLIENTS = 10  # per company
MOST_NETWORKS = 20  # per client
KEY_HOURS = 24  # how long an Idempotency-Key is remembered


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
        Scope("bank.status", _("Fetch payment files and send the bank's messages"), role="BK", buyer_only=True),
    )
}


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
