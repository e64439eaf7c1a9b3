"""What upper floors enter for bidding: the programmes that help a bidder who did not win, the way through a gate."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.registry import Registry
from purchasing.bidding.rules.procedure_flags import ContractChange

PRICE, FLOOR, PAPERS, QUALITY, ESG = "price", "floor", "papers", "quality", "esg"  # what a bid fell short of


@dataclass(frozen=True, kw_only=True)
class Support:
    """A programme: its name, how it helps, and for what. Linked as soon as ``url_name`` resolves."""

    name: object
    summary: object
    helps_with: frozenset[str]
    url_name: str = ""
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Remedy:
    """Where a company that a gate stops puts it right; entered under the fact that is missing (``states.Fact``)."""

    verb: object
    text: object
    url_name: str


# Called for a company that a fact keeps out of certain classes, with the class codes of a tender: why it may not bid
# in this one, or "".
ClassBar = Callable[[Any, Collection[str]], str]
class_bars: Registry[ClassBar] = Registry("bars of certain classes")

# Called for a person: the companies (a queryset of their keys) whose inside the person has seen, and in whose tenders
# the person therefore decides nothing for a while. Source: domain 16.3, SOD-14.
Wall = Callable[[Any], QuerySet]
walls: Registry[Wall] = Registry("walls between advisers and tenders")

# Called with a tender that is to be published: why what it asks for is not put out to competition, or "".
PublicationBar = Callable[[Any], str]
publication_bars: Registry[PublicationBar] = Registry("bars of publication")


@dataclass(frozen=True, slots=True)
class ContractPage:
    """Where the contract that an award became is carried out: its number, its page, how it stands."""

    number: str
    url: str
    state: str


# Called for a reader with a tender whose contract is recorded: the page of that contract, or None if it is not theirs.
ContractPageOf = Callable[[Any, Any], ContractPage | None]
contract_pages: Registry[ContractPageOf] = Registry("pages of contracts")

# Called with the keys of awarded tenders: what amendments made of their contracts, where there are any.
ContractChanges = Callable[[Collection[int]], Mapping[int, ContractChange]]
contract_changes: Registry[ContractChanges] = Registry("changes of contracts after the award")

# Called with a day: by which share an eco-friendly offer may be dearer than the best other one and still win.
EcoPremium = Callable[[date], Decimal]
eco_premiums: Registry[EcoPremium] = Registry("premium of eco-friendly offers")

remedies: Registry[Remedy] = Registry("ways through a gate")
supports: Registry[Support] = Registry("support programmes for bidders")

supports.add(
    "productivity",
    Support(
        name=_("Productivity Innovation"),
        summary=_("Consultants and smart-factory equipment that lower the cost of each unit (QSS)."),
        helps_with=frozenset({PRICE}),
        url_name="support:productivity",
        order=10,
    ),
)
supports.add(
    "benefit",
    Support(
        name=_("Benefit Sharing"),
        summary=_("A joint task that lowers cost: half of what it saves goes to the supplier."),
        helps_with=frozenset({PRICE}),
        url_name="benefit:task-list",
        order=20,
    ),
)
supports.add(
    "group",
    Support(
        name=_("Shared Growth Support Group"),
        summary=_("Engineers of the buyer visit and help with processes, calculation and safety."),
        helps_with=frozenset({PRICE, FLOOR, QUALITY}),
        url_name="support:group",
        order=30,
    ),
)
supports.add(
    "catalogue",
    Support(
        name=_("e-Catalog"),
        summary=_("Products with complete specifications and certificates are found, and fewer papers are missing."),
        helps_with=frozenset({PAPERS}),
        url_name="catalog:product-search",
        order=40,
    ),
)
supports.add(
    "esg",
    Support(
        name=_("ESG consulting"),
        summary=_("A corrective-action plan with an adviser; the ESG score decides between equal bids."),
        helps_with=frozenset({ESG}),
        url_name="esg:overview",
        order=50,
    ),
)
