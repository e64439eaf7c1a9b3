"""HOW MUCH: which programmes fit a company, and why; also the alternatives of a company that was not selected."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sharedgrowth.support.registry import NEEDS, Applicant, Programme, Reason


@dataclass(frozen=True, slots=True)
class Fit:
    """How a programme fits: the needs that it helps with, and what stands in the way."""

    programme: Programme
    helps: Sequence[str]  # keys of NEEDS
    blocks: Sequence[Reason]

    @property
    def open(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.blocks

    @property
    def why(self) -> list[object]:
        """The needs in words."""
        return [NEEDS[key] for key in self.helps]


def fits(programmes: Iterable[Programme], applicant: Applicant, needs: Collection[str]) -> list[Fit]:
    """Programmes that help with at least one of ``needs`` (with none told: all), those that are open first, then by
    how many needs they meet.

    Source: domain 7.3 (PI-05, PI-06), 8; requirement "which programme fits me?".

    >>> from datetime import date
    >>> def plain(slug, helps):
    ...     return Programme(slug=slug, title=slug, summary="", direction="", unit="",
    ...         eligible=lambda a: [] if a.is_sme else [Reason("too large")], helps_with=frozenset(helps))
    >>> firm = Applicant(size="SMALL")
    >>> both = [plain("a", {"energy"}), plain("b", {"energy", "quality"}), plain("c", {"people"})]
    >>> [(each.programme.slug, each.open) for each in fits(both, firm, {"energy", "quality"})]
    [('b', True), ('a', True)]
    >>> [each.open for each in fits(both, Applicant(size="LARGE"), {"people"})]
    [False]
    """
    found = []
    for programme in programmes:
        helps = [key for key in NEEDS if key in needs and key in programme.helps_with]
        if needs and not helps:
            continue
        found.append(Fit(programme, helps, tuple(programme.eligible(applicant))))
    return sorted(found, key=lambda each: (bool(each.blocks), -len(each.helps), each.programme.order))


def alternatives(
    programmes: Iterable[Programme], applicant: Applicant, *, instead_of: Programme, most: int = 3
) -> list[Fit]:
    """Other programmes open to the company that help with what the one helps with.

    Source: requirement (rejected applicants get matched alternatives).

    >>> alternatives([], Applicant(), instead_of=Programme(slug="a", title="", summary="", direction="", unit="",
    ...     eligible=lambda a: []))
    []
    """
    others = [each for each in programmes if each.slug != instead_of.slug]
    return [each for each in fits(others, applicant, instead_of.helps_with) if each.open][:most]
