"""Pages of receivables, draws, rates and claims: what is shown to whom, what a form says, what it does."""

from decimal import Decimal

import pytest
from django.urls import reverse

from portal.tests.factories import staff
from portal.tests.signin import sign_in
from purchasing.payments import services
from purchasing.payments.models import BuyerRate, Claim, Draw, Receivable
from purchasing.payments.states import ReceivableState
from purchasing.payments.tests import receivable_stage as stage
from purchasing.payments.tests.test_claims_services import line_of, sent, works

pytestmark = pytest.mark.django_db
M = Decimal(1_000_000)


def page(client, user, name, *args, data=None, **options):
    sign_in(client, user)
    client.cookies["django_language"] = "en"
    url = reverse(f"payments:{name}", args=args)
    return client.post(url, data, **options) if data is not None else client.get(url, **options)


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("parts", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, parts, django_assert_num_queries):
    made = stage.accepted()
    for _part in range(parts):
        made.pass_on(made.receivable, M)
    sign_in(client, made.people[0])
    client.get(reverse("payments:receivable-list"))

    with django_assert_num_queries(8):
        response = client.get(reverse("payments:receivable-list"))

    assert len(response.context["rows"]) == parts + 1


def test_the_giver_does_not_see_what_the_holder_did(client):
    made = stage.accepted()
    second = made.pass_on(made.receivable, 300 * M)
    third = made.pass_on(second, 80 * M)

    given = text(page(client, made.people[0], "receivable-detail", second.uid))
    held = text(page(client, made.people[1], "receivable-detail", second.uid))

    assert third.number not in given
    assert third.number in held
    assert page(client, made.people[0], "receivable-detail", third.uid).status_code == 404
    assert page(client, staff("PO"), "receivable-detail", second.uid).status_code == 404
    assert page(client, staff("FI"), "receivable-detail", third.uid).status_code == 200


def test_entrusted_money_is_said_to_be_entrusted(client):
    made = stage.accepted()
    made.pass_on(made.receivable, 300 * M)

    assert "Entrusted, not available" in text(page(client, made.people[0], "receivable-detail", made.receivable.uid))


def test_passing_on_shows_what_is_left_and_keeps_what_was_typed(client):
    made = stage.accepted()
    owed = made.owe(1, 700 * M)
    given = {"obligation": owed.pk, "amount_won": "600,000,000", "mode": "same_or_earlier", "key": "k1"}

    refused = page(client, made.people[0], "receivable-pass-on", made.receivable.uid, data=given)
    assert refused.status_code == 422
    assert "Only ₩500,000,000 of" in text(refused)
    assert "600,000,000" in text(refused)

    done = page(client, made.people[0], "receivable-pass-on", made.receivable.uid, data=given | {"amount_won": "5"})
    assert done.status_code == 303
    again = page(client, made.people[0], "receivable-pass-on", made.receivable.uid, data=given | {"amount_won": "5"})
    assert again.status_code == 303
    assert Receivable.objects.filter(parent=made.receivable).count() == 1


def test_the_quote_stands_before_the_draw(client):
    made = stage.accepted()
    asked = page(client, made.people[0], "receivable-draw", made.receivable.uid, data={"amount_won": "120000000"})
    quote = made.receivable.quotes.get()
    assert asked.status_code == 303
    assert Draw.objects.count() == 0

    shown = text(page(client, made.people[0], "draw-quote", made.receivable.uid, quote.uid))
    assert "4.2%" in shown
    assert f"{quote.net:,}" in shown

    done = page(client, made.people[0], "draw-quote", made.receivable.uid, quote.uid, data={"key": "k"})
    assert done.status_code == 303
    assert stage.fresh(made.receivable).drawn == 120 * M
    twice = page(client, made.people[0], "draw-quote", made.receivable.uid, quote.uid, data={"key": "other"})
    assert twice.status_code == 409
    assert "already been drawn" in text(twice)


def test_the_offer_compares_with_an_own_loan(client):
    made = stage.accepted()
    stage.rate("own", "0.085")

    shown = text(page(client, made.people[0], "receivable-draw", made.receivable.uid))

    assert "An own loan would cost" in shown
    assert "at 8.5%" in shown


def test_refusing_needs_a_reason_at_its_field(client):
    made = stage.issued(firms=1)

    empty = page(client, made.people[0], "receivable-refuse", made.receivable.uid, data={"reason": ""})
    assert empty.status_code == 422
    assert "refuse_reason" in text(empty)
    page(client, made.people[0], "receivable-refuse", made.receivable.uid, data={"reason": "금액이 다릅니다."})
    assert stage.fresh(made.receivable).state == ReceivableState.REFUSED


