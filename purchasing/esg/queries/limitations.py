"""FIND: limitations, by their reader; who carries them; what a company has been ordered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncDate

from portal.audit.models import AuditEntry
from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.people.models import Company, Standing
from portal.people.queries import heir_of, standing_of
from purchasing.bidding.states import Fact
from purchasing.contracts.models import Contract
from purchasing.contracts.states import ContractState
from purchasing.esg.models import CarriedLimitation, Limitation, LimitationVote, RedFlag
from purchasing.esg.rules import limitations as rules
from purchasing.esg.states import LIMITING, Bench, CarriedLink, FlagState, LimitationState, StandingFact

STAFF_READERS = ("ER", "EC", "CP", "AU", "PO", "AP")  # LIM-06: nobody of a group company without the council's rule
OWN_READERS = ("SA", "SE")
BEFORE_NOTICE = (LimitationState.PROPOSED,)
RUNNING = (
    LimitationState.PROPOSED, LimitationState.NOTIFIED, LimitationState.ANSWERED, LimitationState.COMMITTEE,
)  # fmt: skip
ORDERED = (ContractState.SENT, ContractState.IN_FORCE, ContractState.COMPLETED)
BENCH_ROLES = {Bench.ESG: "EC", Bench.PURCHASING: "AP", Bench.LEGAL: "CP"}


def limitations_visible_to(user) -> QuerySet[Limitation]:
    """Staff of ESG, the committee, purchasing, compliance, audit: all. A supplier: its own from the notice on."""
    found = Limitation.objects.select_related("company", "assessment", "flag")
    if getattr(user, "is_internal", False):
        return found if user.has_role(*STAFF_READERS) else found.none()
    if getattr(user, "is_supplier", False) and user.has_role(*OWN_READERS):
        told = Q(notified_at__isnull=False) | Q(interim=True)
        return found.filter(told, company=user.company_id)
    return found.none()


def limitations_listed_for(user, *, words: str = "", state: str = "", level: str = "") -> QuerySet[Limitation]:
    """The newest first, by what is looked for."""
    found = limitations_visible_to(user)
    if words:
        named = Q(number__iexact=words) | Q(company__legal_name_ko__icontains=words)
        found = found.filter(named | Q(company__legal_name_en__icontains=words) | Q(company__number__iexact=words))
    if state == "in_force":
        found = found.filter(state__in=LIMITING)
    elif state == "running":
        found = found.filter(state__in=RUNNING)
    elif state:
        found = found.filter(state=state)
    return found.filter(level=level) if level else found


def limitation_in_force(company: Company) -> Limitation | None:
    """The decided limitation under which a company stands, if there is one."""
    return Limitation.objects.filter(company=company, state__in=LIMITING).first()


def open_limitation(company: Company) -> Limitation | None:
    """The proposal about a company on which nothing is decided yet."""
    return Limitation.objects.filter(company=company, state__in=RUNNING).first()


def carried_by(company: Company) -> QuerySet[CarriedLimitation]:
    """Limitations of other companies that this one carries now."""
    return CarriedLimitation.objects.filter(company=company, ended_on=None).select_related("limitation__company")


def level_of(company: Company, on: date) -> int:
    """The level in force on the ground floor: own, interim or carried."""
    value = standing_of(company, StandingFact.LIMITATION, on) or "0"
    return int(value) if value.isdecimal() else 0


def levels_to_choose(limitation: Limitation, on: date) -> tuple[int, ...]:
    """Between which levels the committee chooses."""
    band = standing_of(limitation.company, StandingFact.BAND, on) or ""
    return rules.levels_to_choose(int(limitation.level), band)


def flags_behind(limitation: Limitation) -> QuerySet[RedFlag]:
    """The red flags that a limitation rests on: its own, and the critical ones that make band R."""
    critical = Q(company=limitation.company_id, critical=True, state=FlagState.CONFIRMED)
    return RedFlag.objects.filter(critical | Q(pk=limitation.flag_id))


def votes_of(limitation: Limitation, *, on_appeal: bool = False) -> list[LimitationVote]:
    """The votes of the committee, or of the panel that hears the appeal."""
    return list(limitation.votes.filter(on_appeal=on_appeal).select_related("member"))


def bench_of(user) -> Bench | None:
    """For which function a person may speak in the committee."""
    if not getattr(user, "is_internal", False):
        return None
    return next((bench for bench, code in BENCH_ROLES.items() if user.has_role(code)), None)


def orders_won(company: Company, since: date, until: date, *, apart_from: Contract | None = None) -> Decimal:
    """What the buyer ordered of a company in these days, in won: contracts sent, in force or completed, by the day of
    their signing (not yet signed: by the day on which they were drawn up), whatever day they begin on.
    """
    found = Contract.objects.filter(tier=1, payee=company, currency="KRW", state__in=ORDERED)
    if apart_from is not None:
        found = found.exclude(pk=apart_from.pk)
    ordered = found.annotate(on=Coalesce("signed_on", TruncDate("created_at", tzinfo=SEOUL)))
    total = ordered.filter(on__gte=since, on__lte=until).aggregate(total=Sum("value"))["total"]
    return total or Decimal(0)


def limitations_waiting_for(user) -> QuerySet[Limitation]:
    """What waits for this person: a notice to send, an answer to give, a vote, a decision, an appeal."""
    found = Limitation.objects.select_related("company").order_by("pk")
    if getattr(user, "is_supplier", False) and user.has_role("SA"):
        return found.filter(company=user.company_id, state=LimitationState.NOTIFIED)
    if not getattr(user, "is_internal", False):
        return found.none()
    waiting = Q(pk=None)
    if user.has_role("ER"):
        waiting |= Q(state__in=[LimitationState.PROPOSED, LimitationState.ANSWERED])
    if bench_of(user) is not None:
        voted = LimitationVote.objects.filter(limitation=OuterRef("pk"), member=user)
        committee = Q(state__in=[LimitationState.COMMITTEE, LimitationState.APPEALED]) & ~Exists(voted)
        waiting |= committee & ~Q(proposed_by=user)
    if user.has_role("EC"):
        waiting |= Q(state__in=LIMITING, lift_asked_at__isnull=False) & ~Q(lift_asked_by=user)
    return found.filter(waiting)


def limitations_to_convene(on: date) -> QuerySet[Limitation]:
    """Notices whose days to answer are over."""
    return Limitation.objects.filter(state=LimitationState.NOTIFIED, answer_due__lt=on).order_by("pk")


def limitations_to_end(on: date) -> QuerySet[Limitation]:
    """Limitations whose last day has passed."""
    return Limitation.objects.filter(state=LimitationState.IN_FORCE, until_on__lt=on).order_by("pk")


@dataclass(frozen=True, slots=True)
class Sister:
    """Another company behind which the same people stand."""

    company: Company
    link: str


def sisters_of(company: Company, on: date) -> list[Sister]:
    """Companies that carry what this one carries, by owners, representative and parent as recorded on that day.

    First of all who stands in its place. Source: domain 11.10, 17 (CompanySuccession).
    """
    heir = heir_of(company)
    first = [] if heir.pk == company.pk else [Sister(heir, CarriedLink.SUCCESSOR)]
    own = _kin([company], on)[company.pk]
    owners = [who for who, share in (own.owners or {}).items() if share >= rules.COMMON_OWNER]
    near = Q(pk__in=[]) | Q(parent=company.pk)
    if company.parent_id:
        near |= Q(pk=company.parent_id) | Q(parent=company.parent_id)
    if own.representative:
        near |= Q(standings__fact=Fact.REPRESENTATIVE, standings__value=own.representative)
    for who in owners:
        near |= Q(standings__fact=Fact.OWNERS, standings__value__contains=f"{who}:")
    others = list(Company.objects.filter(near).exclude(pk__in=[company.pk, heir.pk]).exclude(is_buyer=True).distinct())
    known = _kin(others, on)
    found = [Sister(other, rules.tie(company.pk, own, other.pk, known[other.pk])) for other in others]
    return first + [sister for sister in found if sister.link]


def _kin(companies: Iterable[Company], on: date) -> dict[int, rules.Kin]:
    """Who stands behind each company on that day."""
    by_id = {company.pk: company for company in companies}
    rows = Standing.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on),
        company__in=by_id,
        fact__in=[Fact.OWNERS, Fact.REPRESENTATIVE],
        valid_from__lte=on,
    )
    facts: dict[int, dict[str, str]] = {pk: {} for pk in by_id}
    for pk, fact, value in rows.order_by("valid_from", "pk").values_list("company", "fact", "value"):
        facts[pk][fact] = value
    return {
        pk: rules.Kin(
            parent=by_id[pk].parent_id,
            representative=told.get(Fact.REPRESENTATIVE, ""),
            owners=rules.owners_of(told.get(Fact.OWNERS, "")),
        )
        for pk, told in facts.items()
    }


def entries_seen_by(user, limitation: Limitation) -> QuerySet[AuditEntry]:
    """The trail; how each member voted, and who else carries it, stays with the committee."""
    entries = timeline_of(limitation)
    if getattr(user, "is_internal", False):
        return entries
    return entries.exclude(what__in=[f"esg.limitation.{what}" for what in ("voted", "carried", "carried_ended")])


def carried_of(limitation: Limitation) -> list[CarriedLimitation]:
    """Who carries it, and who did."""
    return list(limitation.carried.select_related("company").order_by("ended_on", "pk"))


def carried_seen_by(user) -> QuerySet[CarriedLimitation]:
    """What is carried now: staff all of it, a supplier what its own company carries."""
    found = CarriedLimitation.objects.filter(ended_on=None).select_related("limitation__company", "company")
    if getattr(user, "is_internal", False):
        return found if user.has_role(*STAFF_READERS) else found.none()
    if getattr(user, "is_supplier", False) and user.has_role(*OWN_READERS):
        return found.filter(company=user.company_id)
    return found.none()
