"""FIND: the code of conduct, consents to it, entry qualifications, what waits for whom. Source: domain 11.3-11.4."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, Sum, Value, When

from portal.clock import SEOUL
from portal.people.models import Company, Standing, User
from portal.people.queries import standing_of
from purchasing.bidding import queries as bidding
from purchasing.contracts.models import Contract
from purchasing.contracts.states import ContractState
from purchasing.esg.models import CodeConsent, CodeOfConduct, CodePart, Entry, EntryPoint, EsgTerms
from purchasing.esg.rules import code as code_rules
from purchasing.esg.states import (
    CONSENTS,
    ENTRY_PASSED,
    CodeState,
    ConsentState,
    EntryItem,
    EntryState,
    StandingFact,
)

ENTRY_READERS = ("ER", "EC", "CP", "AU", "PO", "AP", "SG")  # decisions and dates; the evidence: EVIDENCE_READERS
EVIDENCE_READERS = ("ER", "EC", "CP", "AU")
ENTRY_OWN = ("SA", "SE", "SU")
SIGNERS = ("SA",)
RENEW_DAYS = 60  # before the end, an entry may be renewed
KEEPERS = ("ER", "CP")  # of the code of conduct
S = EntryState


# The code of conduct --------------------------------------------------------------------------------------------------
def code_in_force() -> CodeOfConduct | None:
    """The published version, with its parts."""
    return CodeOfConduct.objects.prefetch_related("parts").filter(state=CodeState.PUBLISHED).first()


def code_asked(on: date) -> CodeOfConduct | None:
    """The version that a company has to have consented to: the last one that asked for a new consent."""
    shown = CodeOfConduct.objects.filter(is_material=True, effective_on__lte=on).exclude(state=CodeState.DRAFT)
    return shown.order_by("-effective_on", "-pk").first()


def accepted_versions(on: date) -> list[CodeOfConduct]:
    """Versions a consent to which counts: the last material one and what came after it without a new consent."""
    asked = code_asked(on)
    if asked is None:
        return []
    later = Q(effective_on__gt=asked.effective_on) | Q(effective_on=asked.effective_on, pk__gte=asked.pk)
    return list(CodeOfConduct.objects.filter(later).exclude(state=CodeState.DRAFT))


def codes_visible_to(user) -> QuerySet[CodeOfConduct]:
    """Published and former versions for everybody; drafts for those who keep the code and may publish it."""
    found = CodeOfConduct.objects.prefetch_related("parts").select_related("entered_by", "published_by")
    keeps = getattr(user, "is_authenticated", False) and user.is_internal and user.has_role(*KEEPERS, "AP", "AU")
    return found if keeps else found.exclude(state=CodeState.DRAFT)


def parts_of(code: CodeOfConduct) -> list[CodePart]:
    """Its seven parts, in order."""
    return sorted(code.parts.all(), key=lambda part: part.no)


def consents_visible_to(user) -> QuerySet[CodeConsent]:
    """A company's people: theirs; keepers of the code and audit: all."""
    found = CodeConsent.objects.select_related("company", "code", "signer", "decided_by")
    if not getattr(user, "is_authenticated", False):
        return found.none()
    if user.is_internal:
        return found if user.has_role(*KEEPERS, "AU") else found.none()
    return found.filter(company=user.company_id) if user.company_id else found.none()


def consents_listed_for(user, *, words: str = "", state: str = "") -> QuerySet[CodeConsent]:
    """The list, filtered; exceptions that wait for a decision come first."""
    found = consents_visible_to(user)
    if words:
        named = Q(company__legal_name_ko__icontains=words) | Q(company__legal_name_en__icontains=words)
        found = found.filter(named | Q(company__brn=words.replace("-", "")))
    if state:
        found = found.filter(state=state)
    first = Case(When(state=ConsentState.EXCEPTION, then=Value(0)), default=Value(1))
    return found.annotate(place=first).order_by("place", "-pk")


def consent_share(on: date) -> tuple[int, int]:
    """Active suppliers with a consent that counts, and all of them. Source: domain 11.10 (KPI code consent)."""
    versions = [code.pk for code in accepted_versions(on)]
    suppliers = Company.objects.filter(is_buyer=False, state="active")
    consented = CodeConsent.objects.filter(code__in=versions, state__in=CONSENTS, company__in=suppliers)
    return consented.values("company").distinct().count(), suppliers.count()


def consent_of(company: Company, on: date) -> CodeConsent | None:
    """The company's consent that counts today, or its exception that waits; the newest."""
    found = CodeConsent.objects.filter(company=company, code__in=accepted_versions(on))
    return found.exclude(state=ConsentState.EXCEPTION_NO).select_related("code", "signer").order_by("-pk").first()


