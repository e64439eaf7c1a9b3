"""Feeds, site map, robots and the head of public pages: what programs read of the catalogue."""

import json
import re
from datetime import timedelta
from decimal import Decimal
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest
from django.conf import settings

from catalog.models import Product
from catalog.queries import feeds
from catalog.services import index_products
from catalog.states import PriceVisibility, ProductState
from catalog.tests import sourcing
from catalog.tests.factories import TEST_CLASS, FileFactory, ProductFactory, attribute, class_node
from portal.clock import db_now, today
from portal.tests.factories import supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def tree(response) -> ElementTree.Element:
    return ElementTree.fromstring(response.content)  # noqa: S314 (our own answer)


def rss_faults(root: ElementTree.Element) -> list[str]:
    """What RSS 2.0 asks for and is not there. Source: rssboard.org/rss-specification."""
    channel = root.find("channel")
    assert channel is not None
    faults = [name for name in ("title", "link", "description") if not (channel.findtext(name) or "").strip()]
    faults += [] if root.tag == "rss" and root.get("version") == "2.0" else ["version"]
    own = channel.find(f"{ATOM}link")
    faults += (
        [] if own is not None and own.get("rel") == "self" and own.get("href", "").startswith("http") else ["self"]
    )
    for item in channel.findall("item"):
        faults += [name for name in ("title", "link", "guid", "pubDate") if not item.findtext(name)]
        faults += [] if parsedate_to_datetime(item.findtext("pubDate")).tzinfo else ["pubDate without a zone"]
        faults += [] if item.find("guid").get("isPermaLink") == "false" else ["guid"]
        faults += [] if item.findtext("link").startswith(settings.BASE_URL) else ["link"]
    guids = [item.findtext("guid") for item in channel.findall("item")]
    return faults + (["guid twice"] if len(guids) != len(set(guids)) else [])


def atom_faults(root: ElementTree.Element) -> list[str]:
    """What RFC 4287 asks for and is not there."""
    faults = [name for name in ("id", "title", "updated") if not root.findtext(f"{ATOM}{name}")]
    rels = {link.get("rel") for link in root.findall(f"{ATOM}link")}
    faults += [] if {"self", "alternate"} <= rels else ["links"]
    moment = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
    for entry in root.findall(f"{ATOM}entry"):
        faults += [name for name in ("id", "title", "updated") if not entry.findtext(f"{ATOM}{name}")]
        faults += [] if moment.fullmatch(entry.findtext(f"{ATOM}updated")) else ["updated"]
        faults += [] if entry.find(f"{ATOM}link").get("href", "").startswith(settings.BASE_URL) else ["link"]
        faults += [] if entry.findtext(f"{ATOM}author/{ATOM}name") else ["author"]
    return faults


