"""Companies, the dated facts about them, their papers: what a person may see of them."""

import secrets
from collections.abc import Collection
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from portal.clock import today
from portal.people.models import (
    Certificate,
    CertificateKind,
    Company,
    CompanyProposal,
    CompanySuccession,
    Standing,
    User,
)
from portal.people.rules import brn_check_digit
from portal.people.rules.names import name_skeleton, names_company
from portal.people.states import (
    CertificateState,
    CompanyState,
    ProposalState,
)

# What stood in public once stays readable in public: the name behind a product or an award.
PUBLIC_STATES = (CompanyState.ACTIVE, CompanyState.DORMANT, CompanyState.MERGED)


def companies_visible_to(user) -> QuerySet[Company]:
    """Everybody sees active companies; their own people and staff see them in every state."""
    companies = Company.objects.order_by("legal_name_ko", "pk")
    if not user.is_authenticated:
        return companies.filter(state__in=PUBLIC_STATES)
    if user.is_internal or user.has_role("AU"):
        return companies
    return companies.filter(Q(state__in=PUBLIC_STATES) | Q(pk=user.company_id))


def companies_listed_for(user, *, state: str = "", level: str = "", words: str = "") -> QuerySet[Company]:
    """The suppliers' register for staff, filtered; the words are part of a name or number."""
    companies = Company.objects.filter(is_buyer=False) if user.is_internal else Company.objects.none()
    if state:
        companies = companies.filter(state=state)
    if level:
        companies = companies.filter(level=level)
    if words:
        digits = "".join(character for character in words if character.isdigit())
        found = Q(legal_name_ko__icontains=words) | Q(legal_name_en__icontains=words) | Q(number__iexact=words)
        if len(digits) >= 3:
            code = "".join(character for character in words if character.isalnum())
            found |= Q(brn__startswith=digits) | Q(foreign_id__icontains=code)
        companies = companies.filter(found)
    return companies.annotate(people=Count("memberships", filter=Q(memberships__state="active"))).order_by("-pk")


def succession_of(company: Company) -> CompanySuccession | None:
    """Into which company it was merged, if it was."""
    return CompanySuccession.objects.filter(former=company).select_related("successor", "proposal__document").first()


def predecessions_of(company: Company) -> QuerySet[CompanySuccession]:
    """The companies that were merged into this one, the last first."""
    return CompanySuccession.objects.filter(successor=company).select_related("former").order_by("-merged_on", "-pk")


def with_formers(company: int) -> list[int]:
    """The company and all that were merged into it, step by step: whose past is its own."""
    found, waiting = [company], [company]
    while waiting:
        rows = CompanySuccession.objects.filter(successor__in=waiting).order_by("pk")
        waiting = list(rows.values_list("former", flat=True))
        found += waiting
    return found


def heirs_of(companies: Collection[int]) -> dict[int, CompanySuccession]:
    """For those of ``companies`` that were merged: the last step of the chain, with the company that is there now.

    One query for each step of the longest chain; a chain cannot close, for only a company that is there succeeds.
    """
    found: dict[int, CompanySuccession] = {}
    waiting = {pk: pk for pk in companies}  # company at the end of its chain so far: which one it began with
    while waiting:
        ends: dict[int, list[int]] = {}
        for first, last in waiting.items():
            ends.setdefault(last, []).append(first)
        waiting = {}
        for step in CompanySuccession.objects.filter(former__in=ends).select_related("successor"):
            for first in ends[step.former_id]:
                found[first] = step
                waiting[first] = step.successor_id
    return found


def heir_of(company: Company) -> Company:
    """The company that stands where this one stood: itself, unless it was merged."""
    step = heirs_of([company.pk]).get(company.pk)
    return step.successor if step else company


def bears_name(company: Company, name: str) -> bool:
    """Whether ``name`` is the company's legal name, however its legal form, width or spaces are written. CAT-06."""
    skeleton = name_skeleton(name)
    return bool(skeleton) and skeleton in {company.skeleton_ko, company.skeleton_en} - {""}


def tells_who(text: str, user: User, company: Company) -> bool:
    """Whether a text gives away the company by its name, in either language, or the person by the e-mail address."""
    if user.email and user.email.casefold() in text.casefold():
        return True
    return names_company(text, [company.skeleton_ko, company.skeleton_en])


def is_same_name(one: str, other: str) -> bool:
    """Whether two names of companies are one, however legal form, width or spaces are written. CAT-06."""
    skeleton = name_skeleton(one)
    return bool(skeleton) and skeleton == name_skeleton(other)


