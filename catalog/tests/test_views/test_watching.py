"""Doors of saved searches, of alerts without an account and of what was seen recently."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.html import escape

from catalog import services
from catalog.models import PublicAlert, RecentProduct, SavedSearch
from catalog.rules.alerts import RECENT
from catalog.services.alerts import confirm_token, end_token
from catalog.tests.factories import TEST_CLASS, ProductFactory, attribute, class_node
from catalog.views.recent import SESSION_KEY
from portal.outbox.services import deliver_due
from portal.tests.doors import let_few_in
from portal.tests.factories import UserFactory
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db
ADDRESS = "kim@garam.example"


def text_of(response) -> str:
    return response.content.decode()


def main_of(response) -> str:
    """What the page says, without its frame (clock, tokens)."""
    return re.search(r"<h1.*(?=<footer)", text_of(response), re.DOTALL)[0].split("</main>")[0].split("Printed")[0]


@pytest.fixture
def person(english):
    return sign_in(english, UserFactory())


def delivered() -> None:
    while deliver_due():
        continue


def test_a_search_is_kept_run_changed_and_deleted(person):
    ProductFactory()
    form = person.get("/catalog/searches/save/?q=베어링&lead=1&page=3")
    assert form.context["query"] == "lead=1&q=%EB%B2%A0%EC%96%B4%EB%A7%81"
    assert form.context["form"].initial["name"] == "베어링"

    kept = {"name": "Bearings", "frequency": "daily", "query": form.context["query"]}
    response = person.post("/catalog/searches/save/", kept)
    search = SavedSearch.objects.get()
    assert response.status_code == 303
    assert response["Location"] == reverse("catalog:search-detail", args=[search.uid])
    assert "Nothing new yet" in text_of(person.get(response["Location"]))
    assert f'href="/catalog/?{search.query.replace("&", "&amp;")}"' in text_of(person.get("/catalog/searches/"))

    again = person.post("/catalog/searches/save/", {**kept, "name": "BEARINGS"})
    assert again.status_code == 422
    assert "already has this name" in text_of(again)
    assert 'value="BEARINGS"' in text_of(again)
    person.post(f"/catalog/searches/{search.uid}/edit/", {"name": "Balls", "frequency": "never"})
    search.refresh_from_db()
    assert (search.name, search.frequency) == ("Balls", "never")
    person.post(f"/catalog/searches/{search.uid}/delete/")
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("products", [1, 3])
def test_what_a_search_met_costs_the_same_for_one_and_for_three(person, products, django_assert_num_queries):
    user = UserFactory()
    search = services.save_search(by=user, name="all", query="", frequency="daily")
    for _ in range(products):
        ProductFactory()
    services.announce_new_products()
    sign_in(person, user)

    with django_assert_num_queries(11):
        response = person.get(f"/catalog/searches/{search.uid}/")

    assert len(response.context["hits"]) == products


@pytest.mark.parametrize("searches", [1, 3])
def test_the_list_of_searches_costs_the_same_for_one_and_for_three(person, searches, django_assert_num_queries):
    user = UserFactory()
    for number in range(searches):
        services.save_search(by=user, name=f"n{number}", query="", frequency="daily")
    sign_in(person, user)

    with django_assert_num_queries(6):
        response = person.get("/catalog/searches/")

    assert len(response.context["searches"]) == searches


def test_an_alert_from_the_form_to_the_way_out(english):
    class_node()
    ProductFactory()
    page = english.get(f"/catalog/alerts/?class={TEST_CLASS}&q=볼")
    assert f'<option value="{TEST_CLASS}" selected' in text_of(page)
    wanted = {"email": ADDRESS, "class_code": TEST_CLASS, "keyword": "볼", "products": "on", "requests": "on"}
    refused = english.post("/catalog/alerts/", wanted)
    assert refused.status_code == 422
    assert not PublicAlert.objects.exists()  # not without agreeing

    first = english.post("/catalog/alerts/", {**wanted, "consent": "on"})
    delivered()
    link = re.search(r"http\S+/catalog/alerts/confirm/\S+", mail.outbox[0].body)[0]
    path = "/" + link.split("/", 3)[3]
    assert "Begin the alert?" in text_of(english.get(path))
    assert PublicAlert.objects.get().state == "pending"  # looking changes nothing
    assert "The alert is on" in text_of(english.post(path))
    second = english.post("/catalog/alerts/", {**wanted, "consent": "on"})
    assert main_of(first) == main_of(second)

    out = reverse("catalog:alert-end", args=[end_token(PublicAlert.objects.get())])
    assert PublicAlert.objects.count() == 1
    assert english.get(out).status_code == 200
    assert PublicAlert.objects.count() == 1
    assert english.post(out, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not PublicAlert.objects.exists()
    assert "The alert has ended" in text_of(english.get(out))
    assert english.get(path).status_code == 410


def test_an_alert_from_a_search_says_which_filters_it_does_not_hold(english):
    node = class_node()
    attribute(node, "bore", quantity="length", unit="mm", name_ko="안지름", name_en="Bore")
    ProductFactory(values={"bore": "10 mm"}, maker="Garam")
    query = f"class={TEST_CLASS}&q=x&lead=1&maker=garam&a_bore.from=5"
    found = english.get(f"/catalog/?{query}")
    assert f"/catalog/alerts/?{escape(found.context['state'])}" in text_of(found)

    page = english.get(f"/catalog/alerts/?{query}")
    assert f'<option value="{TEST_CLASS}" selected' in text_of(page)
    assert "Left out: Maker, Lead time, Bore." in text_of(page)
    refused = english.post(f"/catalog/alerts/?{query}", {"email": ADDRESS})
    assert refused.status_code == 422
    assert "Left out: Maker, Lead time, Bore." in text_of(refused)
    assert "An alert holds" not in text_of(english.get(f"/catalog/alerts/?class={TEST_CLASS}&q=x&sort=newest"))
    assert "Left out: Class." in text_of(english.get(f"/catalog/alerts/?class={TEST_CLASS}&class=99000001&q=x"))


def test_one_press_needs_no_token_against_forged_requests(client):
    services.ask_alert(email=ADDRESS, language="ko", keyword="x")
    strict = type(client)(enforce_csrf_checks=True)
    out = reverse("catalog:alert-end", args=[end_token(PublicAlert.objects.get())])
    assert strict.post(out, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not PublicAlert.objects.exists()


@pytest.mark.parametrize("address", ["", "nobody", "a@b", "x" * 300 + "@garam.example"])
def test_what_is_no_address_is_said_at_its_field(english, address):
    response = english.post(
        "/catalog/alerts/", {"email": address, "keyword": "펌프", "products": "on", "consent": "on"}
    )
    assert response.status_code == 422
    assert response.context["form"].has_error("email")
    assert 'value="펌프"' in text_of(response)


def test_nothing_to_look_for_and_nothing_to_hear_of(english):
    response = english.post("/catalog/alerts/", {"email": ADDRESS, "consent": "on"})
    assert set(response.context["form"].errors) == {"keyword", "products"}


def test_a_letter_box_is_not_filled_by_strangers(english, settings):
    let_few_in(settings, alert=100, alert_address=2)
    for number in range(4):
        wanted = {"email": ADDRESS, "keyword": f"word {number}", "products": "on", "consent": "on"}
        assert english.post("/catalog/alerts/", wanted).status_code == 200
    delivered()
    assert len(mail.outbox) == 2


@pytest.mark.parametrize("token", ["nonsense", "a:b:c"])
def test_a_link_that_is_not_ours(english, token):
    assert english.get(reverse("catalog:alert-confirm", args=[token])).status_code == 410
    assert english.get(reverse("catalog:alert-end", args=[token])).status_code == 404


def test_links_of_one_kind_do_not_open_the_other(english):
    services.ask_alert(email=ADDRESS, language="ko", keyword="x")
    alert = PublicAlert.objects.get()
    assert english.get(reverse("catalog:alert-end", args=[confirm_token(alert)])).status_code == 404
    assert english.get(reverse("catalog:alert-confirm", args=[end_token(alert)])).status_code == 410


def test_what_was_opened_is_remembered_for_its_reader_alone_and_can_be_cleared(english):
    products = [ProductFactory() for _ in range(2)]
    user = UserFactory()
    sign_in(english, user)
    for product in [*products, products[0]]:
        english.get(f"/catalog/products/{product.uid}/")
    seen = RecentProduct.objects.filter(user=user).order_by("-seen_at")
    assert [row.product_id for row in seen] == [products[0].pk, products[1].pk]
    english.head(f"/catalog/products/{products[1].uid}/")  # only a page that was read
    assert seen.first().product_id == products[0].pk

    response = english.post("/catalog/recent/clear/", {"next": "/catalog/?q=x"})
    assert (response.status_code, response["Location"]) == (303, "/catalog/?q=x")
    assert not RecentProduct.objects.exists()
    assert english.post("/catalog/recent/clear/", {"next": "https://evil.example/"})["Location"] == "/catalog/"


def test_a_person_keeps_no_more_than_twelve():
    user = UserFactory()
    products = [ProductFactory() for _ in range(RECENT + 2)]
    for product in products:
        services.note_seen(product, by=user)
    kept = set(RecentProduct.objects.filter(user=user).values_list("product_id", flat=True))
    assert kept == {product.pk for product in products[2:]}


def test_a_visitor_is_remembered_in_the_session_and_a_crawler_begins_none(client):
    product, other = ProductFactory(), ProductFactory()
    page = f"/catalog/products/{product.uid}/"
    bare = type(client)()
    bare.get(page)
    assert not dict(bare.session)  # no cookie came: no session is begun

    client.get("/catalog/")  # the page's forms bring a cookie
    client.get(page)
    client.get(f"/catalog/products/{other.uid}/")
    assert client.session[SESSION_KEY] == [str(other.uid), str(product.uid)]
    assert not RecentProduct.objects.exists()
    client.post("/catalog/recent/clear/")
    assert SESSION_KEY not in client.session
