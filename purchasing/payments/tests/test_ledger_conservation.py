"""Whatever happens to a receivable down four tiers, no won appears or is lost; no reader sees half a posting."""

import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from portal.clock import today
from portal.errors import RuleBroken
from portal.tests.factories import CompanyFactory
from purchasing.contracts.models import CreditNote
from purchasing.payments import queries
from purchasing.payments.models import Receivable
from purchasing.payments.queries.ledger import balance, book_of, trial_balance, trial_balance_of_all
from purchasing.payments.queries.ledger_checks import faults
from purchasing.payments.rules import chart
from purchasing.payments.rules.postings import BANK, ESCROW, Side, differences, sides
from purchasing.payments.services.defaults import owe_again
from purchasing.payments.services.ledger import post
from purchasing.payments.services.obligations import check_credit, credit_obligations
from purchasing.payments.services.postings import book_distribution, book_funding
from purchasing.payments.services.postings_defaults import book_default
from purchasing.payments.services.settling import default_receivable, fund_receivables, mature_due, pay_out
from purchasing.payments.states import LIVE
from purchasing.payments.states.ledger import Event
from purchasing.payments.tests import receivable_stage as stage

BUYER = 0
share = st.fractions(min_value=0, max_value=1)


class Books(RuleBasedStateMachine):
    """The rules alone: a receivable of the buyer, passed on and drawn, credited, defaulted or paid; every entry kept.

    Companies 1 to 12, up to four tiers; ``parts`` are (holder, tier, parent, face, assigned, drawn, charge).
    """

    @initialize(face=st.integers(min_value=1, max_value=10**13))
    def issue(self, face):
        self.lines: list[Side] = []
        self.parts = [{"holder": 1, "tier": 1, "parent": None, "face": face, "assigned": 0, "drawn": 0, "charge": 0}]
        self.ended = self.defaulted = False
        self.book(Event.INVOICE, {"payer": BUYER, "payee": 1}, net=face, vat=0, total=face, advance=0)
        self.book(Event.ISSUE, {"issuer": BUYER, "holder": 1}, amount=face)

    def book(self, event, books, **amounts):
        made = sides(event, books=books, amounts={name: Decimal(amount) for name, amount in amounts.items()})
        assert differences(made) == {}
        self.lines += made

    def chosen(self, at, part_of):
        part = self.parts[at % len(self.parts)]
        rest = part["face"] - part["assigned"] - part["drawn"]
        return part, int(rest * part_of)

    @precondition(lambda self: not self.ended)
    @rule(at=st.integers(0, 50), part_of=share, to=st.integers(1, 12))
    def pass_on(self, at, part_of, to):
        part, amount = self.chosen(at, part_of)
        if not amount or part["tier"] == 4 or to == part["holder"]:
            return
        self.book(Event.INVOICE, {"payer": part["holder"], "payee": to}, net=amount, vat=0, total=amount, advance=0)
        self.book(Event.PASS_ON, {"issuer": part["holder"], "holder": to}, amount=amount)
        part["assigned"] += amount
        new = {"holder": to, "tier": part["tier"] + 1, "parent": part, "face": amount}
        self.parts.append(new | {"assigned": 0, "drawn": 0, "charge": 0})

    @precondition(lambda self: not self.ended)
    @rule(at=st.integers(0, 50), part_of=share, rate=st.fractions(min_value=0, max_value=1))
    def draw(self, at, part_of, rate):
        part, amount = self.chosen(at, part_of)
        if not amount:
            return
        charge = int(amount * rate)
        self.book(Event.DRAW, {"holder": part["holder"]}, amount=amount, net=amount - charge, charge=charge)
        part["drawn"] += amount
        part["charge"] += charge

    @precondition(lambda self: not self.ended)
    @rule(at=st.integers(0, 50), part_of=share)
    def credit(self, at, part_of):
        part, amount = self.chosen(at, part_of)
        if not amount or amount == part["face"]:
            return
        above = part["parent"]
        event, payer = (Event.CREDIT, BUYER) if above is None else (Event.CREDIT_BELOW, above["holder"])
        books = {"payer": payer, "payee": part["holder"]}
        self.book(event, books, net=amount, vat=0, face=amount, rest=0)
        part["face"] -= amount
        if above is not None:
            above["assigned"] -= amount

    @precondition(lambda self: not self.ended)
    @rule()
    def default(self):
        before = self.of_suppliers()
        drawn = sum(part["drawn"] for part in self.parts)
        self.book(Event.DEFAULT, {}, amount=drawn)
        assert self.of_suppliers() == before  # without recourse: no entry at any supplier
        self.ended = self.defaulted = True

    @precondition(lambda self: not self.ended)
    @rule()
    def mature(self):
        self.book(Event.FUNDING, {"issuer": BUYER}, amount=self.parts[0]["face"])
        for part in self.parts:
            rest = part["face"] - part["assigned"] - part["drawn"]
            amounts = {"amount": rest + part["drawn"], "rest": rest, "drawn": part["drawn"], "charge": part["charge"]}
            self.book(Event.DISTRIBUTION, {"holder": part["holder"]}, **amounts)
        self.ended = True
        assert self.sums()[ESCROW, "1010"] == self.sums()[ESCROW, "2510"] == 0
        assert self.sums()[BUYER, "2110"] == self.sums()[BANK, "1310"] == self.sums()[BANK, "2450"] == 0
        assert all(not amount for (_book, code), amount in self.sums().items() if code == "1210")

    @rule()
    def look(self):
        """Also after its end."""
        assert differences(self.lines) == {}

    def sums(self):
        found: dict = defaultdict(Decimal)
        for line in self.lines:
            found[line.book, line.code] += line.debit - line.credit
        return found

    def of_suppliers(self):
        return {key: amount for key, amount in self.sums().items() if key[0] not in (BUYER, BANK, ESCROW)}

    @invariant()
    def nothing_is_lost(self):
        if not hasattr(self, "parts"):
            return
        root = self.parts[0]["face"]
        rests = [part["face"] - part["assigned"] - part["drawn"] for part in self.parts]
        assert min(rests) >= 0
        assert sum(rests) + sum(part["drawn"] for part in self.parts) == root
        assert differences(self.lines) == {}
        if not self.ended or self.defaulted:
            held = sum(amount for (_book, code), amount in self.sums().items() if code == "1210")
            bought = self.sums()[BANK, "1310"] + self.sums()[BANK, "1390"]
            assert held + bought == root == -self.sums()[BUYER, "2110"]


