"""What upper floors may enter on the pages of the catalogue."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest

from portal.registry import Registry

if TYPE_CHECKING:
    from catalog.models import QuoteRequest


@dataclass(frozen=True, kw_only=True)
class QuoteDeed:
    """A button on the page of a quote request: what upper floors can make of it. Posts to ``url_name`` with its uid."""

    label: object
    hint: object
    url_name: str
    icon: str
    is_offered: Callable[[HttpRequest, "QuoteRequest"], bool]
    order: int = 50


quote_deeds: Registry[QuoteDeed] = Registry("deeds of quote requests")
