"""Two windows on one bid: what was sealed meanwhile is told before it is replaced, and nothing typed is lost."""

import pytest
from django.urls import reverse

from portal.display import day_text
from portal.tests.factories import supplier
from portal.tests.signin import sign_in
from purchasing.bidding import services
from purchasing.bidding.models import Bid
from purchasing.bidding.tests import factories as make

pytestmark = pytest.mark.django_db
TOTAL = {"vat": "without", "alone": "on", "same_terms": "on", "lead_days": "30"}


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def tender(client):
    sign_in(client, supplier())
    return make.published().tender


def press(client, tender, typed, step):
    return client.post(reverse("bidding:bid-submit", args=[tender.number]), {**typed, "step": step})


def checked(client, tender, price, known):
    """The check page of a price, opened by somebody who knows of so many versions; and what its button sends."""
    page = press(client, tender, {**TOTAL, "total_won": price, "known_version": known}, "check")
    return page, carried(page)


def carried(page):
    told = page.context
    return {**dict(told["typed"]), "known_version": str(told["last_version"]), "key": told["key"]}


def prices():
    return [int(price) for price in Bid.objects.order_by("seq").values_list("price_won", flat=True)]


def test_of_two_windows_the_second_is_told_and_seals_at_the_second_press(client, tender):
    _page, first = checked(client, tender, "90,000,000", "0")
    _page, second = checked(client, tender, "80,000,000", "0")

    assert press(client, tender, first, "seal").status_code == 201
    told = press(client, tender, second, "seal")

    assert told.status_code == 409
    text = told.content.decode()
    sealed_at = day_text(Bid.objects.get().received_at, "time")
    assert "Version 1 was sealed meanwhile at " in text
    assert f">{sealed_at}</time>" in text
    assert "Seal version 2?" in text
    assert "80,000,000" in text
    assert prices() == [90_000_000]

    assert press(client, tender, carried(told), "seal").status_code == 201
    assert prices() == [90_000_000, 80_000_000]


def test_pressing_twice_in_one_window_still_gives_the_receipt(client, tender):
    _page, sent = checked(client, tender, "90,000,000", "0")

    presses = [press(client, tender, sent, "seal").status_code for _press in range(2)]

    assert presses == [201, 201]
    assert prices() == [90_000_000]


@pytest.mark.parametrize("step", ["check", "edit"])
def test_the_form_and_the_check_tell_of_it_once(client, tender, step):
    _page, first = checked(client, tender, "90,000,000", "0")
    press(client, tender, first, "seal")

    told = press(client, tender, {**TOTAL, "total_won": "80,000,000", "known_version": "0"}, step)
    again = press(client, tender, {**TOTAL, "total_won": "80,000,000", "known_version": "1"}, step)

    assert "was sealed meanwhile" in told.content.decode()
    assert 'name="known_version" value="1"' in told.content.decode()
    assert "was sealed meanwhile" not in again.content.decode()


def test_a_withdrawal_meanwhile_is_told_as_one(client, tender):
    _page, first = checked(client, tender, "90,000,000", "0")
    press(client, tender, first, "seal")
    _page, second = checked(client, tender, "80,000,000", "1")
    services.withdraw_bid(tender, key="w" * 32, by=Bid.objects.get().submitted_by)

    told = press(client, tender, second, "seal")

    assert told.status_code == 409
    assert "The bid was withdrawn meanwhile at" in told.content.decode()
    assert Bid.objects.count() == 2


def test_what_stands_nowhere_else_is_guarded_and_the_receipt_of_a_replaced_version_says_so(client, tender):
    page, first = checked(client, tender, "90,000,000", "0")
    form = client.get(reverse("bidding:bid-submit", args=[tender.number]))
    back = press(client, tender, first, "edit")
    receipt = press(client, tender, first, "seal")
    _page, second = checked(client, tender, "80,000,000", "1")
    press(client, tender, second, "seal")
    reloaded = press(client, tender, first, "seal")

    assert [b"data-held" in each.content for each in (form, page, back, receipt)] == [False, True, True, True]
    assert b"<h1>The bid is sealed</h1>" in receipt.content
    assert b"Replaced or withdrawn" in reloaded.content
    assert b"The bid is sealed" not in reloaded.content