def test_rss_and_atom_hold_what_their_standards_ask_for(client):
    ProductFactory(name_ko="펌프 <굵은> & 'x'", name_en="")
    ProductFactory()
    rss = client.get("/catalog/feeds/products.rss?lang=ko")
    atom = client.get("/catalog/feeds/products.atom?lang=ko")

    assert rss["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert atom["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert rss_faults(tree(rss)) == []
    assert atom_faults(tree(atom)) == []
    assert len(tree(rss).findall("channel/item")) == 2
    assert "펌프 <굵은> & 'x'" in {item.findtext("title") for item in tree(rss).iter("item")}
    assert client.get("/catalog/feeds/products.exe").status_code == 404


def test_a_feed_is_a_search_and_an_empty_one_is_valid_too(client):
    pump = ProductFactory(name_ko="원심펌프", node=class_node("99171601", "펌프", "Pumps"))
    ProductFactory(name_ko="볼 베어링")
    by_class, by_word = (
        {item.findtext("guid") for item in tree(client.get(f"/catalog/feeds/products.rss?{query}")).iter("item")}
        for query in ("class=99171601", "q=펌프")
    )
    none = client.get("/catalog/feeds/products.atom?q=없는것")

    assert by_class == by_word == {f"urn:uuid:{pump.uid}"}
    assert atom_faults(tree(none)) == []
    assert rss_faults(tree(client.get("/catalog/feeds/requests.rss"))) == []
    assert atom_faults(tree(client.get("/catalog/feeds/requests.atom"))) == []


def test_an_unchanged_feed_costs_no_body_and_a_changed_one_comes_whole(client):
    product = ProductFactory()
    Product.objects.filter(pk=product.pk).update(published_at=db_now() - timedelta(minutes=2))
    first = client.get("/catalog/feeds/products.rss")
    known = {"HTTP_IF_NONE_MATCH": first["ETag"]}
    dated = {"HTTP_IF_MODIFIED_SINCE": first["Last-Modified"]}

    for headers in (known, dated, {"HTTP_IF_NONE_MATCH": f'"x", W/{first["ETag"]}'}):
        answer = client.get("/catalog/feeds/products.rss", **headers)
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer["ETag"] == first["ETag"]
    # another language is another feed
    assert client.get("/catalog/feeds/products.rss?lang=en", **known).status_code == 200
    ProductFactory()
    for headers in (known, dated, {"HTTP_IF_NONE_MATCH": '"x"', **dated}, {"HTTP_IF_MODIFIED_SINCE": "nonsense"}):
        assert client.get("/catalog/feeds/products.rss", **headers).status_code == 200


@pytest.mark.parametrize("products", [1, 3])
def test_a_feed_costs_the_same_for_one_and_for_three(client, products, django_assert_num_queries):
    for _ in range(products):
        ProductFactory()
    with django_assert_num_queries(6):
        response = client.get("/catalog/feeds/products.rss")
    assert len(tree(response).findall("channel/item")) == products


def test_a_feed_tells_nobody_a_price_or_a_product_that_is_not_public(client):
    owner = supplier("SA")
    product = ProductFactory(company=owner.company, price=Decimal(7_654_321), price_visibility=PriceVisibility.HIDDEN)
    ProductFactory(company=owner.company, published=False, name_ko="비밀 초안")
    sign_in(client, owner)
    body = client.get("/catalog/feeds/products.rss").content.decode()
    assert product.current.name_ko in body
    assert "7654321" not in body.replace(",", "")
    assert "비밀" not in body


def test_the_site_map_has_every_public_product_in_both_languages(client, monkeypatch):
    monkeypatch.setattr(feeds, "PART", 2)
    shown = [ProductFactory() for _ in range(3)]
    hidden = ProductFactory()
    Product.objects.filter(pk=hidden.pk).update(state=ProductState.HIDDEN)
    index_products(Product.objects.filter(pk=hidden.pk))
    index = tree(client.get("/sitemap.xml"))
    parts = [loc.text for loc in index.iter(f"{MAP}loc")]
    assert index.tag == f"{MAP}sitemapindex"
    assert len(parts) >= 3

    found, alternates = set(), set()
    for part in parts:
        urlset = tree(client.get("/" + part.split("/", 3)[3]))
        assert urlset.tag == f"{MAP}urlset"
        found |= {loc.text.split("/", 3)[3] for loc in urlset.iter(f"{MAP}loc")}
        alternates |= {link.get("href").split("/", 3)[3] for link in urlset.iter(f"{XHTML}link")}
    for product in shown:
        for language in ("ko", "en"):
            assert f"catalog/products/{product.uid}/?lang={language}" in found & alternates
    assert not [address for address in found if str(hidden.uid) in address]
    assert client.get("/sitemap-products.xml?p=99").status_code == 404
    assert client.get("/sitemap-products.xml?p=x").status_code == 404
    assert client.get("/sitemap-nothing.xml").status_code == 404


def test_open_requests_have_their_pages_in_the_site_map_and_a_class_one_address(client):
    made = sourcing.opened()
    sourcing.opened(cast=made.cast, visibility="invited")
    requests = {loc.text.split("/", 3)[3] for loc in tree(client.get("/sitemap-requests.xml")).iter(f"{MAP}loc")}
    assert requests == {f"catalog/sourcing/{made.request.uid}/?lang={language}" for language in ("ko", "en")}
    page = client.get(f"/catalog/?lang=en&class={TEST_CLASS}").content.decode()
    assert f'<link rel="canonical" href="{settings.BASE_URL}/catalog/?lang=en&amp;class={TEST_CLASS}">' in page


def test_robots_name_the_site_map_and_close_what_is_nobody_elses(client):
    body = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {settings.BASE_URL}/sitemap.xml" in body
    assert "Disallow: /accounts/" in body
    assert "Disallow: /catalog/\n" not in body


def test_the_address_names_the_language_and_a_first_visitor_keeps_it(client):
    product = ProductFactory(name_ko="원심펌프", name_en="Centrifugal pump")
    page = f"/catalog/products/{product.uid}/"
    english = client.get(f"{page}?lang=en")
    assert '<html lang="en"' in english.content.decode()
    assert "Centrifugal pump" in english.content.decode()
    assert client.cookies["django_language"].value == "en"
    korean = client.get(f"{page}?lang=ko")
    assert '<html lang="ko"' in korean.content.decode()
    assert client.cookies["django_language"].value == "en"  # what was chosen stays for other pages
    assert client.get(f"{page}?lang=xx").status_code == 200
    assert "lang=en" not in re.search(r'name="next" value="([^"]*)"', english.content.decode())[1]


def linked_data(response) -> dict:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.DOTALL)
    return json.loads(found[1]) if found else {}


