"""What INNOVILT achieves, for the pages of results: certificates, members, steel in certified products."""

from datetime import date
from decimal import Decimal
from statistics import median

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from portal.clock import SEOUL
from portal.periods import Period, span_of
from portal.regions import region_name
from portal.results import DAY, NUMBER, Column, Published, Result, Rows, counted, enter, summed
from sharedgrowth.innovilt.models import AllianceMember, Certificate, InnoviltApplication, SteelProof
from sharedgrowth.innovilt.states import ApplicationState

NEWS = "heraldcorp.com 3849167; donga.com 100954028; ilyosisa.co.kr 221430"


def certificates(period: Period) -> QuerySet[Certificate]:
    """Certificates issued within the period."""
    first, last = span_of(period)
    found = Certificate.objects.filter(issued_at__gte=first, issued_at__lt=last)
    return found.select_related("company").order_by("issued_at", "pk")


def members(period: Period) -> QuerySet[AllianceMember]:
    """Companies that joined the alliance within the period."""
    found = AllianceMember.objects.filter(since__range=(period.first, period.last))
    return found.select_related("company").order_by("since", "pk")


def steel(period: Period) -> QuerySet[SteelProof]:
    """Proven steel of certified products that was bought within the period."""
    found = SteelProof.objects.filter(
        application__state=ApplicationState.CERTIFIED,
        released_at=None,
        coil__bought_on__range=(period.first, period.last),
    )
    return found.select_related("application__certificate", "coil", "item").order_by("-tonnes", "pk")


def applications(period: Period) -> QuerySet[InnoviltApplication]:
    """Applications submitted within the period."""
    first, last = span_of(period)
    found = InnoviltApplication.objects.filter(submitted_at__gte=first, submitted_at__lt=last)
    return found.select_related("company").order_by("submitted_at", "pk")


def renewals(period: Period) -> QuerySet[Certificate]:
    """Certificates issued within the period that follow one of the same product."""
    return certificates(period).exclude(renews=None)


def decisions(period: Period) -> QuerySet[InnoviltApplication]:
    """Applications decided within the period, by the committee or before it; who withdrew is left out."""
    first, last = span_of(period)
    found = InnoviltApplication.objects.filter(
        state__in=[ApplicationState.CERTIFIED, ApplicationState.REJECTED],
        submitted_at__isnull=False,
        decided_at__gte=first,
        decided_at__lt=last,
    )
    return found.select_related("company").order_by("decided_at", "pk")


def days_to_decision(row: InnoviltApplication) -> int:
    """From the day it was submitted to the day it was decided."""
    if row.submitted_at is None or row.decided_at is None:
        raise AssertionError("only decided applications are counted")
    return (row.decided_at.astimezone(SEOUL).date() - row.submitted_at.astimezone(SEOUL).date()).days


def median_days(rows: Rows) -> Decimal | None:
    """The middle one; None when nothing was decided."""
    days = [days_to_decision(row) for row in rows]
    return Decimal(str(median(days))) if days else None


def _certificate_page(row: Certificate) -> str:
    return reverse("innovilt:certificate-detail", args=[row.number])


def _submitted_on(row: InnoviltApplication) -> date | None:
    return row.submitted_at.astimezone(SEOUL).date() if row.submitted_at else None


def _region(row: Certificate) -> str:
    return region_name(row.plant_region, get_language() or "ko") if row.plant_region else ""


