"""One rule for the amounts of the lower tiers: who sees them on which page, and that each look leaves a trace."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from portal.audit.models import AuditEntry
from portal.clock import today
from portal.people.models import User
from portal.tests.factories import UserFactory, staff
from portal.tests.kept import kept
from portal.tests.signin import sign_in
from purchasing.contracts.models import Contract
from purchasing.payments import services
from purchasing.payments.api.obligations import ObligationOut
from purchasing.payments.api.receivables import ReceivableOut
from purchasing.payments.models import (
    BankEntry,
    BankFile,
    Claim,
    ClaimLine,
    Draw,
    EscrowEntry,
    Instruction,
    LateInterest,
    Line,
    Obligation,
    RatioReport,
    RatioResult,
    Receivable,
    Voice,
)
from purchasing.payments.queries.ledger import book_of
from purchasing.payments.tests import receivable_stage as stage

pytestmark = pytest.mark.django_db

SECOND, THIRD = Decimal(312_345_678), Decimal(80_456_789)  # what is passed on to tier 2, and to tier 3
FREE = stage.FACE - SECOND  # tells the second one to who knows the first
SECRETS = (SECOND, THIRD, FREE, SECOND - THIRD)


@pytest.fixture(autouse=True)
def in_english(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


@pytest.fixture
def made() -> stage.Chain:
    return passed_down()


@kept
def passed_down() -> stage.Chain:
    """500 million of the buyer, of which two parts went down."""
    found = stage.accepted(firms=3)
    second = found.pass_on(found.receivable, SECOND)
    third = found.pass_on(second, THIRD)
    found.parts = [stage.fresh(found.receivable), stage.fresh(second), stage.fresh(third)]
    return found


def written(amount: Decimal) -> tuple[str, str]:
    return f"{amount:,}", f"{amount}"


def leaks(html: str) -> list[str]:
    """Amounts of the lower tiers that a page tells."""
    return [form for amount in SECRETS for form in written(amount) if form in html]


def pages(made: stage.Chain) -> Iterator[str]:
    """Every page on which staff could meet them."""
    yield reverse("payments:receivable-list")
    yield reverse("payments:obligation-list")
    yield reverse("payments:obligation-list-xlsx")
    yield f"{reverse('payments:tracing')}?contract={made.contracts[0].number}"
    yield from (reverse("payments:receivable-detail", args=[each.uid]) for each in made.parts)
    yield from (reverse("payments:obligation-detail", args=[each.uid]) for each in Obligation.objects.all())
    yield from (reverse("payments:ledger-book", args=[book_of(firm).pk]) for firm in (made.buyer, *made.firms))
    yield reverse("payments:ratio")
    yield reverse("payments:figures")
    yield from (reverse("contracts:contract-detail", args=[each.number]) for each in made.contracts)
    yield reverse("contracts:invoice-list")


def looks_of(user: User) -> set[str]:
    return set(AuditEntry.objects.filter(by=user, what__endswith=".amounts_seen").values_list("what", flat=True))


@pytest.mark.parametrize("codes", [("FI",), ("PO",), ("AP",), ("SG",), ("CP",)])
def test_the_buyers_staff_see_flow_and_days_but_no_amount_below_the_first_tier(client, made, codes):
    user = staff(*codes)
    sign_in(client, user)
    read = 0
    for address in pages(made):
        answer = client.get(address)
        assert answer.status_code in (200, 403, 404), address
        read += answer.status_code == 200
        assert leaks(answer.content.decode(errors="replace")) == [], address
    assert read
    assert looks_of(user) == set()


def test_finance_sees_who_holds_what_until_when_and_in_which_state(client, made):
    sign_in(client, staff("FI"))
    html = client.get(reverse("payments:receivable-detail", args=[made.parts[0].uid])).content.decode()
    for part in made.parts[:2]:
        assert part.number in html
    assert made.firms[1].name in html
    assert "500,000,000" in html
    html = client.get(reverse("payments:receivable-detail", args=[made.parts[1].uid])).content.decode()
    assert "both sides have to consent" in html
    assert made.parts[2].number in html
    certificate = reverse("payments:receivable-certificate", args=[made.parts[1].uid])
    assert client.get(certificate).status_code == 403


def test_with_the_consent_of_both_sides_the_amount_is_open_to_all_and_nothing_is_recorded(client, made):
    Contract.objects.filter(pk=made.contracts[1].pk).update(prices_shown=True)
    user = staff("FI")
    sign_in(client, user)
    html = client.get(reverse("payments:receivable-detail", args=[made.parts[0].uid])).content.decode()
    assert f"{SECOND:,}" in html
    assert f"{FREE:,}" in html
    assert f"{THIRD:,}" not in html
    html = client.get(reverse("payments:receivable-detail", args=[made.parts[1].uid])).content.decode()
    assert f"{SECOND:,}" in html
    assert f"{THIRD:,}" not in html  # a tier further down nobody has consented
    assert f"{SECOND - THIRD:,}" not in html
    assert client.get(reverse("payments:receivable-certificate", args=[made.parts[1].uid])).status_code == 200
    assert looks_of(user) == set()


def test_an_auditor_sees_all_on_the_page_of_a_thing_and_each_look_is_recorded(client, made):
    user = staff("AU")
    sign_in(client, user)
    for name in ("receivable-list", "obligation-list", "ratio", "ledger"):
        assert leaks(client.get(reverse(f"payments:{name}")).content.decode()) == [], name
    assert looks_of(user) == set()

    seen = [
        (reverse("payments:receivable-detail", args=[made.parts[0].uid]), SECOND),
        (reverse("payments:receivable-detail", args=[made.parts[2].uid]), THIRD),
        (reverse("payments:receivable-certificate", args=[made.parts[1].uid]), None),
        (reverse("payments:obligation-detail", args=[made.parts[1].obligation.uid]), SECOND),
        (f"{reverse('payments:tracing')}?contract={made.contracts[0].number}", SECOND),
        (reverse("payments:ledger-book", args=[book_of(made.firms[1]).pk]), SECOND),
    ]
    for count, (address, amount) in enumerate(seen, start=1):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert amount is None or f"{amount:,}" in answer.content.decode(), address
        looks = AuditEntry.objects.filter(by=user, what__endswith=".amounts_seen")
        assert looks.count() == count, address
        assert looks.latest("pk").payload == '{"why":["audit"]}'
    assert looks_of(user) == {
        "payments.receivable.amounts_seen", "payments.obligation.amounts_seen", "contracts.contract.amounts_seen",
        "payments.book.amounts_seen",
    }  # fmt: skip
    client.get(reverse("payments:ledger-book", args=[book_of(made.buyer).pk]))
    assert AuditEntry.objects.filter(by=user, what__endswith=".amounts_seen").count() == len(seen)


@pytest.mark.parametrize("case", ["late", "voice", "ratio"])
def test_compliance_sees_what_a_case_needs_and_no_more(client, made, case):
    user = staff("CP")
    sign_in(client, user)
    payer, payee = made.firms[1], made.firms[2]  # tier 2 pays tier 3
    owed = made.parts[2].obligation
    if case == "late":
        Obligation.objects.filter(pk=owed.pk).update(
            base_on=today() - timedelta(days=62),
            due_on=today() - timedelta(days=2),
            due_agreed=today() - timedelta(days=2),
            due_legal=today() - timedelta(days=2),
            pay_on=today() - timedelta(days=5),
        )
    elif case == "voice":
        Voice.objects.create(
            number="VOI-T-1", topic="late", company=payee, about=payer, key="k", sent_on=today(),
            author=UserFactory(company=payee, roles=("SF",)),
        )  # fmt: skip
    else:
        report = RatioReport.objects.create(
            number="RAT-T-1", first=today(), last=today(), companies=1, short=1, contracts_short=0
        )
        names = ("received", "received_winwin", "down", "down_cash", "down_winwin", "trickle", "credit")
        zero = dict.fromkeys(names, Decimal(0))
        RatioResult.objects.create(report=report, company=payer, **zero, least=1, shortfall=1, compliant=False)

    shown = client.get(reverse("payments:receivable-detail", args=[made.parts[2].uid])).content.decode()
    assert f"{THIRD:,}" in shown
    assert AuditEntry.objects.get(by=user, what="payments.receivable.amounts_seen").payload == '{"why":["case"]}'
    other = client.get(reverse("payments:receivable-detail", args=[made.parts[0].uid])).content.decode()
    assert f"{SECOND:,}" not in other  # its own chain, another contract
    assert f"{THIRD:,}" not in client.get(reverse("payments:receivable-list")).content.decode()
    assert client.get(reverse("payments:ledger-book", args=[book_of(payer).pk])).status_code == 404


def test_programs_get_amounts_of_their_own_company_alone(made):
    second = made.parts[1]
    for user, told in ((made.people[0], SECOND), (staff("FI"), None), (staff("AU"), None)):
        request = RequestFactory().get("/")
        request.user = user
        context = {"request": request}
        assert ReceivableOut(second, context=context).data["face_won"] == (None if told is None else int(told))
        owed = ObligationOut(second.obligation, context=context).data
        assert (owed["amount"], owed["left"] is None) == (None if told is None else f"{told}.00", told is None)


def test_the_windows_of_the_administration_show_no_amount_that_is_not_open(client, made):
    made.draw(made.parts[1], 100_000)
    request = RequestFactory().get("/")
    request.user = UserFactory(company=made.buyer, roles=("AD",), is_staff=True, is_superuser=True)
    windows = admin.site._registry
    for model in (Draw, LateInterest, ClaimLine, Line):
        rows = windows[model].get_queryset(request)
        assert not [row for row in rows if tier_of(row) > 1], model
    for model in (EscrowEntry, BankEntry, BankFile):
        fields = windows[model].get_fields(request)
        assert not {"amount", "total"} & set(fields), model
    assert not windows[Instruction].get_queryset(request).filter(role__in=["holder", "bought"]).exists()
    for model, row, names in (
        (Obligation, made.parts[1].obligation, {"amount", "paid", "covered", "credited"}),
        (Receivable, made.parts[1], {"face", "fee", "assigned", "drawn"}),
    ):
        assert not names & set(windows[model].get_fields(request, row)), model
    shown = windows[Receivable].shown_face(made.parts[0]), windows[Receivable].shown_face(made.parts[1])
    assert shown == ("500,000,000", "—")


def tier_of(row) -> int:
    if isinstance(row, Line):
        return 1 if row.account.book.company.is_buyer else 2
    if isinstance(row, ClaimLine):
        return row.contract.tier
    thing = row.receivable if isinstance(row, Draw) else row
    return thing.obligation.contract.tier


def test_a_part_of_a_claim_is_open_to_the_buyer_when_both_sides_have_signed_it(client):
    made = stage.chain(2, kind="works")
    top = stage.debt(made.contracts[0], 100_000_000, approver=made.finance)
    receivable = services.issue_receivable(services.draft_receivable(top), by=made.checker)
    receivable = services.accept_receivable(receivable, by=made.people[0])
    owed = made.owe(1, 61_234_567)
    claim = services.draft_claim(receivable, work="3회 기성", by=made.people[0])
    services.set_lines(
        claim, [services.claims.LineIn(made.contracts[1], owed, Decimal(61_234_567), Decimal(0))], by=made.people[0]
    )
    claim = services.send_claim(Claim.objects.get(pk=claim.pk), by=made.people[0])
    sign_in(client, staff("PO"))
    address = reverse("payments:claim-detail", args=[claim.uid])
    for amount in ("61,234,567", "38,765,433"):
        assert amount not in client.get(address).content.decode()

    services.answer_line(ClaimLine.objects.get(), agrees=True, answer="", by=made.people[1])
    for amount in ("61,234,567", "38,765,433"):
        assert amount in client.get(address).content.decode()


@pytest.mark.parametrize("parts", [1, 3])
def test_a_list_of_receivables_costs_the_same_for_one_and_for_three(client, parts, django_assert_num_queries):
    made = stage.accepted(firms=2)
    for _each in range(parts):
        made.pass_on(made.receivable, 1_000_000)
    sign_in(client, staff("CP"))
    client.get(reverse("payments:receivable-list"))
    with django_assert_num_queries(8):
        assert len(client.get(reverse("payments:receivable-list")).context["rows"]) == parts + 1
