"""Dashboard rows of questions and quotes, and the administration's windows on them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from catalog.cards.dealing import questions_to_answer, quotes_to_decide, quotes_to_give, unanswered
from catalog.models import ExchangeRate, Inquiry
from catalog.services.inquiries import chase_inquiries
from catalog.services.quotes import close_due_quotes
from catalog.tests.dealing import answered, asked, invitation_of, past_deadline, quoted, quotes_asked, seller_of
from catalog.tests.factories import ProductFactory
from portal.clock import db_now, today
from portal.tests.factories import staff
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db


def rows(source, rf, user) -> list[str]:
    request = rf.get("/")
    request.user = user
    return [str(row.url) for row in source(request)]


def test_each_side_sees_what_waits_for_it(rf):
    product = ProductFactory()
    seller, buyer = seller_of(product), staff("RQ")
    inquiry = asked(product, by=buyer)
    answered(asked(product))
    request = quotes_asked(product, by=buyer)

    assert rows(questions_to_answer, rf, seller) == [reverse("catalog:inquiry-detail", args=[inquiry.uid])]
    assert rows(quotes_to_give, rf, seller) == [reverse("catalog:quote-answer", args=[request.invitations.get().uid])]
    assert rows(quotes_to_decide, rf, buyer) == []
    past_deadline(request)
    close_due_quotes()
    assert rows(quotes_to_decide, rf, buyer) == [reverse("catalog:quote-request-detail", args=[request.uid])]
    assert rows(quotes_to_give, rf, seller) == []


def test_purchasing_hears_of_suppliers_that_let_questions_lie(rf):
    inquiry, officer = asked(), staff("PO")
    assert rows(unanswered, rf, officer) == []
    long_ago = db_now() - timedelta(days=30)
    moments = ("remind_at", "due_at", "manager_at", "first_due_at")
    Inquiry.objects.filter(pk=inquiry.pk).update(**dict.fromkeys(moments, long_ago))
    chase_inquiries(db_now())
    chase_inquiries(db_now())
    assert len(rows(unanswered, rf, officer)) == 1


def test_rates_are_booked_in_the_administration_by_the_catalogue_manager_alone(client):
    url = reverse("admin:catalog_exchangerate_add")
    data = {"currency": "USD", "day": today().isoformat(), "won": "1391.2", "source": "재무실 고시"}
    sign_in(client, staff("AD", is_staff=True, is_superuser=True))
    assert client.get(url).status_code == 403
    sign_in(client, staff("CM", is_staff=True))
    assert client.post(url, data).status_code == 302
    assert ExchangeRate.objects.get().won == Decimal("1391.2")
    assert client.post(url, data | {"won": "0"}).status_code == 200
    assert ExchangeRate.objects.count() == 1


@pytest.mark.parametrize(
    "name", ["inquiry", "inquirymessage", "quoterequest", "quoteinvitation", "quote", "quoteprice"]
)
def test_windows_show_no_words_and_no_figures(client, name):
    product = ProductFactory()
    asked(product, text="비밀스러운 질문")
    quoted(invitation_of(quotes_asked(product), product), "7654321")
    sign_in(client, staff("AD", is_staff=True, is_superuser=True))
    listed = client.get(reverse(f"admin:catalog_{name}_changelist"))
    assert listed.status_code == 200
    thing = listed.context["cl"].queryset.first()
    shown = client.get(reverse(f"admin:catalog_{name}_change", args=[thing.pk]))
    for body in (listed.content.decode(), shown.content.decode()):
        assert "비밀스러운 질문" not in body
        assert "7654321" not in body
        assert "7,654,321" not in body
