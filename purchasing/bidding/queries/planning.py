"""Before the notice: announced plans, purchases alike, drafts of rounds and copies."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast

from catalog.models import Product, ProductVersion, Specification
from catalog.queries import published_products
from catalog.queries.specs import version_in_force
from portal.audit.models import AuditEntry
from portal.clock import db_now
from portal.people.models import User
from purchasing.bidding.models import PlanNotice, SplitFlag, Tender, TenderLine
from purchasing.bidding.rules import Failure
from purchasing.bidding.states import TenderState

CLASS_DIGITS = 6  # UNSPSC: two digits each for segment, family, class, commodity


def announced_plans() -> QuerySet[PlanNotice]:
    """What everybody may read of the purchases to come: the last word of each plan that is neither published nor given
    up, the soonest first.
    """
    last = PlanNotice.objects.filter(tender=OuterRef("tender")).order_by("-version").values("pk")[:1]
    coming = [TenderState.PLANNED, TenderState.DRAFT, TenderState.REVIEW, TenderState.APPROVED]
    plans = PlanNotice.objects.filter(pk=Subquery(last), withdrawn=False, tender__state__in=coming)
    return plans.select_related("tender").order_by("planned_for", "pk")


def find_plans(plans: QuerySet[PlanNotice], *, q: str = "", kind: str = "", region: str = "") -> QuerySet[PlanNotice]:
    """Those of ``plans`` that fit."""
    if q:
        words = Q(title_ko__icontains=q) | Q(title_en__icontains=q) | Q(scope__icontains=q)
        plans = plans.filter(words | Q(class_codes__contains=[q]) | Q(tender__number__icontains=q))
    if kind:
        plans = plans.filter(kind=kind)
    return plans.filter(region=region) if region else plans


def plan_of(tender: Tender) -> PlanNotice | None:
    """The last word of the tender's announced plan."""
    return tender.plan_notices.order_by("-version").first()


def classes_of(tender: Tender) -> set[str]:
    """The UNSPSC classes (six digits) of what is wanted."""
    codes = tender.lines.exclude(class_code="").values_list("class_code", flat=True)
    return {code[:CLASS_DIGITS] for code in codes}


def like_purchases(tender: Tender, *, days: int) -> dict[str, list[Tender]]:
    """Other tenders of the same department begun within ``days``, by UNSPSC class; rounds and lots of the same notice,
    and what was cancelled or failed, do not count. Source: domain BID-08.
    """
    since = db_now() - timedelta(days=days)
    over = Q(state__in=[TenderState.CANCELLED, TenderState.FAILED, TenderState.PLANNED])
    others = Tender.objects.filter(department=tender.department, created_at__gte=since, budget_won__isnull=False)
    others = others.exclude(over).exclude(pk=tender.pk)
    if tender.procedure_id is not None:
        others = others.exclude(procedure=tender.procedure_id)
    if tender.round_of_id is not None:
        others = others.exclude(pk=tender.round_of_id)
    classes = classes_of(tender)
    lines = TenderLine.objects.filter(tender__in=others, class_code__gt="").values_list("tender_id", "class_code")
    by_class: dict[str, set[int]] = defaultdict(set)
    for pk, code in lines:
        if code[:CLASS_DIGITS] in classes:
            by_class[code[:CLASS_DIGITS]].add(pk)
    found = {other.pk: other for other in others.filter(pk__in=set().union(*by_class.values()))}
    return {code: [found[pk] for pk in sorted(pks)] for code, pks in sorted(by_class.items())}


def split_flags_of(tender: Tender) -> QuerySet[SplitFlag]:
    """Suspicions about this tender, those without an answer first; for staff."""
    return tender.split_flags.select_related("answered_by").order_by(F("answered_at").asc(nulls_first=True), "pk")


def makers_in(text: str) -> list[str]:
    """Makers of the catalogue whose names occur in the text, letter by letter; the rule looks at whole words."""
    if not text.strip():
        return []
    named = ProductVersion.objects.exclude(maker="").annotate(text=Value(text, output_field=TextField()))
    found = named.filter(text__icontains=F("maker")).order_by().values_list("maker", flat=True).distinct()
    return list(found[:20])


