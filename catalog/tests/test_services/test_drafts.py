"""Drafts: who writes them, what is kept, what is refused."""

from decimal import Decimal

import pytest

from catalog import services
from catalog.models import Product, ProductSearch
from catalog.states import FileRole, PriceVisibility, ProductState, VersionState
from catalog.tests.factories import FileFactory, ProductFactory, attribute, class_node
from portal.audit.models import AuditEntry
from portal.errors import NotAllowed, RuleBroken
from portal.tests.factories import CompanyFactory, UserFactory, staff, supplier

pytestmark = pytest.mark.django_db


def whats(thing) -> list[str]:
    """What was written down about a thing, in order."""
    entries = AuditEntry.objects.filter(thing_type=thing._meta.label_lower, thing_id=str(thing.pk)).order_by("pk")
    return [entry.what.rsplit(".", 1)[-1] for entry in entries]


def test_registering_makes_a_numbered_product_with_a_draft(seller, node):
    product = services.register_product(seller.company, sku=" A-1 ", class_node=node, by=seller, name_ko="볼 베어링")

    assert product.sku == "A-1"
    assert product.number.startswith("PRD-")
    assert product.state == ProductState.DRAFT
    assert [(version.no, version.state) for version in product.versions.all()] == [(1, VersionState.DRAFT)]
    assert whats(product) == ["registered"]


def test_a_part_number_is_taken_once_in_a_company(seller, node):
    services.register_product(seller.company, sku="A-1", class_node=node, by=seller)
    with pytest.raises(RuleBroken, match="already has the part number A-1") as refusal:
        services.register_product(seller.company, sku="A-1", class_node=node, by=seller)
    assert refusal.value.field == "sku"

    rival = supplier("SU")
    assert services.register_product(rival.company, sku="A-1", class_node=node, by=rival).sku == "A-1"


def test_a_discarded_draft_frees_its_part_number(seller, node):
    product = services.register_product(seller.company, sku="A-1", class_node=node, by=seller)
    services.discard_draft(product.versions.get(), by=seller)

    assert Product.objects.get(pk=product.pk).state == ProductState.WITHDRAWN
    assert services.register_product(seller.company, sku="A-1", class_node=node, by=seller)


def test_only_a_class_of_the_last_level_in_use_is_taken(seller, node):
    with pytest.raises(RuleBroken, match="last level"):
        services.register_product(seller.company, sku="A-1", class_node=node.parent, by=seller)
    node.active = False
    with pytest.raises(RuleBroken, match="retired"):
        services.register_product(seller.company, sku="A-1", class_node=node, by=seller)


@pytest.mark.parametrize(
    "person",
    [
        pytest.param(lambda: staff("PO"), id="buyer"),
        pytest.param(lambda: supplier("BD"), id="bidder-only"),
        pytest.param(lambda: UserFactory(), id="no-company"),
        pytest.param(lambda: supplier("SA", company=CompanyFactory(state="suspended")), id="suspended-company"),
    ],
)
def test_who_may_not_list(person, node):
    user = person()
    with pytest.raises(NotAllowed):
        services.register_product(user.company or CompanyFactory(), sku="A-1", class_node=node, by=user)


def test_nobody_writes_the_draft_of_another_company(seller, node):
    product = services.register_product(seller.company, sku="A-1", class_node=node, by=seller)
    rival = supplier("SA")
    draft = product.versions.get()

    for act in (
        lambda: services.save_draft(draft, by=rival, texts={"name_ko": "x"}),
        lambda: services.set_supply(product, by=rival, price=Decimal(1)),
        lambda: services.attach_file(draft, FileFactory(company=rival.company), role="picture", by=rival),
        lambda: services.submit_version(draft, by=rival),
        lambda: services.discard_draft(draft, by=rival),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_values_are_kept_as_entered_and_canonical(seller, node):
    product = services.register_product(seller.company, sku="A-1", class_node=node, by=seller)
    services.save_draft(product.versions.get(), by=seller, attributes={"bore": {"value": "1.5", "unit": "in"}})

    value = product.versions.get().values.get()
    assert (value.num, value.unit, value.si_num) == (Decimal("1.5"), "[in_i]", Decimal("38.1"))
    assert value.shown == "1.5 in (38.1 mm)"


def test_a_unit_of_another_quantity_changes_nothing(seller, node):
    product = services.register_product(seller.company, sku="A-1", class_node=node, by=seller)
    draft = product.versions.get()
    services.save_draft(draft, by=seller, attributes={"bore": {"value": "20"}})
    with pytest.raises(RuleBroken, match="measures mass") as refusal:
        services.save_draft(draft, by=seller, attributes={"bore": {"value": "20 kg"}, "load": {"value": "3"}})

    assert refusal.value.field == "attr_bore"
    assert [value.shown for value in draft.values.all()] == ["20 mm"]


def test_another_class_keeps_what_it_has_too(seller, node):
    product = services.register_product(seller.company, sku="A-1", class_node=node, by=seller)
    draft = product.versions.get()
    services.save_draft(draft, by=seller, attributes={"bore": {"value": "20"}, "load": {"value": "3"}})
    other = class_node("99171505")
    mine = attribute(other, "bore", quantity="length", unit="mm")

    services.save_draft(draft, by=seller, class_node=other)

    assert [(value.definition, value.shown) for value in draft.values.all()] == [(mine, "20 mm")]


def test_texts_are_measured_against_the_columns(seller, node):
    product = services.register_product(seller.company, sku="A-1", class_node=node, by=seller)
    with pytest.raises(RuleBroken) as refusal:
        services.save_draft(product.versions.get(), by=seller, texts={"hs_code": "12345"})
    assert refusal.value.field == "hs_code"


def test_price_and_supply_change_at_once_and_are_recorded(seller):
    product = ProductFactory(company=seller.company, lead_time_days=30, price=Decimal(100))
    services.set_supply(product, by=seller, price=Decimal(200), lead_time_days=5)

    assert Product.objects.get(pk=product.pk).price == 200
    assert ProductSearch.objects.get(product=product).lead_days == 5
    entry = AuditEntry.objects.get(what="catalog.product.supply_changed")
    assert entry.payload == '{"lead_time_days":[30,5],"price":["100.00","200"]}'


def test_a_price_kept_to_oneself_stays_out_of_the_trail(seller):
    product = ProductFactory(company=seller.company, price=Decimal(77_777), price_visibility=PriceVisibility.HIDDEN)
    services.set_supply(product, by=seller, price=Decimal(88_888), price_visibility=PriceVisibility.PUBLIC)

    assert "7777" not in AuditEntry.objects.get(what="catalog.product.supply_changed").payload


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"price": Decimal("10.5"), "currency": "KRW"}, "price"),
        ({"price": Decimal(-1)}, "price"),
        ({"moq": Decimal(0)}, "moq"),
        ({"lead_time_days": 1000}, "lead_time_days"),
        ({"currency": "XXX"}, "currency"),
    ],
)
def test_impossible_supply_is_refused(seller, facts, field):
    product = ProductFactory(company=seller.company)
    with pytest.raises(RuleBroken) as refusal:
        services.set_supply(product, by=seller, **facts)
    assert refusal.value.field == field


def test_a_file_of_another_company_is_not_attached(seller, node):
    product = services.register_product(seller.company, sku="A-1", class_node=node, by=seller)
    with pytest.raises(RuleBroken, match="another company"):
        services.attach_file(product.versions.get(), FileFactory(), role=FileRole.PICTURE, by=seller)
