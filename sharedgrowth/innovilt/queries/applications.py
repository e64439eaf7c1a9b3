"""FIND: applications by their reader, what of the steel is proven, what waits for whom. Source: domain 12."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from catalog.models import Product
from catalog.states import ProductState
from portal.clock import SEOUL, today
from portal.people.models import Company
from sharedgrowth.innovilt.models import (
    Coil,
    EligibilityCheck,
    InnoviltApplication,
    InnoviltTerms,
    MillRecord,
    MillSheet,
    SteelItem,
    SteelProof,
    terms_on,
)
from sharedgrowth.innovilt.rules.scores import Points
from sharedgrowth.innovilt.rules.steel import Balance, Steel, is_eligible, mass_balance, paper_key, steel_share
from sharedgrowth.innovilt.states import RUNNING, ApplicationState, PaperKind, SheetState

A = ApplicationState
APPLICANTS = ("SA", "SU")
STAFF_READERS = ("IV", "CP", "AU")


def applications_visible_to(user) -> QuerySet[InnoviltApplication]:
    """A company's own; the office, compliance and auditors: all that were submitted; a reviewer: what they review."""
    found = InnoviltApplication.objects.select_related("company", "product", "version")
    if getattr(user, "is_supplier", False):
        return found.filter(company=user.company_id) if user.has_role(*APPLICANTS) else found.none()
    if getattr(user, "is_internal", False):
        sent = found.filter(submitted_at__isnull=False)
        if user.has_role(*STAFF_READERS):
            return sent
        mine = Q(reviews__reviewer=user, reviews__recused_at=None) | Q(site_checks__inspector=user)
        return sent.filter(pk__in=InnoviltApplication.objects.filter(mine).values("pk"))
    return found.none()


def applications_listed_for(
    user, *, words: str = "", state: str = "", category: str = "", officer: str = ""
) -> QuerySet[InnoviltApplication]:
    """The newest first."""
    found = applications_visible_to(user)
    if words:
        named = Q(number__iexact=words) | Q(version__name_ko__icontains=words) | Q(version__name_en__icontains=words)
        firm = Q(company__legal_name_ko__icontains=words) | Q(company__legal_name_en__icontains=words)
        found = found.filter(named | firm)
    if state:
        found = found.filter(state=state)
    if category:
        found = found.filter(category=category)
    if officer == "me":
        found = found.filter(officer=user)
    elif officer == "running":
        found = found.filter(state__in=RUNNING)
    return found.order_by("-pk")


def products_to_certify(company: Company) -> QuerySet[Product]:
    """Published products of the company for which nothing runs."""
    running = InnoviltApplication.objects.filter(company=company, state__in=RUNNING).values("product")
    found = Product.objects.filter(company=company, state=ProductState.PUBLISHED).exclude(pk__in=running)
    return found.select_related("current__class_node").order_by("-pk")


# Steel ---------------------------------------------------------------------------------------------------------------
def proofs_of(application: InnoviltApplication) -> QuerySet[SteelProof]:
    """With their coils and papers, by part."""
    found = application.proofs.filter(released_at=None).select_related("item", "coil__sheet__file")
    return found.order_by("item__no", "coil__bought_on", "pk")


def used_of(coil: Coil, *, but: SteelProof | None = None) -> list[Decimal]:
    """What applications hold of a coil."""
    found = coil.proofs.filter(released_at=None).exclude(pk=but.pk if but else 0)
    return list(found.values_list("tonnes", flat=True))


def coils_of(company: Company) -> QuerySet[Coil]:
    """The company's coils with what is used of them."""
    held = Sum("proofs__tonnes", filter=Q(proofs__released_at=None), default=Decimal(0))
    found = Coil.objects.filter(sheet__company=company).select_related("sheet")
    return found.annotate(used=held).order_by("-bought_on", "-pk")


@dataclass(frozen=True, slots=True)
class YearRow:
    """One part in one year."""

    year: int
    item: SteelItem
    units: int
    balance: Balance


@dataclass(frozen=True, slots=True)
class Examined:
    """What is counted of the steel of an application now."""

    share: Decimal
    years: list[YearRow]
    faults: list[str]

    @property
    def passed(self) -> bool:
        """Whether nothing is missing."""
        return not self.faults

    def as_kept(self) -> list[dict[str, Any]]:
        """The years as they are kept with an examination."""
        return [
            {
                "year": row.year,
                "part": row.item.no,
                "units": row.units,
                "bought_t": f"{row.balance.bought_t:f}",
                "yield": f"{row.item.yield_rate:f}",
                "usable_t": f"{row.balance.usable_t:f}",
                "needed_t": f"{row.balance.needed_t:f}",
                "coverage": None if row.balance.coverage is None else f"{row.balance.coverage:f}",
                "covers": row.balance.covers,
            }
            for row in self.years
        ]


def terms_for(application: InnoviltApplication) -> InnoviltTerms:
    """Those it was submitted under; of a draft, today's."""
    return application.terms or terms_on(today())


def points_for(application: InnoviltApplication) -> Points:
    """The points under its terms."""
    terms = terms_for(application)
    return Points(terms.technology, terms.market, terms.operation, terms.pass_total, terms.part_least)