def has_consented(company: Company, on: date) -> bool:
    """Whether a consent, or an accepted exception, to a version that counts is there."""
    return CodeConsent.objects.filter(company=company, code__in=accepted_versions(on), state__in=CONSENTS).exists()


def has_to_sign(company: Company, on: date) -> bool:
    """Whether the company's fact is not of a version that counts, and no signature of it waits for legal."""
    said = standing_of(company, StandingFact.CODE, on)
    return said not in {code.version for code in accepted_versions(on)} and consent_of(company, on) is None


def consent_deadline(code: CodeOfConduct, terms: EsgTerms) -> date:
    """Until when a former consent still counts."""
    begun = code.effective_on
    if code.published_at is not None:
        begun = max(begun, code.published_at.astimezone(SEOUL).date())
    return code_rules.consent_until(begun, terms.consent_days)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A company whose former consent still counts, until when, and whether the clock has to end it."""

    company: Company
    until: date
    ends_by_clock: bool


def awaiting_consent(on: date, terms: EsgTerms) -> list[Waiting]:
    """Active suppliers whose fact is in force and says another version than the ones that count. Two queries."""
    asked = code_asked(on)
    if asked is None:
        return []
    counting = [code.version for code in accepted_versions(on)]
    rows = Standing.objects.filter(company=OuterRef("pk"), fact=StandingFact.CODE, valid_from__lte=on)
    latest = rows.filter(Q(valid_to=None) | Q(valid_to__gte=on)).order_by("-valid_from", "-id")
    stands = Company.objects.filter(is_buyer=False, state="active").annotate(
        code_said=Subquery(latest.values("value")[:1]), code_until=Subquery(latest.values("valid_to")[:1])
    )
    found = stands.exclude(code_said=None).exclude(code_said__in=["", *counting]).order_by("pk")
    until = consent_deadline(asked, terms)
    return [
        Waiting(company, company.code_until or until, company.code_until is None) for company in found.iterator(1000)
    ]


def exceptions_waiting() -> QuerySet[CodeConsent]:
    """Exceptions that legal has to decide on, the longest waiting first."""
    waiting = CodeConsent.objects.filter(state=ConsentState.EXCEPTION)
    return waiting.select_related("company", "code", "signer").order_by("pk")


def drafts_waiting(user: User) -> QuerySet[CodeOfConduct]:
    """Drafts of the code that a second person may publish."""
    return CodeOfConduct.objects.filter(state=CodeState.DRAFT).exclude(entered_by=user).order_by("pk")


# Entry qualifications -------------------------------------------------------------------------------------------------
def entries_visible_to(user) -> QuerySet[Entry]:
    """A company's own people: theirs; staff that selects, reviews or audits suppliers: all but drafts."""
    found = Entry.objects.select_related("company", "reviewer", "submitted_by", "former")
    if not getattr(user, "is_authenticated", False):
        return found.none()
    if user.is_internal:
        if not user.has_role(*ENTRY_READERS):
            return found.none()
        return found.exclude(state=S.DRAFT).exclude(state=S.WITHDRAWN, submitted_at=None)
    return found.filter(company=user.company_id) if user.has_role(*ENTRY_OWN) else found.none()


def own_entries(user) -> QuerySet[Entry]:
    """Entries of the company that the person, or the program, acts for."""
    return Entry.objects.filter(company=user.company_id) if user.is_supplier else Entry.objects.none()


def own_consents(user) -> QuerySet[CodeConsent]:
    """Consents of the company that the person, or the program, acts for."""
    found = CodeConsent.objects.select_related("code")
    return found.filter(company=user.company_id) if user.is_supplier else found.none()


def reads_evidence(user) -> bool:
    """Whether the person reads statements and files of entries of other companies."""
    return bool(getattr(user, "is_authenticated", False) and user.is_internal and user.has_role(*EVIDENCE_READERS))


def entries_listed_for(user, *, words: str = "", state: str = "") -> QuerySet[Entry]:
    """The list, filtered: for reviewers what waits comes first, by the day on which it is due."""
    found = entries_visible_to(user)
    if words:
        named = Q(company__legal_name_ko__icontains=words) | Q(company__legal_name_en__icontains=words)
        found = found.filter(named | Q(number__iexact=words) | Q(company__brn=words.replace("-", "")))
    if state:
        found = found.filter(state=state)
    order = [When(state=S.SUBMITTED, then=Value(0)), When(state=S.REVIEW, then=Value(1)), When(state=S.QUERY, then=2)]
    return found.annotate(place=Case(*order, default=Value(3))).order_by("place", "decide_by", "-pk")


