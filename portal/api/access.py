"""WHO at the API's door: a scope of the token opens it; what lies behind is decided by policies and queries."""

from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission

from portal.partners.queries import opened_by

READS = {"GET", "HEAD", "OPTIONS"}
ANY = "*"  # every token opens it, whatever its scopes


class ScopeMissing(PermissionDenied):
    """The token opens other doors; which scope opens this one stands also where programs look (RFC 6750, section 3)."""

    def __init__(self, needed: str):
        super().__init__(_("The token lacks the scope %(scope)s.") % {"scope": needed}, code="scope_missing")
        self.auth_header = f'Bearer error="insufficient_scope", scope="{needed}"'


class Scoped(BasePermission):
    """Asks the view: ``scopes = {"read": "catalog.read", "write": "catalog.write"}`` and ``public_reads = True``.

    A view without a scope for the kind of request is closed. ``action_scopes = {"bids": "bid.write"}`` names others.
    """

    def has_permission(self, request, view) -> bool:
        """Whether the token carries the scope; without a token 401, without the scope 403 that names it."""
        if not hasattr(view, request.method.lower()):
            return True  # the answer will be 405, whoever asks
        needed = self.needed(request.method, view)
        if needed == "":
            return True
        if request.auth is None or needed is None:
            return False
        if needed == ANY:
            return True
        if needed not in opened_by(request.auth.scopes):
            raise ScopeMissing(needed)
        return True

    @staticmethod
    def needed(method: str | None, view) -> str | None:
        """The scope asked for; "" is none (public), None is closed."""
        by_action = getattr(view, "action_scopes", {})
        action = getattr(view, "action", None)
        if action in by_action:
            return by_action[action]
        if method in READS:
            return "" if getattr(view, "public_reads", False) else view.scopes.get("read")
        return view.scopes.get("write")
