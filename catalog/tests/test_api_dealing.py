"""The API of questions and quote requests: only one's own, strict, safe to repeat."""

from decimal import Decimal

import pytest

from catalog.models import Quote
from catalog.states import InquiryState, RequestedState
from catalog.tests.dealing import answered, asked, far_day, invitation_of, past_deadline, quoted, quotes_asked
from catalog.tests.factories import ProductFactory
from portal.partners.tests.factories import api_client
from portal.tests.factories import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def product():
    return ProductFactory()


@pytest.fixture
def own(product):
    return api_client(product.company, "rfq.read", "rfq.write")


def key(name: str = "key-00000001") -> dict[str, str]:
    return {"Idempotency-Key": name}


def test_questions_to_the_company_and_no_others(own, product):
    mine, _other = asked(product), asked()
    body = own.get("/api/v1/inquiries/").json()
    assert [row["number"] for row in body["results"]] == [mine.number]


def test_a_thread_says_department_or_role_and_no_name(own, product):
    asker = staff("RQ", name="홍길동")
    inquiry = answered(asked(product, by=asker))
    answer = own.get(f"/api/v1/inquiries/{inquiry.uid}/")
    assert [message["side"] for message in answer.json()["messages"]] == ["asker", "supplier"]
    assert "홍길동" not in answer.content.decode()


def test_an_answer_given_twice_with_one_key_is_one_answer(own, product):
    inquiry = asked(product, publishable=True)
    url, data = f"/api/v1/inquiries/{inquiry.uid}/answers/", {"text": "5도 이상", "publish": True}
    first = own.post(url, data, format="json", headers=key())
    again = own.post(url, data, format="json", headers=key())
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.public_answer, inquiry.messages.count()) == (InquiryState.ANSWERED, True, 2)


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({}, 400),
        ({"text": ""}, 400),
        ({"text": "예", "publsh": True}, 400),
        ({"text": "예", "publish": "yes"}, 400),
        ({"text": "예", "publish": True}, 422),  # who asked did not agree
    ],
)
def test_an_answer_that_cannot_be(own, product, data, status):
    inquiry = asked(product)
    answer = own.post(f"/api/v1/inquiries/{inquiry.uid}/answers/", data, format="json", headers=key())
    assert answer.status_code == status
    assert inquiry.messages.count() == 1


def test_an_answered_question_is_a_409(own, product):
    inquiry = answered(asked(product))
    answer = own.post(f"/api/v1/inquiries/{inquiry.uid}/answers/", {"text": "예"}, format="json", headers=key())
    assert answer.status_code == 409


def test_a_request_shows_own_lines_and_nothing_of_others(own, product):
    other = ProductFactory()
    request = quotes_asked(product, other)
    quoted(invitation_of(request, other), "7654321")
    invitation = invitation_of(request, product)
    answer = own.get(f"/api/v1/quote-requests/{invitation.uid}/")
    body = answer.json()
    assert [line["product_number"] for line in body["lines"]] == [product.number]
    assert (body["quote"], body["prices"]) == (None, [])
    assert b"7654321" not in answer.content
    assert other.number.encode() not in answer.content
    foreign = invitation_of(request, other)
    assert own.get(f"/api/v1/quote-requests/{foreign.uid}/").status_code == 404


def quote_of(**changes) -> dict:
    line = {"no": 1, "unit_price": "6500", "lead_time_days": 7}
    return {"valid_until": far_day().isoformat(), "lines": [line], **changes}


def test_a_quote_and_its_revision(own, product):
    invitation = invitation_of(quotes_asked(product), product)
    url = f"/api/v1/quote-requests/{invitation.uid}/quotes/"
    first = own.post(url, quote_of(freight="50000"), format="json", headers=key())
    assert first.status_code == 201
    assert own.post(url, quote_of(freight="50000"), format="json", headers=key()).json() == first.json()
    clash = own.post(url, quote_of(freight="1"), format="json", headers=key())
    assert clash.status_code == 422
    second = own.post(url, quote_of(), format="json", headers=key("key-00000002"))
    assert second.json()["revision"] == 2
    assert [quote.freight for quote in Quote.objects.order_by("no")] == [Decimal(50_000), Decimal(0)]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"lines": []}, 422),
        ({"lines": [{"no": 1, "unit_price": "1e3", "lead_time_days": 7}]}, 400),
        ({"lines": [{"no": 1, "unit_price": "1", "lead_time_days": 7}] * 2}, 400),
        ({"lines": [{"no": 7, "unit_price": "1", "lead_time_days": 7}]}, 422),
        ({"lines": [{"no": 1, "unit_price": "10.5", "lead_time_days": 7}]}, 422),
        ({"currency": "BTC"}, 400),
        ({"valid_until": "2020-01-01"}, 422),
    ],
)
def test_a_quote_that_cannot_be(own, product, changes, status):
    invitation = invitation_of(quotes_asked(product), product)
    url = f"/api/v1/quote-requests/{invitation.uid}/quotes/"
    assert own.post(url, quote_of(**changes), format="json", headers=key()).status_code == status
    assert Quote.objects.count() == 0


def test_after_the_deadline_a_quote_is_a_409(own, product):
    request = past_deadline(quotes_asked(product))
    url = f"/api/v1/quote-requests/{invitation_of(request, product).uid}/quotes/"
    assert own.post(url, quote_of(), format="json", headers=key()).status_code == 409


def test_a_refusal(own, product):
    invitation = invitation_of(quotes_asked(product), product)
    url = f"/api/v1/quote-requests/{invitation.uid}/refusals/"
    assert own.post(url, {"reason": "단종"}, format="json", headers=key()).json()["state"] == RequestedState.DECLINED


@pytest.mark.parametrize("number", [1, 3])
def test_the_lists_cost_the_same(own, product, number, django_assert_num_queries):
    for _ in range(number):
        asked(product)
        quotes_asked(product)
    for url in ("/api/v1/inquiries/", "/api/v1/quote-requests/"):
        own.get(url)
        with django_assert_num_queries(LIST_QUERIES):
            assert len(own.get(url).json()["results"]) == number


LIST_QUERIES = 2
