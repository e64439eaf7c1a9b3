"""Services: drafts, the review, the listing, the search table; who may, races, what is written down."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import IntegrityError
from django.utils.translation import override

from catalog import services
from catalog.models import Product, ProductFile, ProductSearch, ProductVersion, ReviewRemark
from catalog.queries import working_version
from catalog.services import ClassRow
from catalog.states import FileRole, PriceVisibility, ProductState, VersionState
from catalog.tests.factories import FileFactory, ProductFactory, attribute, class_node
from portal.audit.models import AuditEntry
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.models import Event
from portal.people.models import Membership
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory, staff, supplier

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.fixture
def seller():
    return supplier("SA")


@pytest.fixture
def node():
    node = class_node("99171504")
    attribute(node, "bore", quantity="length", unit="mm", required=True)
    attribute(node, "load", quantity="force", unit="kN")
    return node


def whole_draft(seller, node, **texts) -> ProductVersion:
    """A draft that lacks nothing."""
    facts = {
        "name_ko": "볼 베어링",
        "name_en": "Ball bearing",
        "maker": "가람",
        "model": "6204",
        "origin": "KR",
        **texts,
    }
    product = services.register_product(
        seller.company, sku=facts.pop("sku", "A-1"), class_node=node, by=seller, **facts
    )
    services.set_supply(product, by=seller, moq=Decimal(10), lead_time_days=7)
    draft = services.save_draft(product.versions.get(), by=seller, attributes={"bore": {"value": "20"}})
    services.attach_file(draft, FileFactory(company=seller.company), role=FileRole.PICTURE, by=seller)
    return ProductVersion.objects.get(pk=draft.pk)


def whats(thing) -> list[str]:
    """What was written down about a thing, in order."""
    entries = AuditEntry.objects.filter(thing_type=thing._meta.label_lower, thing_id=str(thing.pk)).order_by("pk")
    return [entry.what.rsplit(".", 1)[-1] for entry in entries]


# Drafts --------------------------------------------------------------------------------------------------------------
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


# Review --------------------------------------------------------------------------------------------------------------
def test_the_whole_way_to_a_published_product(seller, node):
    draft, reviewer = whole_draft(seller, node), staff("PO")
    services.submit_version(draft, by=seller)
    version = ProductVersion.objects.get(pk=draft.pk)
    services.take_up_review(version, by=reviewer)
    services.publish_version(version, by=reviewer)

    product = Product.objects.get()
    assert (product.state, product.current) == (ProductState.PUBLISHED, version)
    assert whats(version) == ["submit", "take_up", "publish"]
    assert whats(product)[-1] == "list"
    assert list(Event.objects.filter(name__startswith="catalog").order_by("pk").values_list("name", flat=True)) == [
        "catalog.version_submitted",
        "catalog.product_published",
    ]
    assert ProductSearch.objects.get().product == product
    assert all(row.file.public for row in ProductFile.objects.all())


def test_nothing_incomplete_is_submitted(seller, node):
    draft = whole_draft(seller, node)
    draft.values.all().delete()
    with pytest.raises(RuleBroken, match="“Bore” is required") as refusal:
        services.submit_version(draft, by=seller)

    assert refusal.value.field == "attr_bore"
    assert ProductVersion.objects.get().state == VersionState.DRAFT
    assert not Event.objects.exists()


def test_the_same_maker_and_model_is_listed_once(seller, node):
    services.submit_version(whole_draft(seller, node, model="DR-320"), by=seller)
    with pytest.raises(RuleBroken, match="You already list this maker and model") as refusal:
        services.submit_version(whole_draft(seller, node, model="dr 320", sku="A-2"), by=seller)
    assert refusal.value.field == "model"


def test_a_reviewer_has_no_tie_to_the_supplier(seller, node):
    version = services.submit_version(whole_draft(seller, node), by=seller)
    tied = staff("PO")
    Membership.objects.create(user=tied, company=seller.company, state="disabled")
    with pytest.raises(NotAllowed, match="belonged, to this supplier"):
        services.take_up_review(version, by=tied)


@pytest.mark.parametrize("role", ["RQ", "CE", "AP", "AU", "AD"])
def test_only_purchasing_officers_review(seller, node, role):
    version = services.submit_version(whole_draft(seller, node), by=seller)
    with pytest.raises(NotAllowed):
        services.take_up_review(version, by=staff(role))
    with pytest.raises(NotAllowed):
        services.publish_version(version, by=seller)


def test_a_return_carries_remarks_to_fields_and_may_be_answered(seller, node):
    reviewer = staff("PO")
    version = services.submit_version(whole_draft(seller, node), by=seller)
    services.take_up_review(version, by=reviewer)
    with pytest.raises(RuleBroken, match="Say what is to be changed"):
        services.return_version(version, by=reviewer, reason=" ", remarks={"name_ko": ""})
    services.return_version(version, by=reviewer, reason="", remarks={"name_ko": "Name the series.", "maker": " "})

    version = ProductVersion.objects.get()
    assert version.state == VersionState.RETURNED
    assert [(remark.field, remark.text, remark.round) for remark in ReviewRemark.objects.all()] == [
        ("name_ko", "Name the series.", 1)
    ]
    services.save_draft(version, by=seller, texts={"name_ko": "볼 베어링 62계열"})
    assert services.submit_version(version, by=seller).round == 2


def test_remarks_stay(seller, node):
    reviewer = staff("PO")
    version = services.submit_version(whole_draft(seller, node), by=seller)
    services.take_up_review(version, by=reviewer)
    services.return_version(version, by=reviewer, reason="", remarks={"name_ko": "?"})
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        ReviewRemark.objects.update(text="!")


def test_a_rejection_needs_a_reason_and_may_be_followed_by_a_new_version(seller, node):
    reviewer = staff("PO")
    version = services.submit_version(whole_draft(seller, node), by=seller)
    services.take_up_review(version, by=reviewer)
    with pytest.raises(RuleBroken, match="Give the reason"):
        services.reject_version(version, by=reviewer, reason="")
    services.reject_version(version, by=reviewer, reason="Not a product")

    assert not ProductSearch.objects.exists()
    again = services.start_revision(Product.objects.get(), by=seller)
    assert (again.no, again.name_ko, again.values.count(), again.files.count()) == (2, "볼 베어링", 1, 1)


def test_a_submission_is_withdrawn_only_before_it_is_taken_up(seller, node):
    version = services.submit_version(whole_draft(seller, node), by=seller)
    services.withdraw_submission(version, by=seller)
    version = services.submit_version(version, by=seller)
    services.take_up_review(version, by=staff("PO"))
    with pytest.raises(WrongState):
        services.withdraw_submission(version, by=seller)
    with pytest.raises(WrongState):
        services.save_draft(version, by=seller, texts={"name_ko": "x"})


def test_a_state_cannot_jump_whoever_writes(seller, node):
    whole_draft(seller, node)
    with pytest.raises((InternalError, IntegrityError), match="not an allowed move"), transaction.atomic():
        ProductVersion.objects.update(state=VersionState.PUBLISHED)


# Listing -------------------------------------------------------------------------------------------------------------
def test_the_old_version_stays_until_the_new_one_is_published(seller):
    product, reviewer = ProductFactory(company=seller.company, name_ko="옛 이름"), staff("PO")
    draft = services.start_revision(product, by=seller)
    assert services.start_revision(product, by=seller) == draft
    services.save_draft(draft, by=seller, texts={"name_ko": "새 이름"})
    version = services.submit_version(draft, by=seller)
    assert ProductSearch.objects.get().title.startswith("옛 이름")

    services.take_up_review(version, by=reviewer)
    services.publish_version(version, by=reviewer)

    assert ProductSearch.objects.get().title.startswith("새 이름")
    states = dict(product.versions.values_list("no", "state"))
    assert states == {1: VersionState.SUPERSEDED, 2: VersionState.PUBLISHED}
    assert working_version(product) is None


def test_hiding_takes_product_and_files_out_of_sight(seller):
    product = ProductFactory(company=seller.company)
    services.hide_product(product, by=seller)
    assert not ProductSearch.objects.exists()
    assert not ProductFile.objects.get().file.public

    services.show_product(product, by=seller)
    assert ProductSearch.objects.exists()
    assert ProductFile.objects.get().file.public


def test_a_file_that_two_products_show_stays_public_while_one_is(seller):
    one, two = ProductFactory(company=seller.company), ProductFactory(company=seller.company)
    shared = one.current.files.get().file
    two.current.files.update(file=shared)
    services.hide_product(one, by=seller)
    shared.refresh_from_db()
    assert shared.public

    services.hide_product(two, by=seller)
    shared.refresh_from_db()
    assert not shared.public


def test_a_block_needs_a_reason_and_holds_until_lifted(seller):
    product, reviewer = ProductFactory(company=seller.company), staff("PO")
    with pytest.raises(RuleBroken):
        services.block_product(product, by=reviewer, reason=" ")
    services.block_product(product, by=reviewer, reason="Licence missing")
    assert not ProductSearch.objects.exists()
    for act in (services.show_product, services.start_revision):
        with pytest.raises(WrongState):
            act(product, by=seller)
    with pytest.raises(NotAllowed):
        services.unblock_product(product, by=seller)
    services.unblock_product(product, by=reviewer)
    services.show_product(product, by=seller)
    assert ProductSearch.objects.exists()


def test_reindexing_finds_the_truth_again(seller):
    kept, hidden = ProductFactory(company=seller.company), ProductFactory()
    ProductSearch.objects.filter(product=kept).delete()
    Product.objects.filter(pk=hidden.pk).update(state=ProductState.HIDDEN)

    assert services.reindex_all() == 1
    assert [row.product for row in ProductSearch.objects.all()] == [kept]


def test_products_of_a_suspended_company_are_not_found(seller):
    ProductFactory(company=seller.company)
    type(seller.company).objects.filter(pk=seller.company_id).update(state="suspended")
    services.reindex_company(seller.company)

    assert not ProductSearch.objects.exists()


# Classification ------------------------------------------------------------------------------------------------------
ROWS = [
    ClassRow("99000000", "segment", "구분", "Segment"),
    ClassRow("99100000", "family", "군", "Family"),
    ClassRow("99101500", "class", "류", "Class"),
    ClassRow("99101501", "commodity", "품목", "Commodity"),
]


def test_loading_twice_changes_nothing_the_second_time():
    first = services.load_classes(ROWS, release="9.0")
    again = services.load_classes(ROWS, release="9.0")

    assert first.added == 4
    assert (again.added, again.changed, again.unchanged) == (0, 0, 4)


def test_our_own_names_stay_and_official_ones_are_searched():
    node = class_node("99101501", "우리 이름", "Our name")
    services.load_classes(ROWS, release="9.0")
    node.refresh_from_db()

    assert (node.name_en, node.official_en) == ("Our name", "Commodity")


def test_classes_that_a_release_drops_are_retired_but_stay():
    services.load_classes(ROWS, release="9.0")
    loaded = services.load_classes(ROWS[:3], release="9.1")
    assert loaded.retired == 1


# Races ---------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_reviewers_publish_at_once_and_one_is_told():
    company = CompanyFactory()
    product = ProductFactory(company=company, published=False, version_state=VersionState.SUBMITTED)
    version = product.versions.get()
    BuyerFactory()
    reviewers = [staff("PO"), staff("PO")]
    services.take_up_review(version, by=reviewers[0])

    def publish(reviewer):
        try:
            with override("en"):
                services.publish_version(version, by=reviewer)
        except WrongState as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "published"

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(publish, reviewers))

    assert told == ["WrongState", "published"]
    assert AuditEntry.objects.filter(what="catalog.productversion.publish").count() == 1
    assert Event.objects.filter(name="catalog.product_published").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_revisions_begun_at_once_are_one():
    company = CompanyFactory()
    product = ProductFactory(company=company)
    people = [UserFactory(company=company, roles=("SU",)) for _ in range(2)]

    def begin(person):
        try:
            return services.start_revision(product, by=person).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        begun = set(pool.map(begin, people))

    assert len(begun) == 1
