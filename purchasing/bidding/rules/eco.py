"""Whether an offer is eco-friendly: every line is, by a product of the bidder's own catalogue. Pure."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from purchasing.bidding.states import EcoFault


class Listed(NamedTuple):
    """A published product as the catalogue has it on the day that is looked at."""

    company: int
    class_code: str
    proven: bool  # a 3R claim of it has evidence that holds on the day


def eco_fault(
    company: int, lines: Sequence[tuple[int, str]], told: Mapping[int, str], listed: Mapping[str, Listed]
) -> tuple[EcoFault, int | None]:
    """Why the offer of ``company`` does not count, and the first line with that fault; (NONE, None) where it counts.

    ``lines``: number and UNSPSC class of each line of the notice; ``told``: the product number that the bid names for
    a line; ``listed``: products by number.

    Source: domain ECO-03, ECO-05.

    >>> listed = {"P1": Listed(7, "15121802", True), "P2": Listed(7, "15121802", False), "P3": Listed(8, "", True)}
    >>> [str(eco_fault(7, [(1, "15121802")], told, listed)[0]) for told in ({1: "P1"}, {}, {1: "P3"}, {1: "P2"})]
    ['', 'not_told', 'not_own', 'no_evidence']
    >>> eco_fault(7, [(1, "15121802"), (2, "40151503")], {1: "P1", 2: "P1"}, listed)
    (EcoFault.OTHER_CLASS, 2)
    """
    for no, class_code in lines:
        number = told.get(no, "")
        product = listed.get(number)
        if not number:
            return EcoFault.NOT_TOLD, no
        if product is None or product.company != company:
            return EcoFault.NOT_OWN, no
        if product.class_code != class_code:
            return EcoFault.OTHER_CLASS, no
        if not product.proven:
            return EcoFault.NO_EVIDENCE, no
    return EcoFault.NONE, None
