"""DO: sandbox."""

from portal.sandbox.services.clock import advance_clock, follow, move_clock
from portal.sandbox.services.companies import Made, make_company, play
from portal.sandbox.services.ground import lay_grounds

__all__ = [
    "Made",
    "advance_clock",
    "follow",
    "lay_grounds",
    "make_company",
    "move_clock",
    "play",
]
