"""Every page of the documentation: open to everybody, in both languages, whole."""

import re
import sys
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from portal.api.problems import KINDS
from portal.developers.queries import examples, facts
from portal.developers.registry import guides
from portal.developers.rules.examples import OWN, sections
from portal.developers.rules.operations import chapter_of
from portal.developers.rules.titles import TITLES
from portal.developers.views import downloads

PLAIN = ["start", "guide-list", "reference", "problem-list", "scopes", "limits", "versions", "file-list"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_page_is_open_to_everybody(client, name, language):
    response = client.get(reverse(f"developers:{name}"), headers={"Accept-Language": language})
    assert response.status_code == 200


@pytest.mark.django_db
def test_the_quick_start_names_the_portal_that_it_is_read_on(client):
    page = client.get(reverse("developers:start"), headers={"Host": "localhost:8443"}).text
    shown = unescape(re.sub(r"<[^>]+>", "", page))
    assert "export TOGETHER_URL=http://localhost:8443\n" in shown
    assert OWN not in shown


@pytest.mark.django_db
def test_every_guide_is_there_in_each_language_of_code(client):
    assert len(guides) > 5
    for name, _guide in guides.items():
        for code in ("curl", "python", "cobol"):
            assert client.get(reverse("developers:guide", args=[name]), {"code": code}).status_code == 200
    assert client.get(reverse("developers:guide", args=["unknown"])).status_code == 404


@pytest.mark.django_db
def test_every_chapter_names_its_operations(client):
    for tag, operations in facts.chapters():
        page = client.get(reverse("developers:chapter", args=[chapter_of(tag)])).text
        assert [each.name for each in operations if f'id="{each.name}"' not in page] == []
    assert client.get(reverse("developers:chapter", args=["unknown"])).status_code == 404


@pytest.mark.django_db
def test_the_reference_shows_an_answer(client):
    page = client.get(reverse("developers:chapter", args=["products"])).text
    assert 'id="code-products_list-answer"' in page
    assert "https://together.example/api/v1/own-products/" in unescape(re.sub(r"<[^>]+>", "", page))


@pytest.mark.django_db
def test_what_is_said_of_banks_names_every_address_of_theirs(client):
    (row,) = [row for row in facts.scope_rows() if row.code == "bank.status"]
    addresses = {"/".join(operation.path.split("/")[:4]) + "/" for operation in row.operations}
    assert addresses == {"/api/v1/payment-runs/", "/api/v1/bank-messages/"}
    page = client.get(reverse("developers:scopes"), headers={"Accept-Language": "en"}).text
    assert [address for address in addresses if f"<code>{address}</code>" not in page] == []


@pytest.mark.django_db
def test_the_type_of_a_problem_leads_to_its_page(client):
    for kind in KINDS.values():
        assert kind.code in client.get(kind.page).text
    assert client.get(reverse("developers:problem", args=["unknown"])).status_code == 404


@pytest.mark.django_db
def test_every_script_is_fetched_whole(client):
    for name in examples.file_names():
        assert client.get(reverse("developers:example-file", args=[name])).text == examples.source(name)
    assert client.get(reverse("developers:example-file", args=["settings.py"])).status_code == 404


@pytest.mark.django_db
def test_the_pages_cost_no_queries_of_their_own(client, django_assert_num_queries):
    client.get(reverse("developers:reference"))
    with django_assert_num_queries(1):  # the database's clock
        client.get(reverse("developers:reference"))


def test_every_step_of_a_script_is_there_to_be_translated():
    """That it is translated, the check of all messages tells."""
    found = {each.title for name in examples.file_names() for each in sections(examples.source(name)).values()}
    assert found - {""} == set(TITLES)


@pytest.mark.django_db
def test_the_programs_that_check_what_we_signed_are_offered_as_they_are(client):
    offered = client.get(reverse("developers:file-list")).content.decode()

    for name in downloads.CHECKERS:
        address = reverse("developers:checker-file", args=[name])
        assert address in offered
        text = b"".join(client.get(address).streaming_content)
        assert text == (settings.BASE_DIR / "tools" / name).read_bytes()
        imported = re.findall(rb"^(?:from|import) (\w+)", text, re.MULTILINE)
        assert {each.decode() for each in imported} <= {*sys.stdlib_module_names, "cryptography"}
    assert client.get(reverse("developers:checker-file", args=["setup.py"])).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["볼", "볼" * 100, "볼" * 101], ids=len)
def test_the_limit_of_a_search_is_what_is_answered(client, words):
    most = next(limit for what, limit, _code in facts.limit_rows() if what == gettext("Characters of a search"))
    status = 200 if len(words) <= int(most) else 400
    for path in ("/api/v1/products/", "/api/v1/tenders/"):
        assert client.get(path, {"q": words}).status_code == status


@pytest.mark.django_db
def test_the_terms_that_the_description_names_are_there(client):
    info = client.get(reverse("openapi")).json()["info"]

    for address in (info["termsOfService"], info["license"]["url"]):
        assert client.get(urlsplit(address).path).status_code == 200
