"""FIND: what a reviewer has to see beside an answer: breaches of payment, documents that other companies keep too."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from portal.people.models import Company, Standing
from purchasing.esg.models import Evidence
from purchasing.esg.queries.review import ItemRow
from purchasing.esg.rules import review as rules

PAYMENT = "payment"  # the fact that item G4 asks for (``Question.fact``)
PAYMENT_RATIO, PAYMENT_LATE = "payments.ratio", "payments.late"  # recorded by the quarterly report of payments
SHORT, NONE_LATE = "short", "0"


@dataclass(frozen=True, slots=True)
class Breach:
    """What the last report of payments says against a company; it holds until a later report takes it back."""

    short_since: date | None
    late: str  # how many debts to its suppliers were late; "" if none
    late_since: date | None
    source: str

    @property
    def since(self) -> date:
        """The day of the latest report that says so."""
        return max(day for day in (self.short_since, self.late_since) if day is not None)


def breach_of(company: Company, on: date) -> Breach | None:
    """The ratio rule not kept, or own suppliers paid late, by the last report until ``on``. One query.

    Source: domain 17, PAY-20.
    """
    rows = Standing.objects.filter(company=company, fact__in=[PAYMENT_RATIO, PAYMENT_LATE], valid_from__lte=on)
    last: dict[str, Standing] = {row.fact: row for row in rows.order_by("valid_from", "pk")}
    ratio, late = last.get(PAYMENT_RATIO), last.get(PAYMENT_LATE)
    is_short = ratio is not None and ratio.value == SHORT
    is_late = late is not None and late.value != NONE_LATE
    if not (is_short or is_late):
        return None
    return Breach(
        short_since=ratio.valid_from if ratio is not None and is_short else None,
        late=late.value if late is not None and is_late else "",
        late_since=late.valid_from if late is not None and is_late else None,
        source=(ratio if is_short else late).source,  # type: ignore[union-attr]
    )


def most_of(row: ItemRow, breach: Breach | None) -> int | None:
    """What is proposed for an item that a breach speaks against: one step below the company's own; None: no say."""
    if breach is None or row.question.fact != PAYMENT or row.own is None:
        return None
    return rules.one_lower(row.own)


def copied_among(rows: Iterable[ItemRow]) -> dict[int, int]:
    """By document: how many other companies keep one with the same bytes. One query. Source: domain 11.10."""
    papers = {
        paper.pk: paper.file.sha256
        for row in rows
        if row.answer is not None
        for paper in row.answer.evidence.all()
        if paper.file
    }
    if not papers:
        return {}
    own = Evidence.objects.filter(pk__in=papers).values("company")
    others = Evidence.objects.filter(file__sha256__in=set(papers.values())).exclude(company__in=own)
    found = others.order_by().values_list("file__sha256").annotate(companies=Count("company", distinct=True))
    by_bytes = dict(found)
    return {pk: by_bytes[sha] for pk, sha in papers.items() if sha in by_bytes}