def test_the_product_page_speaks_schema_org_and_links_its_languages(client):
    node = class_node()
    attribute(node, "bore", quantity="length", unit="mm", name_ko="안지름", name_en="Bore")
    picture = FileFactory(public=True)
    product = ProductFactory(
        name_en="Bearing </script><b>", price=Decimal("12000.50"), currency="USD", values={"bore": "20"}, file=picture,
        price_valid_until=today() + timedelta(days=9),
    )  # fmt: skip
    response = client.get(f"/catalog/products/{product.uid}/?lang=en")
    data, body = linked_data(response), response.content.decode()

    assert (data["@type"], data["name"], data["inLanguage"]) == ("Product", "Bearing </script><b>", "en")
    assert data["offers"]["price"] == "12000.5"
    assert data["offers"]["priceCurrency"] == "USD"
    assert data["additionalProperty"][0]["name"] == "Bore"
    assert data["image"] == f"{settings.BASE_URL}{picture.preview_url}"
    base = f"{settings.BASE_URL}/catalog/products/{product.uid}/"
    assert f'<link rel="canonical" href="{base}?lang=en">' in body
    for language in ("ko", "en"):
        assert f'<link rel="alternate" hreflang="{language}" href="{base}?lang={language}">' in body
    assert f"feeds/products.rss?class={TEST_CLASS}" in body


@pytest.mark.parametrize(
    ("visibility", "days", "shown"),
    [
        (PriceVisibility.PUBLIC, 5, True),
        (PriceVisibility.PUBLIC, -1, False),
        (PriceVisibility.REGISTERED, 5, False),
        (PriceVisibility.ON_REQUEST, 5, False),
        (PriceVisibility.HIDDEN, 5, False),
    ],
)
def test_only_a_price_that_everybody_sees_is_in_the_data_also_for_its_owner(client, visibility, days, shown):
    owner = supplier("SA")
    product = ProductFactory(
        company=owner.company, price=Decimal(7_654_321), price_visibility=visibility,
        price_valid_until=today() + timedelta(days=days),
    )  # fmt: skip
    sign_in(client, owner)
    assert ("offers" in linked_data(client.get(f"/catalog/products/{product.uid}/"))) is shown


def test_what_is_not_public_is_in_no_data(client):
    owner = supplier("SA")
    product = ProductFactory(company=owner.company, published=False)
    sign_in(client, owner)
    response = client.get(f"/catalog/products/{product.uid}/")
    assert linked_data(response) == {}
    assert 'content="noindex"' in response.content.decode()


def test_open_requests_are_in_the_feed_by_class_and_word_and_others_are_not(client):
    made = sourcing.opened()
    sourcing.opened(cast=made.cast, visibility="invited", title_ko="비공개 요청")
    sourcing.approved(cast=made.cast, title_ko="아직 열지 않은 요청")

    for query, count in (("", 1), ("?q=주조기", 1), ("?q=밸브", 0), ("?class=99170000", 1), ("?class=40150000", 0)):
        response = client.get(f"/catalog/feeds/requests.rss{query}")
        assert rss_faults(tree(response)) == []
        assert len(tree(response).findall("channel/item")) == count, query
    body = client.get("/catalog/feeds/requests.atom?lang=en").content.decode()
    assert "Alternative bearing for the caster" in body
    assert f"/catalog/sourcing/{made.request.uid}/?lang=en" in body
    assert "15,000" not in body
    assert "비공개" not in body


def test_characters_that_xml_cannot_hold_are_no_fault(client):
    for kind in ("rss", "atom"):
        for name in ("products", "requests"):
            answer = client.get(f"/catalog/feeds/{name}.{kind}", {"q": "a\x0bb\x0cc"})
            assert answer.status_code == 200
            assert tree(answer) is not None
