"""Questions to suppliers for their reader, what is published of them, and how fast a supplier usually answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.utils.translation import gettext as _

from catalog.models import (
    Bookmark,
    ExchangeRate,
    Inquiry,
    InquiryFile,
    InquiryMessage,
    InquiryTerms,
    Product,
    ProductVersion,
)
from catalog.models.classification import in_language
from catalog.queries.products import is_inside, products_visible_to
from catalog.rules.dealing import answer_days, reminder_place
from catalog.states import InquiryState, Side, VersionState
from portal.calendar import business_days_after
from portal.clock import SEOUL, ClockTimestamp
from portal.dated import in_force
from portal.people.models import Company, Role, User

OVERSEERS = ("PO", "AU")  # of the buying organisation: inquiries in domain 16.1
LOOK_BACK = timedelta(days=180)
WAITING = (InquiryState.OPEN, InquiryState.OVERDUE)


class Median(Aggregate):
    """The middle value; of an even number the lower one."""

    function = "PERCENTILE_DISC"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


@dataclass(frozen=True, slots=True)
class AnswerTime:
    """How fast a supplier usually answers: days (median), of how many inquiries, and how many were in time."""

    days: int
    count: int
    in_time: int


@dataclass(frozen=True, slots=True)
class Steps:
    """The moments of an answer that does not come."""

    remind_at: datetime
    due_at: datetime
    manager_at: datetime


def inquiries_visible_to(user) -> QuerySet[Inquiry]:
    """One's own questions, those to one's own company, and all for who oversees them."""
    inquiries = Inquiry.objects.select_related(
        "product__company", "product__current__class_node", "company", "asked_by", "asked_for"
    )
    if not isinstance(user, User):
        return inquiries.none()
    mine = Q(asked_by=user)
    if user.company_id is not None and not user.is_internal:
        mine |= Q(company_id=user.company_id)
    if is_inside(user) and user.has_role(*OVERSEERS):
        return inquiries
    return inquiries.filter(mine)


def with_names_then(inquiries: QuerySet[Inquiry]) -> QuerySet[Inquiry]:
    """Each with ``then_ko`` and ``then_en``: the names of the version that was read when it was asked."""
    shown = ProductVersion.objects.filter(state__in=[VersionState.PUBLISHED, VersionState.SUPERSEDED])
    read = shown.filter(product=OuterRef("product")).exclude(decided_at__gt=OuterRef("asked_at")).order_by("-no")
    return inquiries.annotate(
        then_ko=Subquery(read.values("name_ko")[:1]), then_en=Subquery(read.values("name_en")[:1])
    )


def name_then(inquiry: Any) -> str:
    """What the product of an inquiry ``with_names_then`` was called when it was asked about."""
    return in_language(inquiry.then_ko or "", inquiry.then_en or "") or inquiry.product.current.name


def messages_of(inquiry: Inquiry) -> list[InquiryMessage]:
    """The thread, oldest first, with its files. Two queries."""
    files = InquiryFile.objects.select_related("file")
    messages = inquiry.messages.select_related("by").prefetch_related(Prefetch("files", files))
    return list(messages.order_by("id"))


def published_questions(product: Product) -> list[Inquiry]:
    """What is published of a product's questions, newest first; each with ``said``: its messages up to then."""
    inquiries = Inquiry.objects.filter(product=product, public_answer=True).select_related("asked_for")
    thread = InquiryMessage.objects.filter(at__lte=F("inquiry__published_at")).order_by("id")
    shown = inquiries.prefetch_related(Prefetch("messages", thread, to_attr="said"))
    return list(shown.order_by("-published_at", "-id")[:50])


def asker_names(inquiries: Iterable[Inquiry]) -> dict[int, str]:
    """Who asked, without a name, by inquiry: the department, else the role, else what kind of reader. One query."""
    inquiries = list(inquiries)
    codes = {inquiry.role for inquiry in inquiries if inquiry.role}
    roles = {role.code: str(role) for role in Role.objects.filter(code__in=codes)}
    return {inquiry.pk: _asker_name(inquiry, roles) for inquiry in inquiries}


