"""The queue by class, age, supplier and listing: the page shows the rows that were asked for, and no others."""

from datetime import datetime, timedelta

import pytest

from catalog import queries
from catalog.models import ProductVersion
from catalog.queries.review import QueueFilter, queue_narrowed
from catalog.states import VersionState
from catalog.tests.factories import ProductFactory, class_node
from portal.clock import SEOUL, db_now
from portal.tests.factories import staff
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db
PUMPS = "40151503"


def waits(**facts) -> ProductVersion:
    product = ProductFactory(published=False, version_state=VersionState.SUBMITTED, **facts)
    return product.versions.get()


def sent_at(version: ProductVersion, moment: datetime) -> None:
    ProductVersion.objects.filter(pk=version.pk).update(submitted_at=moment)


def shown(client, asked: str) -> set[str]:
    """Part numbers of the rows, as the page lists them."""
    response = client.get(f"/catalog/review/?{asked}")
    assert response.status_code == 200
    text = response.content.decode()
    rows = {row.version for row in response.context["rows"]}
    assert all(row.product.number in text for row in rows)
    return {row.product.sku for row in rows}


@pytest.fixture
def queue(english):
    """A pump that waits for two months, and a bearing, taken up, of a maker that was published before."""
    officer = staff("PO")
    pump = waits(sku="PUMP", node=class_node(PUMPS))
    sent_at(pump, db_now() - timedelta(days=60))
    bearing = waits(sku="BEARING")
    known = waits(company=bearing.product.company)
    ProductVersion.objects.filter(pk=known.pk).update(reviewer=officer, state=VersionState.IN_REVIEW)
    ProductVersion.objects.filter(pk=known.pk).update(state=VersionState.PUBLISHED)
    ProductVersion.objects.filter(pk=bearing.pk).update(no=2, reviewer=officer, state=VersionState.IN_REVIEW)
    return sign_in(english, officer)


@pytest.mark.parametrize(
    ("asked", "skus"),
    [
        ("", {"PUMP", "BEARING"}),
        ("branch=40", {"PUMP"}),
        ("branch=99", {"BEARING"}),
        ("age=late", {"PUMP"}),
        ("age=today", set()),
        ("age=later", {"BEARING"}),
        ("supplier=new", {"PUMP"}),
        ("supplier=known", {"BEARING"}),
        ("listing=first", {"PUMP"}),
        ("listing=revision", {"BEARING"}),
        ("mine=on", {"BEARING"}),
        ("branch=40&age=late", {"PUMP"}),
        ("branch=40&age=later", set()),
    ],
)
def test_the_queue_by(queue, asked, skus):
    assert shown(queue, asked) == skus


@pytest.mark.parametrize("asked", ["branch=15", "branch=4", "branch=%25", "age=never", "supplier=old", "listing=2"])
def test_a_value_that_the_form_does_not_offer_is_as_if_nothing_was_asked(queue, asked):
    assert shown(queue, asked) == {"PUMP", "BEARING"}
    assert not queue.get(f"/catalog/review/?{asked}").context["is_narrowed"]


def test_the_filter_offers_the_classes_that_something_waits_in(queue):
    form = queue.get("/catalog/review/?branch=40").context["form"]
    assert [code for code, _name in form.fields["branch"].choices] == ["", "40", "99"]
    assert [name for _code, name in form.fields["branch"].choices][1].endswith(" (1)")


@pytest.mark.parametrize(
    ("hour", "ages"),
    [
        # three business days: sent on Friday 27 November, it is due on Wednesday 2 December at 18:00
        pytest.param(10, {"late": [26], "today": [27], "later": [30]}, id="in-the-morning"),
        pytest.param(18, {"late": [26, 27], "today": [], "later": [30]}, id="at-six"),
    ],
)
def test_an_answer_is_overdue_from_the_evening_of_its_day(hour, ages):
    for day in (26, 27, 30):
        sent_at(waits(), datetime(2026, 11, day, 15, tzinfo=SEOUL))
    officer, now = staff("PO"), datetime(2026, 12, 2, hour, tzinfo=SEOUL)
    queue = queries.queue_visible_to(officer)
    found = {
        age: [
            version.submitted_at.astimezone(SEOUL).day
            for version in queue_narrowed(queue, QueueFilter(age=age), officer, now=now, answer_days=3)
        ]
        for age in ages
    }
    assert found == ages