Books.TestCase.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
test_the_rules_conserve_every_won = Books.TestCase


# The services on the database ----------------------------------------------------------------------------------------
DEEDS = st.lists(
    st.tuples(st.sampled_from(["pass_on", "pass_on", "draw", "credit"]), st.integers(0, 7), st.integers(1, 100)),
    min_size=1,
    max_size=7,
)


def do(made, deed, at, percent):
    """One deed through the services; what they refuse is refused."""
    rows = list(Receivable.objects.filter(state__in=LIVE).order_by("pk"))
    if not rows:  # all of it was credited
        return
    row = stage.fresh(rows[at % len(rows)])
    amount = row.available * percent // 100
    if amount <= 0:
        return
    if deed == "pass_on" and row.tier < 4:
        made.pass_on(row, amount)
    elif deed == "draw":
        made.draw(row, amount, key=f"d{Receivable.objects.count()}-{row.draws.count()}")
    elif deed == "credit":
        invoice = row.obligation.invoice
        check_credit(invoice, amount, Decimal(0))
        by = made.people[row.tier - 1]
        note = CreditNote.objects.create(
            number=f"CRN-T-{CreditNote.objects.count() + 1:06d}",
            invoice=invoice,
            net=amount,
            vat=0,
            reason="물량이 줄었습니다",
            state="noted",
            issued_on=today(),
            key=f"crn-{CreditNote.objects.count()}",
            issued_by=by,
            decided_by=made.finance,
        )
        credit_obligations(note)