def examined(application: InnoviltApplication, *, confirmed: bool, through: int | None = None) -> Examined:
    """Count the steel: share, mass balance, and in words what is missing. ``confirmed``: papers the mill knows only.

    No year is left out: from the first that is named to the last full year before the submission; of a surveillance to
    ``through``, and none after it.
    """
    terms = terms_for(application)
    items = list(application.items.order_by("no"))
    proofs = [proof for proof in proofs_of(application) if proof.coil.sheet.state != SheetState.REFUSED]
    faults: list[str] = []
    exempt = terms.fastener_share if terms.fasteners_exempt else None
    share = steel_share([Steel(item.t_per_unit, item.posco, item.fastener) for item in items], exempt_below=exempt)
    if not items:
        faults.append(_("Enter the steel parts of the product."))
    elif not is_eligible(share):
        faults.append(
            _("%(share)s percent of the steel is of our mills: it has to be all of it.")
            % {"share": f"{share * 100:.4f}"}
        )
    bought: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for proof in proofs:
        bought[proof.coil.bought_on.year, proof.item_id] += proof.tonnes
    last = through or _day_of(application).year - 1
    sales = [sold for sold in application.sales.order_by("year") if through is None or sold.year <= through]
    named = {sold.year for sold in sales}
    untold = [str(year) for year in range(min(named | {last}), last + 1) if year not in named]
    if items and untold:
        faults.append(
            _("Enter how many units were sold in %(years)s; nothing sold yet is 0.") % {"years": ", ".join(untold[:5])}
        )
    rows: list[YearRow] = []
    proven = {proof.item_id for proof in proofs}
    for item in items:
        if not item.posco:
            continue
        if item.pk not in proven:
            faults.append(_("No mill certificate stands at the part “%(part)s”.") % {"part": item.name})
            continue
        for sold in sales:
            balance = mass_balance(
                bought[sold.year, item.pk],
                yield_rate=min(item.yield_rate, terms.yield_most),
                units=sold.units,
                t_per_unit=item.t_per_unit,
            )
            rows.append(YearRow(sold.year, item, sold.units, balance))
            if not balance.covers:
                faults.append(_uncovered(sold.year, item, balance))
    waiting = {proof.coil.sheet.number for proof in proofs if proof.coil.sheet.state == SheetState.PENDING}
    if confirmed and waiting:
        faults.append(_("Not checked with the mill yet: %(numbers)s.") % {"numbers": ", ".join(sorted(waiting)[:5])})
    return Examined(share, rows, faults)


def _day_of(application: InnoviltApplication) -> date:
    """The day that its last full year is counted from."""
    return application.submitted_at.astimezone(SEOUL).date() if application.submitted_at else today()


def _uncovered(year: int, item: SteelItem, balance: Balance) -> str:
    return _(
        "%(year)s, %(part)s: %(usable)s t of steel for %(needed)s t that were sold. The coverage is %(coverage)s; "
        "1 is needed."
    ) % {
        "year": year,
        "part": item.name,
        "usable": f"{balance.usable_t:,.3f}",
        "needed": f"{balance.needed_t:,.3f}",
        "coverage": f"{balance.coverage:.4f}",
    }


def lacking(application: InnoviltApplication) -> list[str]:
    """What the application still lacks before it can be submitted."""
    missing = []
    if not application.category:
        missing.append(_("Choose the category."))
    if not application.technology.strip():
        missing.append(_("Say what is new about the product."))
    if not application.market.strip():
        missing.append(_("Say who buys the product."))
    if not application.plant.strip():
        missing.append(_("Say where the product is made."))
    kinds = set(application.papers.values_list("kind", flat=True))
    if PaperKind.DRAWING not in kinds:
        missing.append(_("Enclose a drawing."))
    if PaperKind.TEST not in kinds:
        missing.append(_("Enclose a test report."))
    return missing + examined(application, confirmed=False).faults


def last_check(application: InnoviltApplication) -> EligibilityCheck | None:
    """The latest examination of the steel."""
    return application.checks.select_related("by").order_by("-pk").first()


# Heat lookup ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Looked:
    """What the mill's records say of a coil."""

    coil: Coil
    record: MillRecord | None
    faults: list[str]

    @property
    def known(self) -> bool:
        """Whether the mill shipped it as the paper says."""
        return self.record is not None and not self.faults


def looked_up(sheet: MillSheet) -> list[Looked]:
    """Each coil of a mill certificate against what the mill shipped."""
    coils = list(sheet.coils.order_by("pk"))
    found = {
        (record.heat_key, record.coil_key): record
        for record in MillRecord.objects.filter(heat_key__in=[coil.heat_key for coil in coils])
    }
    rows = []
    for coil in coils:
        record = found.get((coil.heat_key, coil.coil_key))
        faults = []
        if record is None:
            faults.append(_("The mill has not shipped this heat and coil."))
        else:
            if paper_key(record.grade) != paper_key(coil.grade):
                faults.append(_("The mill says grade %(grade)s.") % {"grade": record.grade})
            if coil.tonnes > record.tonnes:
                faults.append(_("The mill says %(weight)s t.") % {"weight": f"{record.tonnes:,.3f}"})
            if record.sheet_key and record.sheet_key != sheet.number_key:
                faults.append(_("The mill says another mill certificate number."))
        rows.append(Looked(coil, record, faults))
    return rows


def sheets_of(application: InnoviltApplication) -> list[MillSheet]:
    """The mill certificates that an application stands on."""
    used = application.proofs.filter(released_at=None).values("coil__sheet")
    return list(MillSheet.objects.filter(pk__in=used).prefetch_related("coils").order_by("number"))


def heats_also_of_others(application: InnoviltApplication) -> set[str]:
    """Heats that another member uses too, with other coils: for the office alone."""
    heats = application.proofs.filter(released_at=None).values("coil__heat_key")
    others = Coil.objects.filter(heat_key__in=heats).exclude(sheet__company=application.company_id)
    return set(others.values_list("heat_key", flat=True))


# Figures -------------------------------------------------------------------------------------------------------------
def counts_by_state(user) -> dict[str, int]:
    """How many applications stand where."""
    rows = applications_visible_to(user).order_by().values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in rows}
