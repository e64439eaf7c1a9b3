"""FIND: who declares, declarations, findings, cases. Source: domain 11.9."""

import re
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from catalog.models import Product
from catalog.states import ProductState
from portal.people.models import Company, Standing
from purchasing.contracts.models import Contract, ContractLine
from purchasing.contracts.states import ContractState
from purchasing.esg.models import (
    DeclaredSmelter,
    MineralCase,
    MineralClass,
    MineralConsent,
    MineralDeclaration,
    MineralIssue,
    MineralPolicy,
)
from purchasing.esg.rules import minerals as rules
from purchasing.esg.states import StandingFact
from purchasing.esg.states.minerals import (
    DECLARATION_OPEN,
    DECLARATION_SCREENED,
    METALS_OF,
    POLICY_METALS,
    DeclarationState,
    Metal,
    MineralFinding,
    MineralTemplate,
    SmelterStatus,
)

READERS = ("ER", "EC", "CP", "AU", "PO", "AP", "SG")  # of the buying organisation
OWN_READERS = ("SA", "SE", "SU")  # of a supplier
OPEN_ORDERS = (ContractState.DRAFT, ContractState.REVIEW, ContractState.SENT, ContractState.IN_FORCE)


def reads_minerals(user) -> bool:
    """Staff who deal with it, and suppliers their own."""
    if getattr(user, "is_internal", False):
        return user.has_role(*READERS)
    return bool(getattr(user, "is_supplier", False) and user.has_role(*OWN_READERS))


def declarations_visible_to(user) -> QuerySet[MineralDeclaration]:
    """Staff what has been submitted and what they asked for; a supplier its own."""
    found = MineralDeclaration.objects.select_related("company", "reviewer", "file")
    if not reads_minerals(user):
        return found.none()
    return found if user.is_internal else found.filter(company=user.company_id)


def declarations_listed_for(user, *, state: str = "", template: str = "", words: str = ""):
    """The visible ones, filtered."""
    found = declarations_visible_to(user)
    if state == "open":
        found = found.filter(state__in=DECLARATION_OPEN)
    elif state:
        found = found.filter(state=state)
    if template:
        found = found.filter(template=template)
    if words:
        named = Q(company__legal_name_ko__icontains=words) | Q(company__legal_name_en__icontains=words)
        found = found.filter(named | Q(number__icontains=words))
    findings = Count("issues", filter=Q(issues__cleared_on=None), distinct=True)
    return found.annotate(findings=findings).order_by("-pk")


def current_declaration(company: Company, template: str) -> MineralDeclaration | None:
    """The one whose smelters count now: the latest that was checked or accepted."""
    return (
        MineralDeclaration.objects.filter(company=company, template=template, state__in=DECLARATION_SCREENED)
        .order_by("-pk")
        .first()
    )


def declarations_to_screen() -> QuerySet[MineralDeclaration]:
    """All that were handed in and not asked about, the oldest first: what is being mended is screened when it is in."""
    screened = DECLARATION_SCREENED - {DeclarationState.QUERIED}
    return MineralDeclaration.objects.filter(state__in=screened).select_related("company").order_by("pk")


def declarations_for_review(user) -> QuerySet[MineralDeclaration]:
    """Checked ones that wait for an ESG reviewer."""
    if not (getattr(user, "is_internal", False) and user.has_role("ER")):
        return MineralDeclaration.objects.none()
    return (
        MineralDeclaration.objects.filter(state=DeclarationState.CHECKED)
        .select_related("company")
        .order_by("submitted_at")
    )


def declarations_to_answer(user) -> QuerySet[MineralDeclaration]:
    """Of the own company, to be filled in or with a question."""
    if not (getattr(user, "is_supplier", False) and user.has_role("SA", "SE")):
        return MineralDeclaration.objects.none()
    waiting = MineralDeclaration.objects.filter(
        company=user.company_id, state__in=[DeclarationState.REQUESTED, DeclarationState.QUERIED]
    )
    return waiting.order_by("due_on", "pk")


# Who declares ---------------------------------------------------------------------------------------------------------
def mineral_classes() -> list[MineralClass]:
    """All, by code."""
    return list(MineralClass.objects.select_related("node", "entered_by").order_by("node__code"))


def _in_class(each: MineralClass, prefix: str) -> Q:
    path = each.node.path
    return Q(**{f"{prefix}path": path}) | Q(**{f"{prefix}path__startswith": f"{path}/"})


def metals_by_company(companies: Collection[int] | None = None) -> dict[int, set[str]]:
    """Which minerals a company's goods may hold: by its published products and the products of its contracts."""
    found: dict[int, set[str]] = {}
    for each in MineralClass.objects.select_related("node"):
        products = Product.objects.filter(
            _in_class(each, "current__class_node__"), state=ProductState.PUBLISHED, company__is_buyer=False
        )
        ordered = ContractLine.objects.filter(
            _in_class(each, "product__current__class_node__"), contract__tier=1, contract__state=ContractState.IN_FORCE
        )
        if companies is not None:
            products, ordered = products.filter(company__in=companies), ordered.filter(contract__payee__in=companies)
        who = {*products.values_list("company", flat=True), *ordered.values_list("contract__payee", flat=True)}
        for company in who:
            found.setdefault(company, set()).update(each.metals)
    return found