def end(made, how):
    """The last day: paid out through escrow, or not paid."""
    root = stage.fresh(made.receivable)
    if root.state not in LIVE:  # all of it was credited: nobody is owed anything by it
        assert not Receivable.objects.filter(state__in=LIVE).exists()
        return
    if how == "default":
        cash = {firm: balances(firm).get(chart.CASH) for firm in made.firms}
        rows = default_receivable(root, reason="지급 불능", by=made.finance)
        for row in rows:
            book_default(row)
        owe_again(rows, reason="지급 불능", by=made.finance)
        assert {firm: balances(firm).get(chart.CASH) for firm in made.firms} == cash  # no supplier pays for it: PAY-06
        assert not any(balances(firm).get(chart.WINWIN_RECEIVABLE) for firm in made.firms)  # all owed in cash again
        return
    day = max(Receivable.objects.values_list("matures_on", flat=True))
    mature_due(day)
    book_funding(root, on=day)
    fund_receivables([(root.pk, root.face, f"fund:{root.pk}")], on=day)
    parts = list(Receivable.objects.exclude(state="cancelled"))
    for row in Receivable.objects.filter(state="cancelled").select_related("obligation"):
        assert row.obligation.credited >= row.face  # to the last won: it is paid to nobody
    for row in parts:
        book_distribution(row, on=day)
    owed = [each for parts_of in queries.payouts_of([row.pk for row in parts]).values() for each in parts_of]
    paid = [(each.receivable_id, each.payee_id, each.amount, f"out:{at}") for at, each in enumerate(owed)]
    pay_out(paid, on=day)
    assert {stage.fresh(row).state for row in parts} == {"settled"}


def balances(company):
    book = book_of(company)
    rows = trial_balance(book, date(2000, 1, 1), date(2100, 1, 1)) if book else []
    return {row.entry.code: row.closing for row in rows}


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(deeds=DEEDS, how=st.sampled_from(["pay", "default"]))
@example(deeds=[("pass_on", 0, 1), ("credit", 1, 100)], how="pay")
@example(deeds=[("pass_on", 0, 1), ("credit", 1, 50), ("credit", 1, 100)], how="pay")
@example(deeds=[("pass_on", 0, 1), ("credit", 1, 100)], how="default")
def test_the_services_conserve_every_won_down_four_tiers(deeds, how):
    with transaction.atomic():
        made = stage.accepted(400_000_000)
        for deed, at, percent in deeds:
            try:
                with transaction.atomic():
                    do(made, deed, at, percent)
            except RuleBroken:
                continue
            assert list(faults()) == [], deed
        end(made, how)
        assert list(faults()) == []
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_no_reader_ever_sees_an_unbalanced_book():
    companies = [CompanyFactory() for _number in range(3)]
    done, seen = threading.Event(), []

    def write(writer):
        try:
            for number in range(40):
                one, two = companies[(writer + number) % 3], companies[(writer + number + 1) % 3]
                amount = Decimal(1 + number)
                made = [
                    Side(one.pk, "1000", debit=amount),
                    Side(one.pk, "4000", credit=amount),
                    Side(two.pk, "5100", debit=amount),
                    Side(two.pk, "1000", credit=amount),
                ]
                post(Event.INVOICE, key=f"{writer}-{number}", on=date(2026, 7, 1), sides=sorted(made, key=str))
        finally:
            connection.close()

    def read():
        try:
            while not done.is_set():
                rows = trial_balance_of_all(date(2026, 1, 1), date(2026, 12, 31))
                seen.append(sum(row.debit - row.credit for row in rows))
                assert list(faults()) == []
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        reading = pool.submit(read)
        for writing in [pool.submit(write, writer) for writer in range(3)]:
            writing.result()
        done.set()
        reading.result()

    assert set(seen) == {0}
    assert len(seen) > 1
    total = Decimal(sum(range(1, 41)))
    assert sum(balance(book_of(company), "4000") for company in companies) == -3 * total
