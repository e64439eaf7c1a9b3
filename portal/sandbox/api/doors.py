"""What both doors have in common: outside a sandbox there is nothing behind them."""

from django.conf import settings
from rest_framework.exceptions import NotFound
from rest_framework.request import Request


class InSandbox:
    """404 in a portal in earnest, whoever asks."""

    def initial(self, request: Request, *arguments, **names) -> None:
        """Before anything else is looked at."""
        if not settings.SANDBOX:
            raise NotFound()
        super().initial(request, *arguments, **names)  # type: ignore[misc]
