"""What upper floors ask before a company becomes a registered or an honoured supplier. They enter it in their handlers.

``level_checks.add("esg.code", check)`` (L1), ``honour_checks.add("esg.standing", check)`` (L3); a check raises
``RuleBroken`` with words for who decides.
"""

from collections.abc import Callable

from portal.people.models import Company
from portal.registry import Registry

LevelCheck = Callable[[Company], None]
level_checks: Registry[LevelCheck] = Registry("level checks")
honour_checks: Registry[LevelCheck] = Registry("honour checks")