def due_to_publish(now: datetime) -> list[Tender]:
    """Approved tenders whose day has come, one for each notice."""
    due = Tender.objects.filter(state=TenderState.APPROVED, publish_at__lte=now).order_by("publish_at", "pk")
    seen: set[int] = set()
    found = []
    for tender in due:
        if tender.procedure_id is None or tender.procedure_id not in seen:
            found.append(tender)
            if tender.procedure_id is not None:
                seen.add(tender.procedure_id)
    return found


def catalogue_item(code: str, class_code: str | None = "") -> tuple[Specification | None, Product | None]:
    """The specification with this part number (of the class, if several have it), or the product with this number."""
    code = code.strip()
    found = Specification.objects.filter(part_number__iexact=code).select_related("class_node").order_by("pk")
    of_class = [each for each in found if class_code and each.class_node.code == class_code]
    specification = next(iter(of_class or found), None)
    if specification is not None:
        return specification, None
    return None, Product.objects.filter(number__iexact=code, current__isnull=False).first()


@dataclass(frozen=True, slots=True)
class ItemFound:
    """Something of the catalogue that a line may be taken from."""

    code: str
    name_ko: str
    name_en: str
    class_code: str
    note: str  # the version in force, or the maker: for the officer, never in the notice
    uom: str = ""


def find_items(words: str, on: date) -> list[ItemFound]:
    """Specifications, then published products, that fit the words."""
    named = Q(name_ko__icontains=words) | Q(name_en__icontains=words) | Q(part_number__icontains=words)
    found = []
    for each in Specification.objects.filter(named).exclude(part_number="").select_related("class_node")[:8]:
        version = version_in_force(each, on)
        if version is not None:
            found.append(
                ItemFound(each.part_number, each.name_ko, each.name_en, each.class_node.code, f"v{version.no}")
            )
    fitting = Q(current__name_ko__icontains=words) | Q(current__name_en__icontains=words) | Q(number__iexact=words)
    products = published_products().filter(fitting).select_related("current__class_node").order_by("-pk")[:8]
    for product in products:
        current = product.current
        if current is None:
            continue
        node, note = current.class_node, f"{current.maker} {current.model}".strip()
        uom = str(product.get_uom_display())
        found.append(ItemFound(product.number, node.name_ko, node.name_en, node.code, note, uom))
    return found


def base_prices_to_review() -> QuerySet[Tender]:
    """Tenders that failed since every bid was below the floor, and whose base price nobody has reviewed. LPL-05."""
    reviewed = AuditEntry.objects.filter(
        thing_type=Tender._meta.label_lower,
        thing_id=Cast(OuterRef("pk"), CharField()),
        what="bidding.tender.base_price_reviewed",
    )
    return Tender.objects.filter(~Exists(reviewed), state=TenderState.FAILED, failure=Failure.ALL_BELOW)


def notices_waiting_for(user: User) -> list[tuple[Tender, str]]:
    """What waits around notices for this member of staff: (tender, what), ``what`` one of ``amendment``,
    ``base_price_due``, ``review``, ``split``, ``round``.
    """
    if not user.is_internal:
        return []
    waits: list[tuple[str, Q]] = []
    if user.has_role("AP"):
        opened = Q(amendments__isnull=False, amendments__decided_at=None) & ~Q(amendments__asked_by=user)
        apart = ~Q(officer=user) & ~Q(estimator=user) & ~Q(committee__user=user)
        waits.append(("amendment", Q(state=TenderState.PUBLISHED, closes_at__gt=db_now()) & opened & apart))
    if user.has_role("CE"):
        due = [TenderState.PUBLISHED, TenderState.CLOSED]
        waits.append(("base_price_due", Q(base_price_due=True, state__in=due, estimator=user)))
        waits.append(("review", Q(pk__in=base_prices_to_review().exclude(officer=user).values("pk"))))
    if user.has_role("AU"):
        waits.append(("split", Q(split_flags__isnull=False, split_flags__answered_at=None)))
    if user.has_role("PO"):
        lately = Q(ended_at__gte=db_now() - timedelta(days=30))
        announced = Q(state=TenderState.FAILED, officer=user, rounds=None) & ~Q(rebid_conditions="")
        waits.append(("round", announced & lately))
    return [
        (tender, what)
        for what, condition in waits
        for tender in Tender.objects.filter(condition).distinct().order_by("pk")[:20]
    ]
