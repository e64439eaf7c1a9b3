"""FIND: what the comprehensive evaluation of a supplier (SRM) rests on, of the last twelve months."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.people.models import Company
from portal.people.queries import standing_of, with_formers
from portal.periods import months_after
from purchasing.contracts.models import SupplierFact
from purchasing.contracts.queries.facts import standing_facts
from purchasing.contracts.states import FactKind
from purchasing.esg.models import terms_on
from purchasing.esg.rules import srm as rules
from purchasing.esg.states import StandingFact

MONTHS = 12
BONUS = "friends.bonus"  # recorded by the volunteering of companies that chose it; at most two points


@dataclass(frozen=True, slots=True)
class Part:
    """One of the four parts: its weight, its share of 1 (None: no data), and how many facts stand behind it."""

    key: str
    weight: Decimal
    share: Decimal | None
    count: int

    @property
    def points(self) -> Decimal | None:
        """What it brings, of 100."""
        return None if self.share is None else (self.weight * self.share * 100).quantize(Decimal("0.01"))


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The four parts and their sum; None while a part has no data.

    ``bonus``: points for volunteering, beside the total: they decide nothing, and order those alone that passed.
    Source: domain FRD-02, 17.
    """

    parts: list[Part]
    total: Decimal | None
    bonus: Decimal
    since: date
    until: date
    answer_days: int


def evaluation_of(company: Company, on: date) -> Evaluation:
    """From the facts that the buyer's own contracts measured, and the ESG score that counts. Five queries."""
    since, terms = months_after(on, -MONTHS), terms_on(on)
    measured = SupplierFact.objects.filter(
        company__in=with_formers(company.pk), contract__tier=1, on__gt=since, on__lte=on
    )
    values: dict[str, list[Decimal]] = {kind: [] for kind in FactKind.values}
    for kind, value in standing_facts(measured).order_by().values_list("kind", "value"):
        if value is not None:
            values[kind].append(value)
    score = standing_of(company, StandingFact.SCORE, on)
    answers = values[FactKind.RESPONSE]
    shares = {
        rules.QUALITY: rules.mean(values[FactKind.QUALITY]),
        rules.DELIVERY: rules.in_time(values[FactKind.ON_TIME], within=0),
        rules.COOPERATION: rules.in_time(answers, within=terms.srm_answer_days),
        rules.ESG: Decimal(score) / 100 if score else None,
    }
    counts = {
        rules.QUALITY: len(values[FactKind.QUALITY]),
        rules.DELIVERY: len(values[FactKind.ON_TIME]),
        rules.COOPERATION: len(answers),
        rules.ESG: int(bool(score)),
    }
    weights = {part: getattr(terms, f"srm_{part}") for part in rules.PARTS}
    parts = [Part(part, weights[part], shares[part], counts[part]) for part in rules.PARTS]
    bonus = rules.bonus_in(standing_of(company, BONUS, on))
    return Evaluation(parts, rules.evaluated(shares, weights), bonus, since, on, terms.srm_answer_days)