def lookalikes_of(company: Company) -> QuerySet[Company]:
    """Other companies whose name a reader may take for this one's."""
    same = Q(skeleton_ko=company.skeleton_ko) | Q(skeleton_en=company.skeleton_ko)
    if company.skeleton_en:
        same |= Q(skeleton_en=company.skeleton_en) | Q(skeleton_ko=company.skeleton_en)
    return Company.objects.filter(same).exclude(pk=company.pk).order_by("legal_name_ko", "pk")


def standing_of(company: Company, fact: str, on: date) -> str | None:
    """The value of ``fact`` in force for the company on the day ``on``: the latest row that covers it, or None.

    A row without a value takes an earlier one back.
    """
    row = (
        Standing.objects.filter(company=company, fact=fact, valid_from__lte=on)
        .filter(Q(valid_to=None) | Q(valid_to__gte=on))
        .order_by("-valid_from", "-id")
        .first()
    )
    return (row.value or None) if row else None


def companies_of_another_size(on: date) -> QuerySet[Company]:
    """Whose official size is not what a certificate in force on the day says (``said``), or unknown without one.

    Of companies about which a certificate has ever said anything.
    """
    said = Standing.objects.filter(company=OuterRef("pk"), fact="size_class", valid_from__lte=on)
    in_force = said.filter(Q(valid_to=None) | Q(valid_to__gte=on)).order_by("-valid_from", "-id").values("value")[:1]
    told = Company.objects.filter(Exists(said)).annotate(said=Coalesce(Subquery(in_force), Value("")))
    return told.exclude(size_class=F("said")).order_by("pk")


def standings_in_force(company: Company, on: date) -> list[Standing]:
    """One row for each fact that is in force on the day, by fact."""
    rows = (
        Standing.objects.filter(company=company, valid_from__lte=on)
        .filter(Q(valid_to=None) | Q(valid_to__gte=on))
        .order_by("fact", "-valid_from", "-id")
        .distinct("fact")
        .select_related("recorded_by")
    )
    return [row for row in rows if row.value]


def certificates_of(company: Company) -> QuerySet[Certificate]:
    """A company's certificates, those that end first on top."""
    return (
        Certificate.objects.filter(company=company)
        .select_related("kind", "document", "verified_by", "company")
        .order_by("state", "valid_to", "pk")
    )


def certificates_visible_to(user) -> QuerySet[Certificate]:
    """The own company's, and all for staff."""
    certificates = Certificate.objects.select_related("kind", "company", "document", "added_by", "verified_by")
    return certificates if user.is_internal else certificates.filter(company_id=user.company_id)


def valid_certificates(company: Company) -> QuerySet[Certificate]:
    """What a company may show to everybody: verified and in force today."""
    living = certificates_of(company).filter(state=CertificateState.VALID)
    return living.filter(Q(valid_to=None) | Q(valid_to__gte=today()))


def certificates_to_verify(user) -> QuerySet[Certificate]:
    """Certificates that wait for a second person."""
    if not user.is_internal or not user.has_role("PO", "ER"):
        return Certificate.objects.none()
    waiting = Certificate.objects.filter(state=CertificateState.PENDING, document__isnull=False).exclude(added_by=user)
    return waiting.select_related("company", "kind").order_by("pk")


def certificate_kinds() -> QuerySet[CertificateKind]:
    """Kinds that can be chosen."""
    return CertificateKind.objects.filter(in_use=True)


def proposals_visible_to(user) -> QuerySet[CompanyProposal]:
    """Staff see all."""
    proposals = CompanyProposal.objects.select_related(
        "company", "parent", "successor", "document", "proposed_by", "decided_by"
    )
    return proposals.order_by("-pk") if user.is_internal else proposals.none()


def proposals_to_decide(user) -> QuerySet[CompanyProposal]:
    """Open proposals of others, for approvers."""
    if not user.has_role("AP"):
        return CompanyProposal.objects.none()
    return proposals_visible_to(user).filter(state=ProposalState.OPEN).exclude(proposed_by=user)


def free_brn() -> str:
    """A well-formed business number that no company here has: for invented companies."""
    while True:
        nine = f"9{secrets.randbelow(100):02d}81{secrets.randbelow(10_000):04d}"
        brn = nine + str(brn_check_digit(nine))
        if not Company.objects.filter(brn=brn).exists():
            return brn
