"""HOW MUCH: what the buyer adds to pledges, how prepayments become vouchers. Source: domain 10, FRD-03, FRD-04."""

from collections.abc import Sequence
from decimal import Decimal

from portal.money import shares

FACES = (50_000, 10_000, 5_000)  # own: what small shops can give change for
MOST_VOUCHERS = 500  # of one batch: more is a mistyped face value


def matched_won(pledged_won: Decimal, cap_won: Decimal) -> Decimal:
    """What the buyer adds in a region: as much as the partners pledge, at most the cap of the region.

    Source: domain 10, FRD-03: 10 + 10 million won in two regions are 40 million.

    >>> matched_won(Decimal(10_000_000), Decimal(10_000_000))
    Decimal('10000000')
    >>> matched_won(Decimal(12_500_000), Decimal(10_000_000))
    Decimal('10000000')
    >>> sum(each + matched_won(each, Decimal(10_000_000)) for each in [Decimal(10_000_000)] * 2)
    Decimal('40000000')
    """
    return min(pledged_won, cap_won)


def voucher_faces(amount_won: Decimal, face_won: Decimal) -> list[Decimal]:
    """The faces of a batch of vouchers: so many of ``face_won`` as fit, and one for what is left.

    Their sum is the prepayment, to the won.

    Source: domain 10, FRD-04.

    >>> voucher_faces(Decimal(35_000), Decimal(10_000))
    [Decimal('10000'), Decimal('10000'), Decimal('10000'), Decimal('5000')]
    >>> sum(voucher_faces(Decimal(333_333), Decimal(50_000)))
    Decimal('333333')
    """
    count = int(amount_won // face_won)
    rest = amount_won - count * face_won
    return [face_won] * count + ([rest] if rest else [])


def split_over_shops(amount_won: Decimal, shops: int) -> list[Decimal]:
    """Equal parts of one payer's money for the shops of a market; what does not divide goes to the first ones.

    Source: domain 10, AdvanceCampaign (own: equal parts).

    >>> split_over_shops(Decimal(100), 3)
    [Decimal('34'), Decimal('33'), Decimal('33')]
    """
    return shares(amount_won, [Decimal(1)] * shops)


def most_for_shops(shops: int) -> Decimal:
    """The most that one payer gives to a market: each shop's part still becomes one batch of vouchers.

    Source: domain 10, FRD-04 (own limits: 500 vouchers a batch, of at most 50,000 won).

    >>> most_for_shops(2)
    Decimal('50000000')
    """
    return Decimal(shops * MOST_VOUCHERS * max(FACES))


def needs_graft_check(value_won: Decimal, *, from_won: Decimal) -> bool:
    """Whether a donation is looked at for gifts to public officials: above the limit, not at it.

    Source: domain 10, FRD-06 (> 1 m won).

    >>> needs_graft_check(Decimal(1_000_000), from_won=Decimal(1_000_000))
    False
    >>> needs_graft_check(Decimal(1_000_001), from_won=Decimal(1_000_000))
    True
    """
    return value_won > from_won


def rest_won(faces: Sequence[Decimal], redeemed: Sequence[Decimal]) -> Decimal:
    """What is left of a batch after its last day: it goes to the recipient organisation.

    Source: domain 10, FRD-04.

    >>> rest_won([Decimal(10_000)] * 3, [Decimal(10_000)])
    Decimal('20000')
    """
    return sum(faces, Decimal(0)) - sum(redeemed, Decimal(0))
