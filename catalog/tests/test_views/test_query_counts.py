"""Pages of the catalogue cost the same number of queries for one row and for three."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from catalog import services
from catalog.models import GroupApplication, ReviewTerms, SpecificationVersion
from catalog.services import evaluation, proposals, sourcing
from catalog.services.inquiries import answer_inquiry, ask_again
from catalog.services.interest import keep_product
from catalog.states import VersionState
from catalog.tests import sourcing as stages
from catalog.tests.dealing import answered, asked, past_deadline, quoted, quotes_asked, seller_of
from catalog.tests.factories import ProductFactory, attribute, class_node
from catalog.tests.registering import applied, group_of
from portal.clock import today
from portal.tests.factories import UserFactory, staff, supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db


def address(name: str, *args) -> str:
    return reverse(f"catalog:{name}", args=args)


def bookmarks(rows: int):
    person = UserFactory()
    for _ in range(rows):
        keep_product(ProductFactory(), by=person)
    return person, address("bookmark-list"), lambda shown: len(shown["rows"])


def own_proposals(rows: int):
    cast = stages.Cast()
    for _ in range(rows):
        stages.proposed(cast=cast)
    return cast.seller, address("proposal-list"), lambda shown: len(shown["rows"])


def specifications(rows: int):
    for number in range(rows):
        stages.with_case(part_number=f"BRG-{number}")
    return staff("PO"), address("spec-list"), lambda shown: len(shown["cases"])


def specification(rows: int):
    made = stages.with_case()
    own = made.case.specification
    for number in range(rows):
        SpecificationVersion.objects.create(
            specification=own, no=number + 2, valid_from=today() + timedelta(days=number)
        )
    return made.cast.requester, address("spec-detail", own.uid), lambda shown: len(shown["versions"]) - 1


def second_looks(rows: int):
    ReviewTerms.objects.update(look_pct=100)
    officer, versions = staff("PO"), []
    for _ in range(rows):
        version = ProductFactory().versions.select_related("product").get()
        version.reviewer = officer
        versions.append(version)
    services.draw_second_looks(versions)
    return staff("PO"), address("look-list"), lambda shown: len(shown["results"])


def appeals(rows: int):
    officer = staff("PO")
    for _ in range(rows):
        product = services.block_product(ProductFactory(), by=officer, reason="Licence missing")
        services.appeal_product(product, by=supplier("SA", company=product.company), text="Here it is")
    return staff("PO"), address("appeal-list"), lambda shown: len(shown["rows"])


def requests(rows: int):
    for _ in range(rows):
        stages.opened()
    return staff("PO"), address("sourcing-list"), lambda shown: len(shown["rows"])


def request_with_proposals(rows: int):
    made = stages.opened()
    for place in range(rows):
        seller = supplier("SU", "SA")
        product = stages.product_of(seller)
        sourcing.invite_supplier(made.request, seller.company, by=made.cast.requester)
        proposals.propose(made.request, product, price=Decimal(10_000 + place), lead_time_days=1, by=seller)
    stages.pass_deadline(made.request)
    sourcing.close_request(made.request)
    evaluation.begin_evaluation(made.request, by=made.cast.requester)
    return made.cast.requester, address("sourcing-detail", made.request.uid), lambda shown: len(shown["invitations"])


def suggestions(rows: int):
    made = stages.approved()
    for _ in range(rows):
        stages.product_of(supplier("SU", "SA"))
    return made.cast.officer, address("sourcing-suggestions", made.request.uid), lambda shown: len(shown["suggestions"])


def with_attributes(number: int):
    node = class_node()
    for one in range(number):
        attribute(node, f"size{one}", quantity="length", unit="mm", required=True)
        attribute(node, f"grade{one}", "ENUM", options=[("a", "가", "A"), ("b", "나", "B")])
    values = {f"size{one}": "20" for one in range(number)}
    return {"node": node, "values": values | {f"grade{one}": {"value": "a"} for one in range(number)}}


def alternatives(rows: int):
    facts = with_attributes(1)
    product = ProductFactory(**facts)
    for _ in range(rows):
        ProductFactory(**facts)
    return UserFactory(), address("product-alternatives", product.uid), lambda shown: len(shown["alternatives"])


def review(rows: int):
    product = ProductFactory(published=False, version_state=VersionState.SUBMITTED, **with_attributes(rows))
    sizes = "attr_size"
    page = address("review-detail", product.versions.get().uid)
    return staff("PO"), page, lambda shown: sum(row.field.startswith(sizes) for row in shown["changes"])


def wizard_step(rows: int):
    seller = supplier("SA")
    product = ProductFactory(published=False, company=seller.company, **with_attributes(rows))
    page = address("draft-attributes", product.versions.get().uid)
    return seller, page, lambda shown: sum(name.startswith("attr_size") for name in shown["form"].fields)


def group(rows: int):
    weights = {1: ["100"], 3: ["40", "30", "30"]}[rows]
    own, officer = group_of(), staff("PO")
    facts = {name: getattr(own, name) for name in ("code", "name_ko", "name_en", "requirements_ko", "requirements_en")}
    services.keep_group(
        own,
        by=officer,
        facts=facts,
        classes=[class_node(f"9917150{number}") for number in range(rows)],
        criteria=[services.CriterionIn(f"기준 {weight}", f"Criterion {weight}", Decimal(weight)) for weight in weights],
        documents=[services.DocumentIn(f"서류 {number}", f"Paper {number}") for number in range(rows)],
    )
    return officer, address("group-detail", own.code), lambda shown: len(shown["papers"])


def application(rows: int):
    officer, own = staff("PO"), applied()
    services.check_application(own, by=officer)
    services.begin_evaluation(own, by=officer)
    for _ in range(rows):
        ratings = {row["code"]: (Decimal("0.80"), "서류로 확인했습니다.") for row in own.call.criteria}
        services.rate_application(own, by=staff("PO"), ratings=ratings)
    page = address("application-detail", GroupApplication.objects.get().uid)
    return officer, page, lambda shown: sum(entry.what.endswith(".rated") for entry in shown["entries"])


def inquiry(rows: int):
    one = asked()
    for _ in range(rows):
        answered(one)
        ask_again(one, text="그러면 영상에서는 어떻습니까?", by=one.asked_by)
    answer_inquiry(one, text="영상에서는 굳지 않습니다.", by=seller_of(one.product))
    return one.asked_by, address("inquiry-detail", one.uid), lambda shown: len(shown["thread"]) // 2 - 1


def quote_request(rows: int):
    one = quotes_asked(*[ProductFactory() for _ in range(rows)])
    for invitation in one.invitations.all():
        quoted(invitation)
    past_deadline(one)
    return one.asked_by, address("quote-request-detail", one.uid), lambda shown: len(shown["invitations"])


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("stage", "queries"),
    [
        (bookmarks, 7),
        (own_proposals, 8),
        (specifications, 10),
        (specification, 12),
        (second_looks, 13),
        (appeals, 12),
        (requests, 8),
        (request_with_proposals, 14),
        (suggestions, 12),
        (alternatives, 13),
        (review, 36),
        (wizard_step, 35),
        (group, 13),
        (application, 22),
        (inquiry, 10),
        (quote_request, 17),
    ],
)
def test_a_page_costs_the_same_for_one_and_for_three(english, stage, queries, rows, django_assert_num_queries):
    person, page, count = stage(rows)
    sign_in(english, person)
    english.get(page)

    with django_assert_num_queries(queries):
        response = english.get(page)

    assert response.status_code == 200
    assert count(response.context) == rows