def metals_of_company(company: Company) -> set[str]:
    """Of one company."""
    return metals_by_company([company.pk]).get(company.pk, set())


def templates_for(metals: Iterable[str]) -> list[str]:
    """Which templates cover these minerals."""
    wanted = set(metals)
    return [template.value for template in MineralTemplate if wanted & {str(metal) for metal in METALS_OF[template]}]


def templates_missing(company: Company, metals: Iterable[str], on: date) -> list[str]:
    """Templates that the company has to fill in: nothing of them is under way or valid."""
    held = MineralDeclaration.objects.filter(company=company).filter(
        Q(state__in=DECLARATION_OPEN) | Q(state=DeclarationState.ACCEPTED, valid_to__gte=on)
    )
    have = set(held.values_list("template", flat=True))
    return [template for template in templates_for(metals) if template not in have]


def metals_to_declare(company: Company) -> set[str]:
    """Minerals of the policy that the company's goods may hold: it declares them. Source: domain 11.4 (E-8), MIN-01."""
    return metals_of_company(company) & {str(metal) for metal in POLICY_METALS}


def has_declared(company: Company, on: date) -> bool:
    """Whether everything that the company has to declare is accepted and valid. Source: domain 11.4 (E-8)."""
    accepted = MineralDeclaration.objects.filter(company=company, state=DeclarationState.ACCEPTED, valid_to__gte=on)
    have = set(accepted.values_list("template", flat=True))
    return all(template in have for template in templates_for(metals_to_declare(company)))


# Policy ---------------------------------------------------------------------------------------------------------------
def policy_on(day: date) -> MineralPolicy | None:
    """The approved version in force."""
    approved = MineralPolicy.objects.filter(Q(entered_by=None) | Q(approved_by__isnull=False))
    return approved.filter(effective_on__lte=day).order_by("-effective_on", "-pk").first()


def policies_listed() -> list[MineralPolicy]:
    """All versions, the newest first."""
    return list(MineralPolicy.objects.select_related("entered_by", "approved_by"))


def consent_of(company: Company, policy: MineralPolicy) -> MineralConsent | None:
    """That the company consented to this version."""
    return MineralConsent.objects.filter(company=company, policy=policy).select_related("signer").first()


# Findings -------------------------------------------------------------------------------------------------------------
def issues_visible_to(user) -> QuerySet[MineralIssue]:
    """Staff all, a supplier its own."""
    found = MineralIssue.objects.select_related("company", "declaration", "flag", "action")
    if not reads_minerals(user):
        return found.none()
    return found if user.is_internal else found.filter(company=user.company_id)


def open_issues(company: Company) -> QuerySet[MineralIssue]:
    """Not cleared yet."""
    return MineralIssue.objects.filter(company=company, cleared_on=None).select_related("flag")


def blocked_metals(company: Company) -> list[str]:
    """Minerals whose classes get no new orders: cobalt at once (MIN-09), others once two people confirmed the flag."""
    issues = open_issues(company)
    held = issues.filter(Q(kind=MineralFinding.COBALT) | Q(flag__state="confirmed"))
    return sorted(set(held.values_list("metal", flat=True)))


def is_accepted(declaration: MineralDeclaration, on: date) -> bool:
    """A reviewer has accepted it, and it holds."""
    return (
        declaration.state == DeclarationState.ACCEPTED
        and declaration.valid_to is not None
        and declaration.valid_to >= on
    )


def lacks_cobalt(company: Company, on: date) -> bool:
    """No accepted declaration about cobalt holds: its smelters are unknown, so none of them counts as conformant."""
    return not MineralDeclaration.objects.filter(
        company=company, template=MineralTemplate.EMRT, state=DeclarationState.ACCEPTED, valid_to__gte=on
    ).exists()


def owes_cobalt(company: Company, on: date) -> bool:
    """Its goods may hold cobalt, and it has declared nothing that holds (MIN-09)."""
    return lacks_cobalt(company, on) and str(Metal.COBALT) in metals_of_company(company)


def companies_blocked(on: date) -> set[int]:
    """Companies of which the ground floor says that a mineral is blocked now."""
    last = (
        Standing.objects.filter(fact=StandingFact.MINERALS, valid_from__lte=on)
        .order_by("company", "-valid_from", "-pk")
        .distinct("company")
        .values_list("company", "value")
    )
    return {company for company, value in last if value.startswith("blocked:")}


def blocked_lines(contract: Contract, metals: Collection[str]) -> list[ContractLine]:
    """Lines of the contract whose class may hold one of the minerals."""
    asked = Q(pk__in=[])
    for each in MineralClass.objects.filter(metals__overlap=list(metals)).select_related("node"):
        asked |= _in_class(each, "product__current__class_node__")
    return list(contract.lines.filter(asked).order_by("no"))


