"""What upper apps enter: whether the result behind a commitment is verified, and where its thing has a page."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from portal.registry import Registry


@dataclass(frozen=True, slots=True)
class Purpose:
    """One kind of thing that money is committed for. ``thing_type`` of a commitment is its key.

    ``verified``: whether its result is verified, so that the last tranche may be drawn (FND-06).
    ``signed``: whether its agreement is signed by both sides, so that the first tranche may be drawn.
    ``url``: its page, or "".
    ``effects``: the verified yearly effect in won, by key, of those of the things that have one.
    ``claimed``: whether its money is asked for on its own page, by its own rules: then never at the fund's own door.
    """

    verified: Callable[[str], bool]
    signed: Callable[[str], bool]
    url: Callable[[str], str]
    effects: Callable[[Collection[str]], Mapping[str, Decimal]] = lambda _keys: {}
    claimed: bool = False


purposes: Registry[Purpose] = Registry("purposes of commitments")


def is_claimed(thing_type: str) -> bool:
    """Whether money committed for such a thing is asked for on the page of the thing alone."""
    purpose = purposes.get(thing_type)
    return purpose is not None and purpose.claimed


programme_names: Registry[object] = Registry("programmes that lines are for")


def programme_name(slug: str) -> object:
    """What the programme of a line is called; its slug while nobody has entered a name."""
    return programme_names.get(slug) or slug