def entries_to_review(user) -> QuerySet[Entry]:
    """For a reviewer: not taken yet, or taken by this person; the most urgent first."""
    if not (user.is_internal and user.has_role("ER")):
        return Entry.objects.none()
    mine = Q(state=S.SUBMITTED) & (Q(reviewer=None) | Q(reviewer=user)) | Q(state=S.REVIEW, reviewer=user)
    return entries_visible_to(user).filter(mine).order_by("decide_by", "pk")


def current_entry(company: Company) -> Entry | None:
    """The one under way, or else the last one."""
    found = Entry.objects.filter(company=company).exclude(state=S.WITHDRAWN).select_related("company", "reviewer")
    return found.order_by("-pk").first()


def entry_in_force(company: Company, on: date) -> Entry | None:
    """The passed entry that covers the day."""
    passed = Entry.objects.filter(company=company, state__in=ENTRY_PASSED, valid_from__lte=on, valid_to__gte=on)
    return passed.order_by("-pk").first()


def outcome_of(company: Company, on: date) -> str:
    """What the entry gate says of the company, or "". It may be recorded without an entry (registration, before)."""
    return standing_of(company, StandingFact.ENTRY, on) or ""


def outcome_until(company: Company, on: date) -> date | None:
    """The last day on which what the gate says is in force, if it ends."""
    rows = Standing.objects.filter(company=company, fact=StandingFact.ENTRY, valid_from__lte=on)
    row = rows.filter(Q(valid_to=None) | Q(valid_to__gte=on)).order_by("-valid_from", "-id").first()
    return row.valid_to if row else None


def order_cap_of(company: Company, on: date) -> tuple[Decimal, date] | None:
    """The most that may be ordered from the company, and from which day orders count; None without a cap."""
    return bidding.order_cap_of(company, on)


def ordered_since(company: Company, since: date, *, but: Contract) -> Decimal:
    """Values in won of the buyer's contracts with the company that were drawn up from that day on and stand."""
    stands = Contract.objects.filter(payee=company, tier=1, currency="KRW", created_at__date__gte=since)
    stands = stands.exclude(pk=but.pk).exclude(state__in=(ContractState.DRAFT, ContractState.CANCELLED))
    return stands.aggregate(total=Sum("value"))["total"] or Decimal(0)


def points_of(entry: Entry) -> list[EntryPoint]:
    """All ten items in their order, with files; unsaved ones for items without an answer."""
    rows = {point.item: point for point in entry.points.prefetch_related("files")}
    return [rows.get(item) or EntryPoint(entry=entry, item=item) for item in EntryItem.values]


@dataclass(frozen=True, slots=True)
class Due:
    """A passed entry that ends soon."""

    entry: Entry
    left: int


def entries_ending(on: date, days: Iterable[int]) -> list[Due]:
    """Passed entries that end in exactly so many days, for reminders."""
    ends = {on + timedelta(days=left): left for left in days}
    found = Entry.objects.filter(state__in=ENTRY_PASSED, valid_to__in=ends).select_related("company").order_by("pk")
    return [Due(entry, ends[entry.valid_to]) for entry in found if entry.valid_to is not None]


def entries_over(on: date) -> QuerySet[Entry]:
    """Passed entries whose last day lies before ``on``, and questions nobody answered in time."""
    passed = Q(state__in=ENTRY_PASSED, valid_to__lt=on)
    return Entry.objects.filter(passed | Q(state=S.QUERY, answer_due__lt=on)).select_related("company").order_by("pk")


def entries_late(on: date) -> QuerySet[Entry]:
    """Submitted entries whose decision was due before ``on``: approvers and committee are told. Source: domain 11.4."""
    late = Entry.objects.filter(state__in=(S.SUBMITTED, S.REVIEW), decide_by__lt=on)
    return late.select_related("company", "reviewer").order_by("decide_by", "pk")


def evidence_ending(on: date, within: int) -> QuerySet[EntryPoint]:
    """Evidence of passed entries that ends within so many days, or has ended while the qualification runs on."""
    held = EntryPoint.objects.filter(entry__state__in=ENTRY_PASSED, entry__valid_to__gte=on)
    ending = held.filter(evidence_until__lte=on + timedelta(days=within)).exclude(answer="")
    return ending.select_related("entry__company").order_by("pk")


# Terms ----------------------------------------------------------------------------------------------------------------
def esg_terms() -> QuerySet[EsgTerms]:
    """Terms of all days, the latest first."""
    return EsgTerms.objects.select_related("entered_by", "approved_by").order_by("-valid_from")


def esg_terms_waiting(user: User) -> QuerySet[EsgTerms]:
    """Terms that an approver other than their author has to approve."""
    if not (user.is_internal and user.has_role("AP")):
        return EsgTerms.objects.none()
    return esg_terms().filter(entered_by__isnull=False, approved_by=None).exclude(entered_by=user)
