"""Classes and attributes are kept through services, by the catalogue manager alone; every change is written down."""

import json

import pytest
from django.test import Client

from catalog import services
from catalog.models import AttributeChoice, AttributeDef, ClassNode, Product, ProductSearch
from catalog.queries import SearchFilters, search_products
from catalog.tests.factories import ProductFactory, attribute, class_node
from portal.audit.models import AuditEntry
from portal.errors import NotAllowed, RuleBroken
from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    return staff("CM", is_staff=True)


def trail(thing) -> list[tuple[str, dict]]:
    entries = AuditEntry.objects.filter(thing_type=thing._meta.label_lower, thing_id=str(thing.pk)).order_by("pk")
    return [(entry.what.rsplit(".", 1)[-1], json.loads(entry.payload)) for entry in entries]


@pytest.mark.parametrize("person", [lambda: staff("PO"), lambda: staff("AD"), lambda: supplier("SA")])
def test_nobody_else_keeps_classes(node, person):
    person, bore = person(), AttributeDef.objects.get(node=node, code="bore")
    deeds = [
        lambda: services.edit_class(node, by=person, name_ko="x"),
        lambda: services.edit_attribute(bore, by=person, name_ko="x"),
        lambda: services.add_attribute(by=person, node=node, code="x", name_ko="x", name_en="x", datatype="TEXT"),
        lambda: services.add_choice(by=person, definition=bore, code="x", name_ko="x", name_en="x"),
    ]
    for deed in deeds:
        with pytest.raises(NotAllowed):
            deed()


def test_a_renamed_class_is_ours_and_its_products_are_found_by_the_new_name(node, keeper):
    ProductFactory(node=node, name_ko="가", name_en="b")
    services.edit_class(node, by=keeper, name_ko="구름베어링")
    deliver_due()

    assert trail(node) == [("edited", {"name_ko": [node.name_ko, "구름베어링"]})]
    assert ClassNode.objects.get(pk=node.pk).curated
    assert search_products("구름베", SearchFilters(), keeper).total == 1


def test_what_is_not_changed_is_not_written_down(node, keeper):
    services.edit_class(node, by=keeper, name_ko=node.name_ko, active=True)
    assert trail(node) == []


def test_what_stored_values_are_read_by_stays(node, keeper):
    seal = attribute(node, "seal", "ENUM", options=[("zz", "금속", "Metal"), ("rs", "고무", "Rubber")])
    ProductFactory(node=node, values={"bore": "20", "seal": "zz"})
    bore = AttributeDef.objects.get(node=node, code="bore")
    for changes in ({"datatype": "TEXT"}, {"quantity": "mass", "unit": "kg"}, {"code": "hole"}):
        with pytest.raises(RuleBroken, match="already state this"):
            services.edit_attribute(bore, by=keeper, **changes)
    with pytest.raises(RuleBroken, match="already state this"):
        services.edit_choice(seal.choices.get(code="zz"), by=keeper, code="z")

    services.edit_attribute(bore, by=keeper, name_ko="안지름", required=False)
    services.edit_choice(seal.choices.get(code="rs"), by=keeper, code="2rs")
    assert trail(bore) == [("edited", {"name_ko": ["bore", "안지름"], "required": ["True", "False"]})]


def test_a_unit_of_another_quantity_is_refused_at_its_field(node, keeper):
    with pytest.raises(RuleBroken) as refusal:
        services.add_attribute(
            by=keeper, node=node, code="w", name_ko="w", name_en="w", datatype="NUM", quantity="mass", unit="mm"
        )
    assert refusal.value.field == "unit"


# The administration is a door to the same services -------------------------------------------------------------------
def rows_of(prefix: str, total: int, initial: int, rows: list[dict]) -> dict:
    data = {f"{prefix}-TOTAL_FORMS": total, f"{prefix}-INITIAL_FORMS": initial}
    return data | {f"{prefix}-{place}-{name}": value for place, row in enumerate(rows) for name, value in row.items()}


ROW = {"match": "EQ_TOL", "weight": 10, "datatype": "NUM", "quantity": "length", "unit": "mm", "order": 50}


def test_a_catalogue_manager_edits_a_class_and_its_attributes_in_the_administration(node, keeper):
    admin = sign_in(Client(), keeper)
    assert b"/admin/catalog/attributedef/" in admin.get("/admin/").content
    assert admin.get("/admin/catalog/classnode/?q=9917").status_code == 200
    bore, load = AttributeDef.objects.get(node=node, code="bore"), AttributeDef.objects.get(node=node, code="load")
    names = {"name_ko": "구름베어링", "name_en": "Rolling bearings", "active": "on"}
    inlines = [
        {"id": bore.pk, "node": node.pk, "code": "bore", "name_ko": "안지름", "name_en": "Bore", **ROW,
         "required": "on"},
        {"id": load.pk, "node": node.pk, "code": "load", "name_ko": "load", "name_en": "Load", **ROW,
         "quantity": "force", "unit": "kN"},
        {"id": "", "node": node.pk, "code": "width", "name_ko": "너비", "name_en": "Width", **ROW},
    ]  # fmt: skip
    url = f"/admin/catalog/classnode/{node.pk}/change/"
    answer = admin.post(url, names | rows_of("attributes", 3, 2, inlines))

    assert answer.status_code == 302, answer.content.decode()[:3000]
    assert [what for what, _payload in trail(node)] == ["edited"]
    assert trail(bore) == [("edited", {"name_ko": ["bore", "안지름"]})]
    assert trail(load) == []
    width = AttributeDef.objects.get(node=node, code="width")
    assert trail(width)[0][0] == "added"
    assert AuditEntry.objects.filter(by=keeper).count() == 3


