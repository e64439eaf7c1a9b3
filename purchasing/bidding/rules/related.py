"""Which bidders belong together: they may not bid on the same lot. Source: domain BID-04."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

COMMON_OWNER = Decimal("0.3")


class Link(StrEnum):
    """What ties two bidders."""

    NONE = ""
    GROUP = "group"  # parent and subsidiary, or subsidiaries of one parent
    REPRESENTATIVE = "representative"
    OWNER = "owner"  # a common owner of at least 30 % of both
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Kin:
    """What is known of a bidder's ties; empty where nothing is known."""

    company: int
    parent: int | None = None
    representative: str = ""  # an identifier of the person; a name alone is none, for people share names
    named: str = ""  # the representative's name
    reached_at: frozenset[str] = frozenset()  # telephone, address
    owners: Mapping[str, Decimal] = field(default_factory=dict)  # identifier of the owner: share
    accounts: frozenset[str] = frozenset()  # fingerprints of the bank accounts


def link_between(one: Kin, other: Kin) -> Link:
    """What ties two bidders, the closest tie first; ``Link.NONE`` for strangers.

    The same representative by an identifier, or by the same name together with the same telephone or address.

    Source: domain BID-04.

    >>> steel, forge = Kin(1, owners={"P-7": Decimal("0.31")}), Kin(2, owners={"P-7": Decimal("0.3")})
    >>> str(link_between(steel, forge)), str(link_between(steel, Kin(3, owners={"P-7": Decimal("0.29")})))
    ('owner', '')
    >>> str(link_between(Kin(1, named="Kim Min-su"), Kin(2, named="Kim Min-su")))
    ''
    """
    if one.company == other.company:
        return Link.NONE
    if one.parent == other.company or other.parent == one.company:
        return Link.GROUP
    if one.parent is not None and one.parent == other.parent:
        return Link.GROUP
    if one.representative and one.representative == other.representative:
        return Link.REPRESENTATIVE
    if one.named and one.named == other.named and one.reached_at & other.reached_at:
        return Link.REPRESENTATIVE
    if any(share >= COMMON_OWNER and other.owners.get(who, 0) >= COMMON_OWNER for who, share in one.owners.items()):
        return Link.OWNER
    return Link.ACCOUNT if one.accounts & other.accounts else Link.NONE


def related_bidders(bidders: Sequence[Kin]) -> dict[int, tuple[int, Link]]:
    """For each bidder that belongs to another one: that other bidder (the first by its number), and what ties them.

    All of them are out, whichever bid first. Source: domain BID-04.

    >>> one, other = (Kin(number, accounts=frozenset(held)) for number, held in ((2, "ab"), (3, "ac")))
    >>> related_bidders([Kin(1), one, other])
    {2: (3, <Link.ACCOUNT: 'account'>), 3: (2, <Link.ACCOUNT: 'account'>)}
    """
    found: dict[int, tuple[int, Link]] = {}
    ordered = sorted(bidders, key=lambda kin: kin.company)
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 :]:
            link = link_between(one, other)
            if link:
                found.setdefault(one.company, (other.company, link))
                found.setdefault(other.company, (one.company, link))
    return found
