"""Pages of exports: ask, watch, take, hand links on; what one may not see or do."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from catalog.tests.factories import ProductFactory
from portal.audit.models import AuditEntry
from portal.clock import db_now
from portal.exchange.models.exports import Export
from portal.exchange.services import exports as services
from portal.exchange.services.export_worker import run_export
from portal.people.models import Membership
from portal.people.states import MembershipState
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db
PRODUCTS = "catalog.products"


def page_of(user):
    client = Client()
    sign_in(client, user)
    return client


@pytest.fixture
def supplier():
    user = UserFactory(company=CompanyFactory(), roles=("SU",))
    ProductFactory(company=user.company)
    return user


def ready(user, **options):
    export = services.ask_export(PRODUCTS, **{"file_format": "csv", "by": user, **options})
    run_export(export.pk)
    export.refresh_from_db()
    return export


def body(response):
    return b"".join(response.streaming_content)


def test_a_person_asks_watches_and_takes_the_file(supplier):
    client = page_of(supplier)
    form = {"file_format": "csv", "headings": "words", "states": []}
    answer = client.post(reverse("exchange:export-new", args=[PRODUCTS]), form)
    export = Export.objects.get()
    detail = reverse("exchange:export-detail", args=[export.uid])
    assert (answer.status_code, answer["Location"]) == (303, detail)
    assert 'hx-trigger="every 3s"' in client.get(detail).content.decode()

    run_export(export.pk)
    shown = client.get(detail)
    assert "every 3s" not in shown.content.decode()
    name = f"{export.number}-catalog-products.csv"
    assert name in shown.content.decode()

    file = client.get(reverse("exchange:export-file", args=[export.uid, 1]))
    assert file["Content-Disposition"] == f'attachment; filename="{name}"'
    assert file["Cache-Control"] == "private, no-store"
    assert file["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert body(file).count(b"\r\n") == 2
    export.refresh_from_db()
    assert export.taken == 1
    assert AuditEntry.objects.filter(what="exchange.export.taken", by=supplier).count() == 1


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"file_format": "exe"}, "file_format"),
        ({"file_format": "csv", "date_from": "99999-01-01"}, "date_from"),
        ({"file_format": "csv", "date_from": "2026-02-02", "date_before": "2026-02-01"}, "date_before"),
        ({"file_format": "csv", "states": ["nonsense"]}, "states"),
        ({"file_format": "csv", "reason": "a\u202eb"}, "reason"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(supplier, data, field):
    answer = page_of(supplier).post(
        reverse("exchange:export-new", args=[PRODUCTS]), {"headings": "names", "reason": "for our ERP", **data}
    )
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    if "reason" not in data:
        assert "for our ERP" in answer.content.decode()
    assert not Export.objects.exists()


def test_others_see_nothing_and_take_nothing(supplier):
    export = ready(supplier)
    urls = {name: reverse(f"exchange:{name}", args=[export.uid]) for name in ("export-detail", "export-cancel")}
    file = reverse("exchange:export-file", args=[export.uid, 1])
    rival = page_of(UserFactory(company=CompanyFactory(), roles=("SU", "SA")))
    assert [rival.get(urls["export-detail"]).status_code, rival.get(file).status_code] == [404, 404]
    assert rival.post(urls["export-cancel"]).status_code == 404

    administrator = page_of(UserFactory(company=supplier.company, roles=("SA",)))
    assert administrator.get(urls["export-detail"]).status_code == 200  # knows of it, deletes it, takes nothing
    assert administrator.get(file).status_code == 403
    assert page_of(staff("AU")).get(file).status_code == 403


def test_a_private_link_works_without_signing_in_until_it_ends(supplier):
    export, client = ready(supplier), page_of(supplier)
    answer = client.post(reverse("exchange:export-link", args=[export.uid]), {"hours": "24"})
    assert answer.status_code == 303
    (link,) = [link for _part, _name, link in client.get(answer["Location"]).context["files"]]
    path = link.split("//", 1)[1].partition("/")[2]

    visitor = Client()
    taken = visitor.get(f"/{path}")
    assert taken.status_code == 200
    assert b"sku" in body(taken)
    assert AuditEntry.objects.get(what="exchange.export.taken_by_link").by is None
    code = path.split("/")[-2]
    assert visitor.get("/" + path.replace(code, "0" * 40)).status_code == 404
    assert visitor.get("/" + path.replace(f"/1/{code}", f"/2/{code}")).status_code == 404

    Export.objects.filter(pk=export.pk).update(link_until=db_now() - timedelta(seconds=1))
    assert visitor.get(f"/{path}").status_code == 404
    services.make_links(export, by=supplier)
    assert visitor.get(f"/{path}").status_code == 404  # a new one ends the old
    ((part, code),) = services.links_of(Export.objects.get(pk=export.pk))
    fresh = reverse("exchange:export-shared", args=[export.uid, part.number, code, "any.csv"])
    assert visitor.get(fresh).status_code == 200
    Membership.objects.filter(user=supplier).update(state=MembershipState.DISABLED)
    assert visitor.get(fresh).status_code == 404  # whoever made it has no right any more
    Membership.objects.filter(user=supplier).update(state=MembershipState.ACTIVE)
    client.post(reverse("exchange:export-link-end", args=[export.uid]))
    assert visitor.get(fresh).status_code == 404


def test_deleted_files_are_gone_for_everybody(supplier):
    export, client = ready(supplier), page_of(supplier)
    client.post(reverse("exchange:export-end", args=[export.uid]))
    assert client.get(reverse("exchange:export-file", args=[export.uid, 1])).status_code == 409
    assert client.post(reverse("exchange:export-link", args=[export.uid]), {"hours": "1"}).status_code == 409
    assert client.post(reverse("exchange:export-resume", args=[export.uid])).status_code == 409


def test_rows_of_no_role_are_refused(supplier):
    client = page_of(supplier)
    assert client.get(reverse("exchange:export-new", args=["people.members"])).status_code == 403
    assert client.get(reverse("exchange:export-new", args=["no.such"])).status_code == 404
    assert page_of(UserFactory()).get(reverse("exchange:export-list")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(supplier, count, django_assert_num_queries):
    for _number in range(count):
        ready(supplier)
    client = page_of(supplier)
    with override("en"), django_assert_num_queries(8):
        answer = client.get(reverse("exchange:export-list"))
    assert len(answer.context["rows"]) == count