def test_issue_accept_certificate(client):
    made = stage.chain(1)
    obligation = stage.debt(made.contracts[0], approver=made.finance)

    draft = services.draft_receivable(obligation)
    shown = text(page(client, made.checker, "receivable-detail", draft.uid))
    assert "Issue the receivable" in shown
    assert page(client, made.checker, "receivable-issue", draft.uid, data={}).status_code == 303
    assert page(client, made.checker, "receivable-issue", draft.uid, data={}).status_code == 409
    assert page(client, made.people[0], "receivable-accept", draft.uid, data={}).status_code == 303
    paper = page(client, made.people[0], "receivable-certificate", draft.uid)
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")


def test_cancelling_through_the_pages(client):
    made = stage.accepted(firms=1)
    page(client, made.finance, "receivable-cancel", made.receivable.uid, data={"reason": "현금 지급"})
    asked = made.receivable.requests.get()

    shown = text(page(client, made.people[0], "receivable-detail", made.receivable.uid))
    assert "Agree" in shown
    done = page(client, made.people[0], "request-decide", made.receivable.uid, asked.uid, data={"agree": "yes"})

    assert done.status_code == 303
    assert stage.fresh(made.receivable).state == ReceivableState.CANCELLED


def test_rates_are_entered_and_confirmed_on_one_page(client):
    one, other = staff("FI"), staff("FI")
    given = {"kind": "draw", "rate": "4.2", "valid_from": stage.today().isoformat(), "source": "은행 공문"}

    assert page(client, one, "rate-propose", data=given | {"rate": "0"}).status_code == 422
    assert page(client, one, "rate-propose", data=given).status_code == 303
    rate = BuyerRate.objects.get()
    assert rate.rate == Decimal("0.042")
    assert page(client, one, "rate-decide", rate.uid, data={"confirm": "yes"}).status_code == 403
    assert page(client, other, "rate-decide", rate.uid, data={"confirm": "yes"}).status_code == 303
    assert "4.2%" in text(page(client, other, "rate-list"))


def test_a_claim_from_its_parts_to_its_certificate(client):
    made = works()
    done = page(client, made.people[0], "claim-create", data={"receivable": made.receivable.pk, "work": "3월 기성"})
    claim = Claim.objects.get()
    assert done["Location"] == reverse("payments:claim-lines", args=[claim.uid])

    def names(place: int) -> str:
        return f"part-{made.subs[place].pk}-{made.sub_debts[place].pk}"

    parts = {f"{names(0)}-amount": "100,000,000", f"{names(1)}-amount": "600000000"}
    over = page(client, made.people[0], "claim-lines", claim.uid, data=parts)
    assert over.status_code == 422
    assert "600000000" in text(over)
    parts[f"{names(1)}-amount"] = "90,000,000"
    assert page(client, made.people[0], "claim-lines", claim.uid, data=parts).status_code == 303
    assert page(client, made.people[0], "claim-send", claim.uid, data={}).status_code == 303
    for place, person in enumerate(made.sub_people):
        shown = text(page(client, person, "claim-detail", claim.uid))
        assert made.subs[1 - place].payee.name not in shown
        signed = page(
            client, person, "line-answer", claim.uid, line_of(claim, place).uid, data={"agrees": "yes", "answer": ""}
        )
        assert signed.status_code == 303
    assert "Certify" in text(page(client, staff("PO"), "claim-detail", claim.uid))
    assert page(client, staff("PO"), "claim-certify", claim.uid, data={}).status_code == 303
    assert Receivable.objects.filter(parent=made.receivable).count() == 2


def test_a_dispute_needs_words(client):
    made = works(1)
    claim = sent(made)
    line = line_of(claim, 0)

    empty = page(client, made.sub_people[0], "line-answer", claim.uid, line.uid, data={"agrees": "no", "answer": ""})
    assert empty.status_code == 422
    assert "with the figure that you expect" in text(empty)


def test_claims_cost_the_same_for_one_and_for_three(client, django_assert_num_queries):
    costs = []
    for number in (1, 3):
        made = works(1)
        for _more in range(number - 1):
            other = stage.debt(made.contracts[0], 10 * M, approver=made.finance)

            receivable = services.issue_receivable(services.draft_receivable(other), by=made.checker)
            services.draft_claim(services.accept_receivable(receivable, by=made.people[0]), work="x", by=made.people[0])
        services_claim = sent(made)
        assert services_claim.pk
        sign_in(client, made.people[0])
        client.get(reverse("payments:claim-list"))
        with django_assert_num_queries(9):
            response = client.get(reverse("payments:claim-list"))
        costs.append(len(response.context["results"]))
    assert costs == [1, 3]
