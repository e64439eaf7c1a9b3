"""DO: take away notices that lead to something whose data is destroyed. Source: PII-06."""

from portal.notices.models import Notice
from portal.people.models import User


def forget_notices(user: User, path: str) -> int:
    """Those of ``user`` that lead to ``path`` or below it; says how many. Within the caller's transaction."""
    return Notice.objects.filter(user=user, url__startswith=path).delete()[1].get("notices.Notice", 0)
