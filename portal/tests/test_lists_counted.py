"""Lists cost as many queries with three rows as with one: one literal number each."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from catalog.services.searches import save_search
from portal.calendar import bank_day_for_payment
from portal.clock import today
from portal.news.services import registrations
from portal.news.tests.factories import meeting
from portal.passport.models import Passport, TrustedIssuer
from portal.people.models import User
from portal.tests.factories import CompanyFactory, staff, supplier
from portal.tests.signin import sign_in
from purchasing.contracts.services import add_index
from purchasing.contracts.tests.contracts_stage import add_value, months_ago
from purchasing.contracts.tests.factories import in_force
from purchasing.esg.models import ReviewerTie, SampleDraw
from purchasing.esg.services import add_rating
from purchasing.esg.states import RatingScheme
from purchasing.esg.tests.factories import entered, person
from purchasing.esg.tests.test_scorecard_services import report
from purchasing.payments.services import payables
from purchasing.payments.tests.runs_stage import payee
from sharedgrowth.benefit.models import PriceCut
from sharedgrowth.benefit.tests import money_stage
from sharedgrowth.ccms.tests.factories import unit
from sharedgrowth.funds.tests import factories as funds
from sharedgrowth.funds.tests import gem_stage
from sharedgrowth.funds.tests.test_funds_drawdowns import asked
from sharedgrowth.jobs.tests import matching_stage
from sharedgrowth.support.tests.facility_stage import checklist
from sharedgrowth.support.tests.group_stage import adviser

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Listed:
    """A list, who reads it, how it gets its next row (a number, the reader), and what it costs."""

    url: str
    reader: Callable[[], User]
    add: Callable[[int, User], Any]
    queries: int

    def __str__(self) -> str:
        return self.url


def registered(_number: int, reader: User) -> None:
    registrations.register(meeting(), organisation="가람정밀", by=reader)


def trusted(number: int, reader: User) -> None:
    TrustedIssuer.objects.create(
        name=f"다른 포털 {number}",
        url=f"https://p{number}.example",
        x=f"x{number}",
        kid=f"kid{number}",
        added_by=reader,
    )


def issued(number: int, reader: User) -> None:
    Passport.objects.create(
        number=f"PSP-{number}", company=reader.company, sections=["company"], asked_by=reader, state="failed"
    )


def searched(number: int, reader: User) -> None:
    save_search(by=reader, name=f"펌프 {number}", query=f"q=펌프{number}", frequency="daily")


def indexed(number: int, _reader: User) -> None:
    index = add_index(code=f"plate-{number}", name_ko="후판", unit="천 원/t", source="산업통상부", by=staff("PO"))
    add_value(index, months_ago(3), Decimal(1000))


def owed(number: int, reader: User) -> None:
    firm = payee().company
    payables.owe(
        payer=reader.company, payee=firm, amount=Decimal(1_000_000), due=bank_day_for_payment(today()), about=firm,
        key=f"k{number}", text="보상금", by=reader,
    )  # fmt: skip


def rated(number: int, _reader: User) -> None:
    owner = person(entered(), "SE")
    counts = {"applicable": 40, "conformant": 38, "priority": 0, "major": 1, "minor": 1}
    add_rating(
        scheme=RatingScheme.RBA_VAP, reference=f"VAP-{number}", evidence=report(owner), issued_on=today(),
        counts=counts, by=owner,
    )  # fmt: skip


def tied(_number: int, reader: User) -> None:
    ReviewerTie.objects.create(person=staff("ER"), company=CompanyFactory(), reason="helped", entered_by=reader)


def drawn(number: int, reader: User) -> None:
    SampleDraw.objects.create(
        period="2026", seed=f"{number:064d}", share=Decimal("0.1"), candidates=["ESA-1"], always=[], drawn=["ESA-1"],
        drawn_by=reader,
    )  # fmt: skip


def cheaper(_number: int, _reader: User) -> None:
    task, line = money_stage.agreed_task(money_stage.cast()), in_force().lines.get()
    PriceCut.objects.create(
        task=task, line=line, company=line.contract.payee, agreed_won=100, found_won=90, found_on=today()
    )


def invited(_number: int, _reader: User) -> None:
    by = matching_stage.firm()
    matching_stage.invited(matching_stage.consented(by=by), by)


LISTS = [
    Listed("news:registration-list", lambda: supplier("SA"), registered, 7),
    Listed("passport:issuer-list", lambda: staff("AD"), trusted, 7),
    Listed("passport:passport-list", lambda: supplier("SA"), issued, 8),
    Listed("catalog:search-list", lambda: supplier("SA"), searched, 7),
    Listed("contracts:index-list", lambda: staff("PO"), indexed, 8),
    Listed("payments:payable-list", lambda: staff("FI"), owed, 8),
    Listed("esg:rating-list", lambda: staff("ER"), rated, 11),
    Listed("esg:tie-list", lambda: staff("ER"), tied, 7),
    Listed("esg:sample-list", lambda: staff("ER"), drawn, 11),
    Listed("benefit:cut-list", lambda: staff("SG"), cheaper, 8),
    Listed("ccms:unit-list", lambda: staff("CC"), lambda number, _reader: unit(f"Plant {number}"), 8),
    Listed("support:checklist-list", lambda: staff("SG"), lambda number, _reader: checklist(f"press{number}"), 7),
    Listed("support:expert-list", lambda: staff("SG"), lambda _number, _reader: adviser(), 10),
    Listed("funds:drawdown-list", lambda: staff("FM"), lambda _number, _reader: asked(funds.commitment()), 8),
    Listed("funds:gem-list", lambda: staff("FM"), lambda _number, _reader: gem_stage.pair(), 11),
    Listed("jobs:round-list", lambda: staff("HR"), lambda _n, _r: matching_stage.suggested(), 9),
    Listed("jobs:interview-list", lambda: staff("HR"), invited, 7),
]


@pytest.mark.parametrize("listed", LISTS, ids=str)
def test_a_list_costs_the_same_for_one_row_and_for_three(client, listed):
    with override("en"):
        reader, url = listed.reader(), reverse(listed.url)
        sign_in(client, reader)
        listed.add(1, reader)
        client.get(url)  # what is remembered for all later pages
        counted = []
        for rows in (1, 3):
            for number in range(2, rows + 1):
                listed.add(number, reader)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            counted.append(len(queries))
    assert counted == [listed.queries] * 2