def _asker_name(inquiry: Inquiry, roles: dict[str, str]) -> str:
    company = inquiry.asked_for
    if company is None:
        return _("A reader of the catalogue")
    if not company.is_buyer:
        return _("Another company")
    return inquiry.department or roles.get(inquiry.role, "") or str(company)


def answer_time_of(company: Company) -> AnswerTime | None:
    """Measured from the inquiries of the last 180 days that were answered; None without any. One query."""
    answered = Inquiry.objects.filter(
        company=company, answered_at__isnull=False, asked_at__gt=ClockTimestamp() - LOOK_BACK
    )
    took = ExpressionWrapper(F("answered_at") - F("asked_at"), output_field=DurationField())
    found = answered.order_by().aggregate(
        middle=Median(took, output_field=DurationField()),
        number=Count("pk"),
        in_time=Count("pk", filter=Q(answered_at__lte=F("first_due_at"))),
    )
    if not found["number"]:
        return None
    return AnswerTime(answer_days(found["middle"]), found["number"], found["in_time"])


def answer_steps(asked_at: datetime, terms: InquiryTerms) -> Steps:
    """When a question of ``asked_at`` is reminded of, overdue, and told to the manager. Source: domain 1.7."""
    asked_on = asked_at.astimezone(SEOUL).date()
    nth, into = reminder_place(terms.answer_days, terms.remind_pct)
    due_on = business_days_after(asked_on, terms.answer_days)
    return Steps(
        remind_at=_start_of(business_days_after(asked_on, nth)) + into,
        due_at=_end_of(due_on),
        manager_at=_end_of(business_days_after(due_on, terms.manager_days)),
    )


def terms_on(day: date) -> InquiryTerms:
    """The terms of inquiries in force."""
    return in_force(InquiryTerms, day)


def _start_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SEOUL)


def _end_of(day: date) -> datetime:
    return _start_of(day) + timedelta(days=1)


def last_day(moment: datetime) -> date:
    """The last day of a period that ends at ``moment``, a midnight in Korea."""
    return (moment - timedelta(seconds=1)).astimezone(SEOUL).date()


def inquiry_counts(user) -> dict[str, int]:
    """How many inquiries that the person sees stand where. One query."""
    rows = inquiries_visible_to(user).order_by().values_list("state").annotate(number=Count("pk"))
    return dict(rows)


def bookmarked_products(user: User) -> QuerySet[Product]:
    """What the person kept and still may see, newest first."""
    kept = Bookmark.objects.filter(user=user)
    return products_visible_to(user).filter(pk__in=kept.values("product")).order_by("-pk")


def is_bookmarked(user, product: Product) -> bool:
    """Whether the person has kept it."""
    return isinstance(user, User) and Bookmark.objects.filter(user=user, product=product).exists()


def booked_rates(day: date) -> dict[str, ExchangeRate]:
    """The latest rate of each currency up to ``day``. One query. Source: CAT-32."""
    rows = ExchangeRate.objects.filter(day__lte=day).order_by("currency", "-day", "-id").distinct("currency")
    return {row.currency: row for row in rows}


def kpi_inquiries(since: datetime, until: datetime) -> dict[str, int]:
    """Inquiries asked in the period, answered, and answered in time. Source: domain 1.10 (KPIs)."""
    asked = Inquiry.objects.filter(asked_at__gte=since, asked_at__lt=until)
    found = asked.aggregate(
        asked=Count("pk"),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        in_time=Count("pk", filter=Q(answered_at__lte=F("first_due_at"))),
        published=Count("pk", filter=Q(public_answer=True)),
    )
    return found


def first_question(inquiry: Inquiry) -> str:
    """What was asked first; the messages should be loaded."""
    return next((message.text for message in inquiry.messages.all() if message.side == Side.ASKER), "")
