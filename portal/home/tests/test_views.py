"""The pages of the ground floor: front, dashboard, text, theme, language, and when something is wrong."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from portal.clock import db_now
from portal.display import money_full
from portal.errors import NotAllowed
from portal.home import queries, registry
from portal.home.registry import SIGNED_IN, Card, Figure, FrontSection, MenuItem, Programme, Row, Search
from portal.home.rules import limit_example
from portal.partners.registry import open_tabs
from portal.registry import Registry
from portal.tests.factories import UserFactory, supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db
TEXTS = ["start", "awards", "terms", "conduct", "accessibility"]


@pytest.fixture
def bare(monkeypatch):
    """The registries as they are before any app enters something."""
    for name in ("menu", "cards", "panels", "actions", "figures", "front_sections", "programmes", "searches"):
        monkeypatch.setattr(registry, name, Registry(name))
    return registry


@pytest.fixture
def person(client):
    user = supplier("SA")
    sign_in(client, user)
    return user


def test_the_front_page_is_good_with_nothing_entered(client, bare):
    response = client.get("/", headers={"accept-language": "en"})
    assert response.status_code == 200
    assert "If the product is good, we do business" in response.text
    assert 'class="live"' not in response.text
    assert response.context["sections"] == []


def test_the_front_page_shows_what_apps_enter(client, bare):
    bare.figures.add("open", Figure(label="Open <tenders>", value=lambda: 1408, unit="건"))
    bare.searches.add("q", Search(url_name="home:start", label="Find", placeholder="Name", words=lambda: ["방청유"]))
    bare.programmes.add("a", Programme(direction="fair", name="e-Catalog", summary="List", url_name="home:start"))
    bare.programmes.add("b", Programme(direction="care", name="Later", summary="Later", url_name="later:list"))
    bare.front_sections.add("s", FrontSection(template="components/_note.html", context=lambda _request: None))

    page = client.get("/").text

    assert "1,408" in page
    assert "Open &lt;tenders&gt;" in page
    assert "?q=%EB%B0%A9%EC%B2%AD%EC%9C%A0" in page
    assert "e-Catalog" in page
    assert "Later" not in page


def test_the_menu_shows_only_pages_that_exist_and_that_the_role_may_use(bare):
    bare.menu.add("b", MenuItem(label="B", url_name="home:awards", order=2))
    bare.menu.add("a", MenuItem(label="A", url_name="home:dashboard", roles=SIGNED_IN, order=1))
    bare.menu.add("c", MenuItem(label="C", url_name="payments:list", order=3))
    bare.menu.add("d", MenuItem(label="D", url_name="home:start", roles=frozenset({"PO"}), order=4))
    elsewhere = MenuItem(label="E", url_name="home:start", roles=SIGNED_IN, unless=frozenset({"SA"}), order=5)
    bare.menu.add("e", elsewhere)

    assert [link.label for link in queries.nav(AnonymousUser(), "/")] == ["B"]
    links = queries.nav(supplier("SA"), "/about/awards/")
    assert [(link.label, link.current) for link in links] == [("A", False), ("B", True)]
    assert [link.label for link in queries.nav(supplier("SU"), "/")] == ["A", "B", "E"]


def test_a_long_menu_keeps_nine_entries_and_the_current_one_in_its_row(client, bare, person):
    for place in range(13):
        bare.menu.add(f"m{place}", MenuItem(label=f"Entry {place}", url_name="home:terms", order=place, icon="scale"))
    bare.menu.add("here", MenuItem(label="Here", url_name="home:dashboard", order=20, icon="scale"))

    page = client.get(reverse("home:dashboard"), headers={"accept-language": "en"}).text
    row, rest = page.split('<nav class="gnb')[1].split("</nav>")[0], page.split('<nav id="more"')[1].split("</nav>")[0]

    assert (row.count("Entry"), rest.count("Entry")) == (9, 4)
    assert ("Here" in row, "Here" in rest) == (True, False)
    assert 'popovertarget="more"' in row


def test_every_entry_of_the_menu_has_an_icon():
    assert [entry.url_name for entry in registry.menu if not entry.icon] == []


def test_an_entry_of_the_menu_is_current_on_the_pages_that_it_covers(bare):
    bare.menu.add("a", MenuItem(label="A", url_name="home:start", covers=lambda: ["home:awards", "later:list"]))
    bare.menu.add("b", MenuItem(label="B", url_name="home:terms"))

    links = queries.nav(AnonymousUser(), "/about/awards/")

    assert [(link.label, link.current) for link in links] == [("A", True), ("B", False)]
    assert [link.current for link in queries.nav(AnonymousUser(), "/elsewhere/")] == [False, False]


def test_every_page_of_the_systems_area_marks_its_entry(client, person):
    for _key, tab in open_tabs(person):
        page = client.get(reverse(tab.url_name))
        assert [link.url for link in page.context["nav"]() if link.current] == [reverse("partners:client-list")]


def test_the_dashboard_is_for_signed_in_people(client):
    response = client.get(reverse("home:dashboard"))
    assert response.status_code == 303
    assert response.url == f"{reverse('account_login')}?next=%2Fdashboard%2F"


def test_the_dashboard_sorts_by_deadline(client, bare, person):
    now = db_now()
    rows = [
        Row(title="no date", url="#a", verb="Look"),
        Row(title="later", due=now + timedelta(days=9), url="#b", verb="Look", consequence="Lost <b>then</b>"),
        Row(title="late", due=(now - timedelta(days=3)).date(), url="#c", verb="Look", kind="late"),
        Row(title="danger", url="#d", verb="Look", kind="bad", at_once=True),
    ]
    bare.cards.add("mine", Card(rows=lambda _request: rows, roles=SIGNED_IN))
    bare.cards.add("theirs", Card(rows=lambda _request: 1 / 0, roles=frozenset({"AU"})))

    response = client.get(reverse("home:dashboard"))

    assert [row.title for row in response.context["rows"]] == ["danger", "late", "later", "no date"]
    assert "Lost &lt;b&gt;then" in response.text
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_dashboard_costs_the_same_for_one_row_and_for_three(client, bare, person, rows, django_assert_num_queries):
    bare.cards.add("mine", Card(rows=lambda _request: [Row(title="x", url="#", verb="Look")] * rows, roles=SIGNED_IN))
    client.get(reverse("home:dashboard"))
    with django_assert_num_queries(QUERIES_OF_A_PAGE):
        client.get(reverse("home:dashboard"))


QUERIES_OF_A_PAGE = 5  # session, person with company, other memberships, unread notices, clock


def test_an_empty_dashboard_says_so(client, bare, person):
    page = client.get(reverse("home:dashboard"), headers={"accept-language": "en"}).text
    assert "Nothing needs you now" in page
    assert "All done" in page


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("name", TEXTS)
def test_pages_of_text_exist_in_both_languages(client, name, language):
    client.cookies["django_language"] = language
    response = client.get(reverse(f"home:{name}"))
    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.text
    hangul = sum("가" <= letter <= "힣" for letter in response.text)
    assert hangul > 200 if language == "ko" else hangul < 20


def test_the_worked_example_shows_what_the_rule_computes(client):
    client.cookies["django_language"] = "ko"
    page = client.get(reverse("home:awards")).text
    assert "78,497,500" in page
    assert "84,700,000" in page
    assert str(money_full(Decimal(10_497_500))) == "10,497,500원"
    assert "10,497,500" in page
    assert page.count("is-out") == 1


def test_a_bid_exactly_at_the_limit_stays():
    example = limit_example(Decimal(100), [Decimal(100), Decimal(85), Decimal(100)])
    assert example.limit_won > 80
    equal = limit_example(Decimal(100), [Decimal(100)])
    assert equal.winning_won == 100


def test_the_theme_is_a_cookie_that_the_server_reads(client):
    response = client.post(reverse("home:theme-set"), {"theme": "dark", "next": "/about/terms/"})
    assert response.status_code == 303
    assert response.url == "/about/terms/"
    assert '<html lang="ko"' in client.get("/").text
    assert 'data-theme="dark"' in client.get("/").text
    client.post(reverse("home:theme-set"), {"theme": "purple"})
    assert "data-theme=" not in client.get("/").text.split(">", 2)[1]


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_nobody_is_sent_to_another_site(client, wanted):
    assert client.post(reverse("home:theme-set"), {"theme": "dark", "next": wanted}).url == "/"


def test_a_word_is_no_page_of_the_portal_to_go_back_to(client):
    response = client.post(reverse("home:theme-set"), {"theme": "dark", "next": "abc"})
    assert (response.status_code, response["Location"]) == (303, "/")


def test_a_theme_from_a_forged_cookie_is_not_shown(client):
    client.cookies["theme"] = '"><script>'
    assert "<script>" not in client.get("/").text.split("<body", 1)[0].split("<head>")[0]


def test_the_language_switch_stays_on_the_page(client):
    response = client.post(reverse("home:language-set"), {"language": "en", "next": "/about/terms/"})
    assert response.url == "/about/terms/"
    assert '<html lang="en"' in client.get("/about/terms/").text


def test_the_session_answers_who_asks(client, person):
    assert client.get(reverse("home:session")).json()["signed_in"] is True
    answer = Client().get(reverse("home:session"))
    assert answer.json()["signed_in"] is False
    assert answer["Cache-Control"] == "no-store"


def test_the_gallery_renders_every_component(client):
    page = client.get(reverse("home:style")).text
    for mark in (
        "facts",
        "stepper",
        "filterbar",
        "chips",
        "error-summary",
        "timeline",
        "files",
        "pager",
        "tray",
        "empty",
    ):
        assert f'class="{mark}' in page
    assert "style=" not in page


def test_the_gallery_is_hidden_in_production(client, settings):
    settings.TESTING = False
    assert client.get(reverse("home:style")).status_code == 404


def test_what_is_not_there_is_answered_in_our_own_words(client):
    response = client.get("/about/nothing/")
    assert response.status_code == 404
    assert "404" in response.text
    assert "masthead" not in response.text
    assert 'class="mast"' in response.text


def test_inside_a_fragment_the_answer_is_a_note(client):
    response = client.get("/about/nothing/", headers={"hx-request": "true"})
    assert response.status_code == 404
    assert "<html" not in response.text
    assert 'role="alert"' in response.text


def test_a_forged_request_is_refused_with_what_to_do():
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["django_language"] = "en"
    response = strict.post(reverse("home:theme-set"), {"theme": "dark"})
    assert response.status_code == 403
    assert "This page is out of date" in response.text


def test_a_refusal_shows_its_reason(rf):
    from portal.home.views import forbidden

    request = rf.get("/x/")
    request.user = AnonymousUser()
    request.htmx = False
    response = forbidden(request, NotAllowed("Ask a colleague."))
    assert response.status_code == 403
    assert "Ask a colleague." in response.text


def test_a_page_that_is_not_open_names_the_next_step(client):
    """Who acts for no company is led to one; nobody who only looked is told that nothing was changed."""
    client.cookies["django_language"] = "en"
    sign_in(client, UserFactory())
    for path, status in ((reverse("partners:client-list"), 403), ("/about/nothing/", 404)):
        response = client.get(path)
        assert response.status_code == status
        assert reverse("people:start") in response.text
        assert "Nothing was changed" not in response.text


def test_a_fault_is_shown_without_the_database(rf, django_assert_num_queries):
    from portal.home.views import server_error

    with django_assert_num_queries(0):
        response = server_error(rf.get("/"))
    assert response.status_code == 500
    assert 'class="mast"' in response.text