def blocked_codes(codes: Collection[str], metals: Collection[str]) -> list[str]:
    """Those of the UNSPSC codes that lie in a class which may hold one of the minerals."""
    heads = [
        each.node.code for each in MineralClass.objects.filter(metals__overlap=list(metals)).select_related("node")
    ]
    prefixes = tuple(re.sub(r"(00)+$", "", code) for code in heads)
    return [code for code in codes if prefixes and code.startswith(prefixes)]


def issues_late(on: date) -> QuerySet[MineralIssue]:
    """The smelter was to be replaced by now, and no limitation has been proposed."""
    return (
        MineralIssue.objects.filter(cleared_on=None, replace_by__lt=on, limit_proposed_on=None)
        .select_related("company", "flag")
        .order_by("company", "pk")
    )


def issues_unplanned(on: date) -> QuerySet[MineralIssue]:
    """The days of the plan are over, no action is asked for yet, and nobody found the flag untrue (MIN-07)."""
    return (
        MineralIssue.objects.filter(cleared_on=None, plan_by__lt=on, action=None)
        .exclude(flag__state__in=["rejected", "remedied"])
        .order_by("pk")
    )


def declarations_ending(on: date) -> QuerySet[MineralDeclaration]:
    """Accepted until that day, and no other one of the same template is under way."""
    under_way = MineralDeclaration.objects.filter(
        company=OuterRef("company"), template=OuterRef("template"), state__in=DECLARATION_OPEN
    )
    ending = MineralDeclaration.objects.filter(state=DeclarationState.ACCEPTED, valid_to=on)
    return ending.exclude(Exists(under_way)).order_by("pk")


# Figures --------------------------------------------------------------------------------------------------------------
def smelters_in_use() -> QuerySet[DeclaredSmelter]:
    """Smelters of all declarations that count, of minerals of the policy."""
    return DeclaredSmelter.objects.filter(
        declaration__state__in=DECLARATION_SCREENED, metal__in=[str(metal) for metal in POLICY_METALS]
    )


def coverage_by_metal() -> list[tuple[str, rules.Coverage]]:
    """MIN-06 for each mineral of the policy: each smelter counts once, however many suppliers name it."""
    rows = smelters_in_use().order_by("metal", "cid", "name").values_list("metal", "cid", "name", "status")
    by_metal: dict[str, dict[tuple[str, str], str]] = {str(metal): {} for metal in sorted(POLICY_METALS)}
    for metal, cid, name, status in rows:
        by_metal[metal][(cid, "" if cid else rules.plain(name))] = status
    return [(metal, rules.coverage(each.values())) for metal, each in by_metal.items() if each]


def coverage_total() -> rules.Coverage:
    """MIN-06 over all minerals of the policy."""
    found: dict[tuple[str, str, str], str] = {}
    for metal, cid, name, status in smelters_in_use().values_list("metal", "cid", "name", "status"):
        found[(metal, cid, "" if cid else rules.plain(name))] = status
    return rules.coverage(found.values())


def coverage_by_country() -> list[dict[str, Any]]:
    """Smelters by the country where they stand: how many, and how many of them are conformant."""
    rows = (
        smelters_in_use()
        .exclude(country="")
        .values("country")
        .annotate(
            listed=Count(F("cid"), distinct=True, filter=~Q(cid="")),
            conformant=Count(F("cid"), distinct=True, filter=Q(status=SmelterStatus.CONFORMANT) & ~Q(cid="")),
            suppliers=Count("declaration__company", distinct=True),
        )
        .order_by("-listed", "country")
    )
    return [dict(row) for row in rows]


def declared_share(on: date) -> tuple[int, int, Decimal | None]:
    """How many of the companies that have to declare have done so, and the share."""
    needed = metals_by_company()
    accepted: dict[int, set[str]] = {}
    rows = MineralDeclaration.objects.filter(
        company__in=needed, state=DeclarationState.ACCEPTED, valid_to__gte=on
    ).values_list("company", "template")
    for company, template in rows:
        accepted.setdefault(company, set()).add(template)
    done = sum(
        1
        for company, metals in needed.items()
        if set(templates_for(metals & {str(metal) for metal in POLICY_METALS})) <= accepted.get(company, set())
    )
    return done, len(needed), rules.percent(done, len(needed))


# Cases ----------------------------------------------------------------------------------------------------------------
def cases_visible_to(user) -> QuerySet[MineralCase]:
    """Staff all, a supplier its own."""
    found = MineralCase.objects.select_related("company", "strategy_by")
    if not reads_minerals(user):
        return found.none()
    return found if user.is_internal else found.filter(company=user.company_id)


def cases_listed_for(user, year: int | None = None):
    """Cases of a year with how many steps are done."""
    found = cases_visible_to(user).annotate(done=Count("steps")).order_by("-year", "company", "pk")
    return found.filter(year=year) if year else found