def test_a_list_attribute_is_added_with_its_options(node, keeper):
    admin = sign_in(Client(), keeper)
    facts = {
        "node": node.pk, "code": "seal", "name_ko": "밀봉", "name_en": "Seal", "datatype": "ENUM", "quantity": "count",
        "unit": "1", "decimals": 0, "weight": 10, "criticality": "SHOULD", "match": "ENUM_EQ", "order": 50,
    }  # fmt: skip
    options = [{"id": "", "definition": "", "code": "zz", "name_ko": "금속", "name_en": "Metal", "order": 1}]
    answer = admin.post("/admin/catalog/attributedef/add/", facts | rows_of("choices", 1, 0, options))

    assert answer.status_code == 302, answer.content.decode()[:3000]
    choice = AttributeChoice.objects.get(definition__node=node, definition__code="seal")
    assert trail(choice.definition)[0][0] == trail(choice)[0][0] == "added"


def test_a_bound_field_is_refused_in_the_form(node, keeper):
    ProductFactory(node=node, values={"bore": "20"})
    bore = AttributeDef.objects.get(node=node, code="bore")
    admin = sign_in(Client(), keeper)
    facts = {
        "node": node.pk, "code": "hole", "name_ko": "bore", "name_en": "Bore", "datatype": "NUM", "quantity": "length",
        "unit": "mm", "decimals": 2, "weight": 10, "criticality": "SHOULD", "match": "EQ_TOL", "order": 50,
    }  # fmt: skip
    answer = admin.post(f"/admin/catalog/attributedef/{bore.pk}/change/", facts | rows_of("choices", 0, 0, []))

    assert answer.status_code == 200
    assert "code" in answer.context["adminform"].form.errors
    assert trail(bore) == []


@pytest.mark.parametrize("role", ["PO", "AD"])
def test_others_only_look(node, role):
    admin = sign_in(Client(), staff(role, is_staff=True, is_superuser=role == "AD"))
    bore = AttributeDef.objects.get(node=node, code="bore")
    url = f"/admin/catalog/attributedef/{bore.pk}/change/"
    assert admin.get(url).status_code == 200
    assert admin.post(url, {"name_ko": "x"}).status_code == 403
    assert admin.get("/admin/catalog/attributedef/add/").status_code == 403


def test_a_catalogue_manager_sees_no_other_window(node, keeper):
    admin = sign_in(Client(), keeper)
    ProductFactory(node=node)
    assert ProductSearch.objects.exists()
    for window in ("catalog/product", "catalog/productversion", "people/company", "audit/auditentry"):
        assert admin.get(f"/admin/{window}/").status_code == 403, window


@pytest.fixture
def pair(node):
    """A class, and another beside it that may take its place."""
    return node, class_node("99171505")


def test_a_class_is_retired_for_its_successor_and_its_suppliers_are_told_once(pair, keeper):
    old, new = pair
    ours, theirs = supplier("SA"), supplier("SA")
    for seller, count in ((ours, 2), (theirs, 1)):
        for _each in range(count):
            ProductFactory(node=old, company=seller.company)
    services.edit_class(old, by=keeper, active=False, successor=new)
    deliver_due()
    services.edit_class(old, by=keeper, name_en="Retired class")
    deliver_due()

    notes = Notice.objects.filter(kind="catalog.class_retired", user__in=[ours, theirs]).order_by("pk")
    assert [(note.user, note.params["count"]) for note in notes] == [(ours, "2"), (theirs, "1")]
    assert notes[0].params["successor"] == new.code
    assert Product.objects.filter(state="published").count() == 3
    assert ProductSearch.objects.filter(class_code=old.code).count() == 3
    assert trail(old)[0] == ("edited", {"active": ["True", "False"], "successor": ["", new.code]})


def test_a_class_that_came_back_has_no_successor_and_nobody_is_told(pair, keeper):
    old, new = pair
    ProductFactory(node=old, company=supplier("SA").company)
    services.edit_class(old, by=keeper, active=False, successor=new)
    services.edit_class(old, by=keeper, active=True)
    deliver_due()

    old.refresh_from_db()
    assert (old.active, old.successor) == (True, None)
    assert not Notice.objects.filter(kind="catalog.class_retired").exists()


def test_what_cannot_be_retired_is_told(pair, keeper):
    old, new = pair
    refused = [
        ({"active": False, "successor": old}, "has to be a class in use", "successor"),
        ({"active": True, "successor": new}, "A class in use has no successor", "successor"),
        ({"active": False, "successor": new.parent}, "same classification and depth", "successor"),
    ]
    for changes, message, field in refused:
        with pytest.raises(RuleBroken, match=message) as refusal:
            services.edit_class(old, by=keeper, **changes)
        assert refusal.value.field == field
    with pytest.raises(RuleBroken, match="Classes below it are in use"):
        services.edit_class(old.parent, by=keeper, active=False)
    old.refresh_from_db()
    assert old.active


def test_the_administration_retires_by_the_same_rules(pair, keeper):
    old, new = pair
    client = sign_in(Client(headers={"accept-language": "en"}), keeper)
    url = f"/admin/catalog/classnode/{old.pk}/change/"
    facts, rows = {"name_ko": old.name_ko, "name_en": old.name_en}, rows_of("attributes", 0, 0, [])
    wrong = client.post(url, facts | rows | {"active": "on", "successor": str(new.pk)})
    assert wrong.status_code == 200
    assert "A class in use has no successor." in wrong.content.decode()
    assert client.post(url, facts | rows | {"successor": str(new.pk)}).status_code == 302

    old.refresh_from_db()
    assert (old.active, old.successor) == (False, new)
