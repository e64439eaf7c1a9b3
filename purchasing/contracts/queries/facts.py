"""FIND: facts of a supplier as they stand, its scorecard, contests."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from portal.people.models import Company
from portal.people.queries import with_formers
from purchasing.contracts.models import FactContest, SupplierFact
from purchasing.contracts.queries.contracts import OWN_READERS, READERS
from purchasing.contracts.rules import facts as rules
from purchasing.contracts.states import ContestState, FactKind


def facts_visible_to(user) -> QuerySet[SupplierFact]:
    """A supplier: its own with those of companies merged into it, and those it measured of its suppliers.

    Staff: of the first tier; audit: all.
    """
    found = SupplierFact.objects.select_related("company", "contract__payer", "delivery")
    if getattr(user, "is_internal", False):
        if user.has_role("AU"):
            return found
        return found.filter(contract__tier=1) if user.has_role(*READERS, "SG") else found.none()
    if getattr(user, "is_supplier", False) and user.has_role(*OWN_READERS):
        return found.filter(Q(company__in=with_formers(user.company_id)) | Q(contract__payer=user.company_id))
    return found.none()


def standing_facts(facts: QuerySet[SupplierFact]) -> QuerySet[SupplierFact]:
    """Those that no later row corrects, without those that were taken back."""
    later = SupplierFact.objects.filter(corrects=OuterRef("pk"))
    return facts.filter(~Exists(later), value__isnull=False)


def facts_listed_for(user, *, company: Company | None = None, kind: str = "") -> QuerySet[SupplierFact]:
    """Every row that may be seen, the newest first, with its contests and its correction."""
    found = facts_visible_to(user)
    if company is not None:
        found = found.filter(company__in=with_formers(company.pk))
    if kind:
        found = found.filter(kind=kind)
    contests = Prefetch("contests", queryset=FactContest.objects.order_by("-pk"))
    return found.select_related("corrects", "corrected_by").prefetch_related(contests).order_by("-on", "-pk")


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The three figures of a supplier in a period, each with the number of facts behind it."""

    on_time: rules.Measured
    quality: rules.Measured
    response: rules.Measured

    @property
    def count(self) -> int:
        """How many facts."""
        return self.on_time.count + self.quality.count + self.response.count


def scorecard_of(user, company: Company, *, since: date, until: date) -> Scorecard:
    """From the facts that this reader may see and that stand; those of companies that were merged into it count."""
    facts = standing_facts(facts_visible_to(user))
    facts = facts.filter(company__in=with_formers(company.pk), on__gte=since, on__lte=until)
    values: dict[str, list] = {kind: [] for kind in FactKind.values}
    for kind, value in facts.order_by().values_list("kind", "value"):
        values[kind].append(value)
    return Scorecard(
        rules.share_on_time(values[FactKind.ON_TIME]),
        rules.mean_of(values[FactKind.QUALITY]),
        rules.mean_of(values[FactKind.RESPONSE]),
    )


def contests_visible_to(user) -> QuerySet[FactContest]:
    """Those of the facts one may see."""
    contests = FactContest.objects.select_related("fact__company", "fact__contract__payer", "fact__delivery")
    return contests.filter(fact__in=facts_visible_to(user).order_by()).order_by("-pk")


def contests_waiting_for(user) -> QuerySet[FactContest]:
    """Open contests of facts in which this person took no part, the first due first."""
    took_part = Q(fact__contract__officer=user) | Q(fact__recorded_by=user) | Q(lodged_by=user)
    took_part |= Q(fact__delivery__received_by=user) | Q(fact__delivery__inspected_by=user)
    mine = FactContest.objects.filter(took_part).values("pk")
    found = FactContest.objects.filter(state=ContestState.LODGED).exclude(pk__in=mine)
    found = found.select_related("fact__company", "fact__contract", "fact__delivery").order_by("answer_by", "pk")
    if getattr(user, "is_internal", False) and user.has_role("PO", "AP", "SG", "CP"):
        return found.filter(fact__contract__tier=1)
    if getattr(user, "is_supplier", False) and user.has_role("SA", "SF"):
        return found.filter(fact__contract__payer=user.company_id)
    return found.none()
