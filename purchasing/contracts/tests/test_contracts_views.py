"""The pages of contracts: what each reader sees and what a press does, at a fixed number of queries."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from catalog.tests.factories import ProductFactory
from portal.clock import today
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in
from purchasing.bidding import services as bidding_services
from purchasing.bidding.tests import factories as bidding
from purchasing.contracts import services
from purchasing.contracts.models import Amendment, Contract
from purchasing.contracts.services import MilestoneIn
from purchasing.contracts.tests.contracts_stage import by_hand, chain, drawn, signed

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    sign_in(client, user)
    return client


def url(contract, name="contract-detail", *args) -> str:
    return reverse(f"contracts:{name}", args=[contract.number, *args])


def rows(prefix: str, *given: dict) -> dict[str, str]:
    """A formset as a browser sends it."""
    sent = {f"{prefix}-TOTAL_FORMS": str(len(given)), f"{prefix}-INITIAL_FORMS": "0"}
    for place, row in enumerate(given):
        sent |= {f"{prefix}-{place}-{name}": value for name, value in row.items()}
    return sent


def typed(payee, **given) -> dict[str, str]:
    """The whole form of a draft."""
    return {
        "payee": payee.company.brn,
        "title_ko": "후판 연간 단가",
        "kind": "goods",
        "currency": "KRW",
        "starts_on": today().isoformat(),
        "ends_on": (today() + timedelta(days=300)).isoformat(),
        "method": "winwin",
        "agreed_days": "30",
        "price_basis": "unit",
        "by_hand_reason": "단일 규격의 예비품입니다.",
        **rows("lines", {"description_ko": "후판", "qty": "1,000", "uom": "t", "unit_price": "1,200,000"}, {}),
        **rows("milestones"),
        **rows("links"),
    } | given


def test_an_officer_draws_up_a_contract():
    officer, payee = staff("PO"), supplier()
    client = signed_in(officer)

    assert client.get(reverse("contracts:contract-create")).status_code == 200
    response = client.post(reverse("contracts:contract-create"), typed(payee))

    contract = Contract.objects.get()
    assert response["Location"] == url(contract)
    assert (contract.value, contract.method, contract.payee) == (Decimal(1_200_000_000), "winwin", payee.company)
    assert client.get(url(contract)).status_code == 200


def test_a_line_names_a_product_of_the_payee_and_of_nobody_else():
    payee = supplier()
    own, other = ProductFactory(company=payee.company), ProductFactory()
    line = {"description_ko": "후판", "qty": "1", "uom": "t", "unit_price": "1,200,000"}
    client = signed_in(staff("PO"))
    refused = {}
    for number in ("PRD-2026-000000", other.number):
        given = typed(payee, **rows("lines", line | {"product": number}))
        answer = client.post(reverse("contracts:contract-create"), given)
        assert answer.status_code == 422
        refused[number] = answer.context["rows"]["lines"].forms[0].errors["product"][0]
    assert refused == {
        "PRD-2026-000000": "There is no published product with this number.",
        other.number: f"Product {other.number} belongs to another company than the one that is paid.",
    }

    given = typed(payee, **rows("lines", line | {"product": own.number.lower()}))
    client.post(reverse("contracts:contract-create"), given)
    contract = Contract.objects.get()
    assert contract.lines.get().product == own
    assert own.number in client.get(url(contract, "contract-edit")).content.decode()


def test_nothing_typed_is_lost_and_the_law_is_named_beside_its_field():
    client = signed_in(staff("PO"))
    response = client.post(reverse("contracts:contract-create"), typed(supplier(), agreed_days="90"))

    assert response.status_code == 422
    assert "article 13" in response.context["form"].errors["agreed_days"][0]
    assert "1,000" in response.content.decode()
    assert Contract.objects.count() == 0


def test_more_lines_keep_what_is_typed():
    client = signed_in(staff("PO"))
    response = client.post(reverse("contracts:contract-create"), typed(supplier(), agreed_days="x", more_lines="yes"))
    assert response.status_code == 200
    assert len(response.context["rows"]["lines"].forms) == 5
    assert response.context["form"].initial["agreed_days"] == "x"


def test_a_name_that_fits_two_companies_is_asked_about():
    one, two = supplier(), supplier()
    client = signed_in(staff("PO"))
    response = client.post(reverse("contracts:contract-create"), typed(one) | {"payee": "가람정밀"})
    said = response.context["form"].errors["payee"][0]
    assert one.company.brn_display in said
    assert two.company.brn_display in said


def test_the_way_to_a_signed_contract_by_pages():
    made = by_hand()
    officer, approver, payee = (signed_in(user) for user in (made.officer, made.approver, made.payee))
    assert payee.get(url(made.contract)).status_code == 404

    assert officer.post(url(made.contract, "contract-request")).status_code == 303
    assert approver.post(url(made.contract, "contract-approve")).status_code == 303
    assert payee.get(url(made.contract, "contract-sign")).status_code == 200
    missing = payee.post(url(made.contract, "contract-sign"), {"version": "1"})
    assert missing.status_code == 422
    assert payee.post(url(made.contract, "contract-sign"), {"version": "1", "read": "on"}).status_code == 303

    assert Contract.objects.get().state == "in_force"
    assert payee.post(url(made.contract, "contract-sign"), {"version": "1", "read": "on"}).status_code == 409


def test_the_buyer_reads_flow_and_dates_below_but_no_price():
    made = chain(2)
    officer, payer = signed_in(made.officer), signed_in(made.payees[0])
    price = f"{made.contracts[1].value:,.0f}"

    for page in (url(made.contracts[1]), url(made.contracts[0]), reverse("contracts:contract-list")):
        content = officer.get(page).content.decode()
        assert price not in content
        assert made.payees[1].company.name in content
    assert price in payer.get(url(made.contracts[1])).content.decode()

    for user in made.payees:
        signed_in(user).post(url(made.contracts[1], "prices-shown"), {"shown": "yes"})
    assert price in officer.get(url(made.contracts[1])).content.decode()


def test_the_second_tier_does_not_see_what_the_first_is_paid():
    made = chain(3)
    second = signed_in(made.payees[1])
    assert second.get(url(made.contracts[0])).status_code == 404
    content = second.get(url(made.contracts[1])).content.decode()
    assert "20,000,000" not in content
    assert made.payees[2].company.name in content


def test_a_supplier_registers_a_subcontract():
    made, payee = chain(1), supplier()
    client = signed_in(made.payees[0])
    sent = typed(payee)
    sent.pop("by_hand_reason")
    response = client.post(url(made.contracts[0], "subcontract-create"), sent)
    assert response.status_code == 422
    assert "above the contract" in response.context["form"].errors["above_parent_reason"][0]

    sent |= rows("lines", {"description_ko": "절단", "qty": "10", "uom": "t", "unit_price": "900000"})
    assert client.post(url(made.contracts[0], "subcontract-create"), sent).status_code == 303
    contract = Contract.objects.get(tier=2)
    assert client.post(url(contract, "contract-send")).status_code == 303
    assert signed_in(payee).get(url(contract)).status_code == 200


def test_an_amendment_by_pages():
    made = signed()
    officer, approver, payee = (signed_in(user) for user in (made.officer, made.approver, made.payee))
    assert officer.get(url(made.contract, "amendment-create")).status_code == 200
    sent = {
        "reason": "물량이 늘었습니다.",
        "ends_on": made.contract.ends_on.isoformat(),
        "agreed_days": "30",
        **rows(
            "lines",
            {"no": "1", "description_ko": "후판 SS400", "qty": "12", "uom": "t", "unit_price": "1200000"},
            {"no": "2", "description_ko": "고장력 볼트 M20", "qty": "8000", "uom": "EA", "unit_price": "1000"},
            {},
        ),
    }
    assert officer.post(url(made.contract, "amendment-create"), sent).status_code == 303
    amendment = Amendment.objects.get()
    assert payee.get(url(made.contract, "amendment-detail", amendment.uid)).status_code == 404
    assert approver.get(url(made.contract, "amendment-detail", amendment.uid)).status_code == 200
    assert approver.post(url(made.contract, "amendment-approve", amendment.uid)).status_code == 303
    assert payee.get(url(made.contract, "amendment-detail", amendment.uid)).status_code == 200
    assert payee.post(url(made.contract, "amendment-agree", amendment.uid)).status_code == 303

    contract = Contract.objects.get()
    assert (contract.version, contract.value) == (2, Decimal(22_400_000))
    assert payee.get(url(contract, "version-detail", 1)).status_code == 200
    assert payee.get(url(contract)).status_code == 200


def test_a_milestone_by_pages():
    made = signed(milestones=[MilestoneIn("설계 승인", Decimal(5_000_000), today() + timedelta(days=30))])
    milestone = made.contract.milestones.get()
    officer, payee = signed_in(made.officer), signed_in(made.payee)
    assert payee.get(url(made.contract)).status_code == 200
    assert payee.get(url(made.contract, "milestone-report", milestone.uid)).status_code == 200
    late = {"reached_on": (today() + timedelta(days=1)).isoformat()}
    assert payee.post(url(made.contract, "milestone-report", milestone.uid), late).status_code == 422
    now = {"reached_on": today().isoformat()}
    assert payee.post(url(made.contract, "milestone-report", milestone.uid), now).status_code == 303
    assert officer.get(url(made.contract)).status_code == 200
    assert payee.post(url(made.contract, "milestone-confirm", milestone.uid)).status_code == 403
    assert officer.post(url(made.contract, "milestone-confirm", milestone.uid)).status_code == 303
    milestone.refresh_from_db()
    assert (milestone.state, milestone.confirmed_by) == ("confirmed", made.officer)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(count, django_assert_num_queries):
    for _each in range(count):
        drawn("sent")
    client = signed_in(staff("PO"))
    client.get(reverse("contracts:contract-list"))
    with django_assert_num_queries(LIST_QUERIES):
        response = client.get(reverse("contracts:contract-list"))
    assert len(response.context["rows"]) == count


LIST_QUERIES = 8


def test_cancelled_with_its_reason():
    made = by_hand()
    client = signed_in(made.officer)
    assert client.get(url(made.contract, "contract-cancel")).status_code == 200
    assert client.post(url(made.contract, "contract-cancel"), {"reason": ""}).status_code == 422
    assert client.post(url(made.contract, "contract-cancel"), {"reason": "예산이 없습니다."}).status_code == 303
    assert Contract.objects.get().end_reason == "예산이 없습니다."
    with pytest.raises(services.contracts.WrongState):
        services.contracts.request_approval(Contract.objects.get(), by=made.officer)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_contract_is_a_paper_with_the_fingerprint_of_its_version(language):
    made = signed()
    contract = made.contract
    kept = contract.versions.get(version=1)
    for reader in (made.officer, made.payee):
        client = Client(headers={"Accept-Language": language})
        sign_in(client, reader)
        page = client.get(url(contract, "version-detail", 1)).content.decode()
        assert url(contract, "version-pdf", 1) in page
        answer = client.get(url(contract, "version-pdf", 1))
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
        assert f"{contract.number}-v1.pdf" in answer.headers["Content-Disposition"]
        told = text_of(answer.content)
        assert kept.sha256 in told
        assert contract.number in told
        assert ("계약" in told) == (language == "ko")
    assert signed_in(supplier()).get(url(contract, "version-pdf", 1)).status_code == 404
    assert signed_in(made.payee).get(url(contract, "version-pdf", 2)).status_code == 404


def text_of(pdf: bytes) -> str:
    """What stands in it, without the breaks that lines and fingerprints have."""
    pages = PdfReader(BytesIO(pdf)).pages
    return "".join(page.extract_text() for page in pages).replace("\u200b", "").replace("\n", "")


# From the award and back ---------------------------------------------------------------------------------------------
def test_the_tender_leads_to_its_contract_and_the_contract_says_how_it_was_signed():
    stage = bidding.awarded()
    price = stage.tender.decisions.get().price_won
    bidding_services.record_contract(
        stage.tender, amount_won=price, signed_on=today(), reference="OUT-7", by=stage.cast.officer
    )
    contract = services.draw_up_from_award(stage.tender)
    tender_url = reverse("bidding:tender-detail", args=[stage.tender.number])

    reader = signed_in(stage.cast.officer)
    tender_page, contract_page = reader.get(tender_url), reader.get(url(contract))

    assert f'href="{url(contract)}">{contract.number}</a> <span class="tag">Draft' in tender_page.content.decode()
    assert "OUT-7 · " in contract_page.content.decode()
    assert f'href="{tender_url}"' in contract_page.content.decode()
    public = Client(headers={"Accept-Language": "en"}).get(tender_url).content.decode()
    assert "OUT-7" in public
    assert contract.number not in public
