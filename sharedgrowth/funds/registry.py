"""What upper apps enter: whether the result behind a commitment is verified, and where its thing has a page."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.registry import Registry


@dataclass(frozen=True, slots=True)
class Purpose:
    """One kind of thing that money is committed for. ``thing_type`` of a commitment is its key.

    ``verified``: whether its result is verified, so that the last tranche may be drawn (FND-06).
    ``signed``: whether its agreement is signed by both sides, so that the first tranche may be drawn.
    ``url``: its page, or "".
    """

    verified: Callable[[str], bool]
    signed: Callable[[str], bool]
    url: Callable[[str], str]


purposes: Registry[Purpose] = Registry("purposes of commitments")

programme_names: Registry[object] = Registry("programmes that lines are for")


def programme_name(slug: str) -> object:
    """What the programme of a line is called; its slug while nobody has entered a name."""
    return programme_names.get(slug) or slug
