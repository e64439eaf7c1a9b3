"""What upper floors may enter on the pages of the catalogue."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from catalog.states import AlertTopic
from portal.registry import Registry

if TYPE_CHECKING:
    from catalog.models import QuoteRequest, SourcingRequest


@dataclass(frozen=True, kw_only=True)
class QuoteDeed:
    """A button on the page of a quote request: what upper floors can make of it. Posts to ``url_name`` with its uid.

    ``made`` gives name and address of what was made of it and this person may see: a link stands where the button was.
    """

    label: object
    hint: object
    url_name: str
    icon: str
    is_offered: Callable[[HttpRequest, "QuoteRequest"], bool]
    made: Callable[[HttpRequest, "QuoteRequest"], tuple[str, str] | None]
    order: int = 50


quote_deeds: Registry[QuoteDeed] = Registry("deeds of quote requests")


@dataclass(frozen=True, kw_only=True)
class AlertSource:
    """Things of an upper floor that alerts without an account tell of.

    ``items`` gives those of the keys that everybody may see and that are still worth telling, with what the e-mail
    says of each (title, text, path), in the language that is set. ``feeds`` tell the same without an e-mail: by the
    name of the format, its address and whether it is a calendar.
    """

    topic: AlertTopic
    feeds: Callable[[], list[tuple[str, str, bool]]]
    items: Callable[[Sequence[int]], list[tuple[int, dict[str, str]]]]


alert_sources: Registry[AlertSource] = Registry("sources of alerts")


@dataclass(frozen=True, kw_only=True)
class Marked:
    """What a marked product shows: the number of its certificate, the last day, and the page that tells more."""

    label: object
    number: str
    url: str
    valid_to: date


@dataclass(frozen=True, kw_only=True)
class ProductMark:
    """A mark that an upper floor gives to products: a badge, and a value of the facet of certificates (``code``).

    ``of`` tells which of the products, by key, carry it now in the version that everybody reads. Who changes that
    calls ``catalog.services.search.index_products``: search and badge follow at once.
    """

    code: str
    label: object
    of: Callable[[Collection[int]], dict[int, Marked]]
    order: int = 50


product_marks: Registry[ProductMark] = Registry("marks of products")

# Called with companies, by key: the day on which each signed its first contract with the buyer, where there is one.
FirstContracts = Callable[[Collection[int]], Mapping[int, date]]
first_contracts: Registry[FirstContracts] = Registry("first contracts of companies")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A link on the page of a request whose alternative was adopted: to what can begin with it, or has begun."""

    label: object
    hint: object
    url: str
    icon: str


# Called for a person with such a request: the link, or None where there is nothing for this person.
FollowUpOf = Callable[[Any, "SourcingRequest"], FollowUp | None]
follow_ups: Registry[FollowUpOf] = Registry("what follows an adoption")