enter(
    Result(
        key="innovilt.certified",
        programme="innovilt",
        title=gettext_lazy("Certificates issued"),
        unit=pgettext_lazy("unit", "certificates"),
        formula=gettext_lazy("Certificates issued within the period, renewals among them."),
        rows=certificates,
        value=counted,
        columns=[
            Column(key="certificate", title=gettext_lazy("Certificate"), of="number"),
            Column(key="product", title=gettext_lazy("Product"), of=lambda row: row.name_ko or row.name_en),
            Column(key="member", title=gettext_lazy("Member"), of="company.legal_name_ko"),
            Column(key="region", title=gettext_lazy("Region of the plant"), of=_region),
            Column(key="valid_from", title=gettext_lazy("Valid from"), of="valid_from", kind=DAY),
            Column(key="valid_to", title=gettext_lazy("Valid to"), of="valid_to", kind=DAY),
        ],
        row_url=_certificate_page,
        row_public=True,
        order=40,
    ),
    Result(
        key="innovilt.members",
        programme="innovilt",
        title=gettext_lazy("Companies that joined the alliance"),
        unit=pgettext_lazy("unit", "companies"),
        formula=gettext_lazy("With their first certificate within the period."),
        rows=members,
        value=counted,
        columns=[
            Column(key="member", title=gettext_lazy("Member"), of="company.legal_name_ko"),
            Column(key="since", title=gettext_lazy("Member since"), of="since", kind=DAY),
        ],
        order=41,
    ),
    Result(
        key="innovilt.steel",
        programme="innovilt",
        title=gettext_lazy("Proven steel in certified products"),
        unit=pgettext_lazy("unit", "t"),
        formula=gettext_lazy(
            "Our steel that mill certificates prove for certified products, by the day it was bought."
        ),
        rows=steel,
        value=summed("tonnes"),
        columns=[  # what a member bought when is its secret: others get the weights alone
            Column(key="bought_on", title=gettext_lazy("Bought on"), of="coil.bought_on", kind=DAY, inside=True),
            Column(key="application", title=gettext_lazy("Application"), of="application.number", inside=True),
            Column(key="grade", title=pgettext_lazy("steel", "Grade"), of="item.grade", inside=True),
            Column(key="tonnes", title=gettext_lazy("Weight (t)"), of="tonnes", kind=NUMBER),
            Column(key="heat", title=gettext_lazy("Heat number"), of="coil.heat_no", inside=True),
        ],
        order=42,
    ),
    Result(
        key="innovilt.applications",
        programme="innovilt",
        title=gettext_lazy("Applications for certification"),
        unit=pgettext_lazy("unit", "applications"),
        formula=gettext_lazy("Submitted within the period; drafts are not counted."),
        rows=applications,
        value=counted,
        columns=[
            Column(key="kind", title=gettext_lazy("Kind"), of=lambda row: row.get_kind_display()),
            Column(key="application", title=gettext_lazy("Application"), of="number", inside=True),
            Column(key="member", title=gettext_lazy("Company"), of="company.legal_name_ko", inside=True),
            Column(key="submitted_on", title=gettext_lazy("Submitted"), of=_submitted_on, kind=DAY, inside=True),
        ],
        order=43,
    ),
    Result(
        key="innovilt.renewals",
        programme="innovilt",
        title=gettext_lazy("Certificates renewed"),
        unit=pgettext_lazy("unit", "certificates"),
        formula=gettext_lazy("Certificates issued within the period that follow an earlier one of the same product."),
        rows=renewals,
        value=counted,
        columns=[
            Column(key="certificate", title=gettext_lazy("Certificate"), of="number"),
            Column(key="product", title=gettext_lazy("Product"), of=lambda row: row.name_ko or row.name_en),
            Column(key="member", title=gettext_lazy("Member"), of="company.legal_name_ko"),
            Column(key="valid_from", title=gettext_lazy("Valid from"), of="valid_from", kind=DAY),
        ],
        row_url=_certificate_page,
        row_public=True,
        order=44,
    ),
    Result(
        key="innovilt.decision-days",
        programme="innovilt",
        title=gettext_lazy("Time to the decision"),
        unit=pgettext_lazy("unit", "days"),
        formula=gettext_lazy(
            "The median of the days from the submission to the decision, of applications decided within the period; "
            "withdrawn ones are left out."
        ),
        rows=decisions,
        value=median_days,
        columns=[
            Column(key="days", title=gettext_lazy("Days"), of=days_to_decision, kind=NUMBER),
            Column(key="application", title=gettext_lazy("Application"), of="number", inside=True),
            Column(key="decision", title=gettext_lazy("Decision"), of=lambda row: row.get_state_display(), inside=True),
        ],
        places=1,
        order=45,
    ),
    Published(
        key="innovilt.products-2020",
        programme="innovilt",
        title=gettext_lazy("Certified products after three rounds"),
        value=Decimal(72),
        unit=pgettext_lazy("unit", "products"),
        period="2019-11 – 2020",
        source=NEWS,
        source_date="2020",
        page="innovilt:register",
        order=40,
    ),
)
