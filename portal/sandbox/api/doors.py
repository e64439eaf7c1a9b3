"""What both doors have in common: outside a sandbox there is nothing behind them."""

from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from portal.sandbox.queries import is_sandbox


class InSandbox:
    """404 in a portal in earnest, whoever asks."""

    def initial(self, request: Request, *arguments, **names) -> None:
        """Before anything else is looked at, except a method that the door does not have: that is a 405."""
        if hasattr(self, str(request.method).lower()) and not is_sandbox():
            raise NotFound()
        super().initial(request, *arguments, **names)  # type: ignore[misc]
