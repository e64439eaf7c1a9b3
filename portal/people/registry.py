"""What upper floors ask before a company becomes a registered or an honoured supplier. They enter it in their handlers.

``level_checks.add("esg.code", check)`` (L1), ``honour_checks.add("esg.standing", check)`` (L3); a check raises
``RuleBroken`` with words for who decides.

``signs_of_life.add("bidding.bids", last_bids)``: of these companies, when each last did something itself (it bid, its
program called). A company without any sign becomes dormant.
"""

from collections.abc import Callable, Collection
from datetime import datetime

from portal.people.models import Company
from portal.registry import Registry

LevelCheck = Callable[[Company], None]
level_checks: Registry[LevelCheck] = Registry("level checks")
honour_checks: Registry[LevelCheck] = Registry("honour checks")
SignOfLife = Callable[[Collection[int]], dict[int, datetime]]
signs_of_life: Registry[SignOfLife] = Registry("signs of life")
