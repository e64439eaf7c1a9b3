"""Factories of questions and quotes, made by the services."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from catalog.models import Inquiry, Product, ProductVersion, QuoteInvitation, QuoteRequest
from catalog.services.inquiries import answer_inquiry, ask_supplier
from catalog.services.quotes import PriceIn, Wanted, give_quote, request_quotes
from catalog.states import VersionState
from catalog.tests.factories import ProductFactory
from portal.clock import db_now
from portal.people.models import User
from portal.tests.factories import UserFactory, staff
from portal.tests.kept import kept


@kept
def asked(product: Product | None = None, *, by: User | None = None, **facts) -> Inquiry:
    """A question about a published product, by a requester."""
    product = product or ProductFactory()
    facts.setdefault("text", "영하에서 보관할 수 있습니까?")
    return ask_supplier(product, by=by or staff("RQ"), **facts)


def seller_of(product: Product) -> User:
    """A person who answers for the supplier."""
    return UserFactory(company=product.company, roles=("SU",))


@kept
def answered(inquiry: Inquiry | None = None, *, publish: bool = False, **facts) -> Inquiry:
    """A question with its answer."""
    inquiry = inquiry or asked(publishable=publish)
    facts.setdefault("text", "영하 4도 아래에서는 굳습니다.")
    return answer_inquiry(inquiry, by=seller_of(inquiry.product), publish=publish, **facts)


def closing(days: int = 5) -> datetime:
    """A deadline ahead."""
    return db_now() + timedelta(days=days)


@kept
def quotes_asked(*products: Product, by: User | None = None, qty: int = 100, **facts) -> QuoteRequest:
    """A request for quotes of products (two of different suppliers when none is named)."""
    products = products or (ProductFactory(), ProductFactory())
    facts.setdefault("title", "냉연 2공장 방청유")
    facts.setdefault("delivery_place", "광양 자재 창고")
    facts.setdefault("closes_at", closing())
    wanted = [Wanted(product, Decimal(qty)) for product in products]
    return request_quotes(wanted, by=by or staff("PO"), **facts)


def invitation_of(request: QuoteRequest, product: Product) -> QuoteInvitation:
    """The invitation of the product's supplier."""
    return request.invitations.get(company=product.company)


def far_day() -> date:
    """A day on which every quote of a test still holds."""
    return (db_now() + timedelta(days=60)).date()


@kept
def quoted(invitation: QuoteInvitation, price: str = "1000", *, days: int = 7, by: User | None = None, **facts):
    """A quote with the same price for all lines of the supplier."""
    lines = invitation.request.lines.filter(company=invitation.company)
    by = by or UserFactory(company=invitation.company, roles=("SU",))
    prices = {line.no: PriceIn(Decimal(price), days) for line in lines}
    facts.setdefault("valid_until", far_day())
    return give_quote(invitation, prices=prices, by=by, **facts)


def renamed(product: Product, name_ko: str, name_en: str) -> None:
    """Its next version is published, under another name."""
    before = product.current
    ProductVersion.objects.filter(pk=before.pk).update(state=VersionState.SUPERSEDED)
    after = ProductVersion.objects.create(
        product=product,
        no=before.no + 1,
        state=VersionState.IN_REVIEW,
        class_node=before.class_node,
        created_by=product.created_by,
        submitted_by=product.created_by,
        submitted_at=db_now(),
        round=1,
        name_ko=name_ko,
        name_en=name_en,
    )
    ProductVersion.objects.filter(pk=after.pk).update(state=VersionState.PUBLISHED, decided_at=db_now())
    Product.objects.filter(pk=product.pk).update(current=after)


@kept
def past_deadline(request: QuoteRequest) -> QuoteRequest:
    """Its deadline has just passed, by the database's clock."""
    QuoteRequest.objects.filter(pk=request.pk).update(
        asked_at=db_now() - timedelta(days=2), closes_at=db_now() - timedelta(seconds=1)
    )
    request.refresh_from_db()
    return request
