"""The doors around the notice: each page shows what it should to whom it should, and what is pressed happens."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localtime

from catalog.tests.factories import ProductFactory, class_node
from portal.clock import SEOUL, db_now, today
from portal.tests.factories import CompanyFactory, supplier
from portal.tests.signin import sign_in
from purchasing.bidding import queries, services
from purchasing.bidding.models import Tender
from purchasing.bidding.services import AmendmentIn, PlanIn
from purchasing.bidding.states import TenderState
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.notice_stage import PDF, purchase, two_lots
from purchasing.bidding.tests.test_views_officer import typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return factories.Cast()


def url(name: str, *args) -> str:
    return reverse(f"bidding:{name}", args=args)


def page_of(client, tender, person=None) -> str:
    client.logout()
    if person is not None:
        sign_in(client, person)
    answer = client.get(url("tender-detail", tender.number))
    assert answer.status_code == 200
    return answer.content.decode()


# Draft ---------------------------------------------------------------------------------------------------------------
def criteria_typed(*rows: dict) -> dict:
    sent = {"criteria-TOTAL_FORMS": len(rows), "criteria-INITIAL_FORMS": len(rows)}
    return sent | {f"criteria-{no}-{name}": value for no, row in enumerate(rows) for name, value in row.items()}


def test_a_draft_with_envelopes_criteria_and_figures_is_saved_as_typed(client, cast):
    sign_in(client, cast.officer)
    rows = [
        {"title_ko": "인증", "envelope": "qualification", "kind": "required", "needs_file": "on"},
        {"title_ko": "제안", "envelope": "technical", "kind": "scored", "weight": "100"},
    ]
    sent = typed(cast, envelopes=["qualification", "technical"], delivery_terms="분할", budget_won="120,000,000")
    answer = client.post(url("tender-create"), sent | criteria_typed(*rows))

    assert answer.status_code == 303
    tender = Tender.objects.get()
    assert queries.envelopes_of(tender) == ["qualification", "technical", "price"]
    assert [(c.title_ko, c.weight, c.needs_file) for c in queries.criteria_of(tender)] == [
        ("인증", None, True),
        ("제안", 100, False),
    ]
    assert (tender.delivery_terms, tender.budget_won, tender.seal) == ("분할", 120_000_000, "access")
    page = client.get(url("tender-edit", tender.number)).content.decode()
    assert 'value="제안"' in page
    assert 'value="100"' in page


@pytest.mark.parametrize(
    ("press", "rows", "has"),
    [
        ({"add_criterion": "yes"}, 2, "인증"),
        ({"remove_criterion": "0"}, 0, "연간"),
        ({"add_line": "yes"}, 1, "인증"),
        ({"show_figures": "yes", "method": "JP_MIN"}, 1, "method-high"),
    ],
)
def test_buttons_between_save_nothing_and_lose_nothing(client, cast, press, rows, has):
    sign_in(client, cast.officer)
    row = {"title_ko": "인증", "envelope": "technical", "kind": "required"}
    answer = client.post(url("tender-create"), typed(cast, title_ko="연간 단가") | criteria_typed(row) | press)
    assert answer.status_code == 200
    assert len(answer.context["criterion_formset"].forms) == rows
    page = answer.content.decode()
    assert has in page
    assert "연간 단가" in page
    assert not Tender.objects.exists()


def test_a_scored_criterion_without_points_is_told_at_its_row(client, cast):
    sign_in(client, cast.officer)
    row = {"title_ko": "제안", "envelope": "technical", "kind": "scored"}
    answer = client.post(url("tender-create"), typed(cast, envelopes=["technical"]) | criteria_typed(row))
    assert answer.status_code == 422
    assert list(answer.context["criterion_formset"].forms[0].errors) == ["weight"]


def test_a_line_is_taken_from_the_catalogue_without_its_maker(client, cast):
    node = class_node()
    product = ProductFactory(node=node, maker="한울베어링", name_ko="깊은홈 볼 베어링")
    sign_in(client, cast.officer)
    found = client.post(url("tender-create"), typed(cast) | {"find_item": "0", "finditem-0": "깊은홈"})
    assert f'value="{product.number}|{node.code}|' in found.content.decode()
    chosen = f"{product.number}|{node.code}|{node.name_ko}|{node.name_en}|개"
    taken = client.post(url("tender-create"), typed(cast) | {"take_item": "0", "item-0": chosen})
    row = taken.context["formset"].forms[0].initial
    assert (row["item"], row["class_code"]) == (product.number, node.code)

    saved = client.post(url("tender-create"), typed(cast) | {"lines-0-item": product.number})
    assert saved.status_code == 303
    assert Tender.objects.get().lines.first().product == product
    wrong = client.post(url("tender-create"), typed(cast) | {"lines-0-item": "PRD-없음"})
    assert wrong.status_code == 422
    assert "한울베어링" not in page_of(client, Tender.objects.get(), cast.approver)


# Plan ----------------------------------------------------------------------------------------------------------------
def plan(cast, no: int = 1):
    return services.plan_tender(
        PlanIn(f"압연 롤 {no}", "goods", today() + timedelta(days=40 * no), region="KR-47", class_codes=["23151601"]),
        by=cast.officer,
    )


@pytest.mark.parametrize("count", [1, 3])
def test_plans_are_read_by_everybody_at_one_cost(client, cast, count, django_assert_num_queries):
    for no in range(count):
        plan(cast, no + 1)
    with django_assert_num_queries(3):  # throttle is in the cache; count, plans
        answer = client.get(url("plan-list"))
    assert [each.title_ko for each in answer.context["results"]] == [f"압연 롤 {no + 1}" for no in range(count)]
    assert "경북" in answer.content.decode() or "Gyeongsang" in answer.content.decode()


def test_plans_are_found_by_words_and_class(client, cast):
    plan(cast)
    assert client.get(url("plan-list"), {"q": "23151601"}).context["results"].paginator.count == 1
    assert client.get(url("plan-list"), {"q": "없는 말"}).context["results"].paginator.count == 0


def test_an_officer_announces_changes_and_begins(client, cast):
    sign_in(client, cast.officer)
    month = f"{today() + timedelta(days=70):%Y-%m}"
    sent = {"title_ko": "압연 롤", "kind": "goods", "planned_for": month, "class_codes": "23151601, 2315", "key": "k"}
    class_node("23151601")
    for codes in (sent["class_codes"], "23151601, 99999999"):  # too short; of no class
        wrong = client.post(url("plan-create"), sent | {"class_codes": codes})
        assert wrong.status_code == 422
        assert list(wrong.context["form"].errors) == ["class_codes"]
    assert client.post(url("plan-create"), sent | {"class_codes": "23151601"}).status_code == 303
    tender = Tender.objects.get(state=TenderState.PLANNED)
    changed = client.post(url("plan-change", tender.number), sent | {"class_codes": "", "reason": "수량 변경"})
    assert changed.status_code == 303
    assert queries.plan_of(tender).version == 2
    assert client.post(url("tender-begin", tender.number)).status_code == 303
    tender.refresh_from_db()
    assert tender.state == TenderState.DRAFT
    assert "압연 롤" in page_of(client, tender, cast.officer)


# Documents, invitations, lots ----------------------------------------------------------------------------------------
def test_a_document_is_put_in_and_read_by_everybody_after_publication(client, cast):
    stage = factories.draft(cast)
    sign_in(client, cast.officer)
    door = url("tender-documents", stage.tender.number)
    upload = SimpleUploadedFile("사양서.pdf", PDF, "application/pdf")
    assert client.post(door, {"file": upload, "kind": "specification"}).status_code == 303
    assert client.post(door, {"kind": "specification"}).status_code == 422
    document = queries.documents_of(stage.tender).get()
    assert document.title in client.get(door).content.decode()
    client.logout()
    assert client.get(document.file.url).status_code in (302, 403, 404)

    services.seal_base_price(
        stage.tender, amount_won=factories.BASE_WON, no_conflict=True, above_budget=True, by=cast.estimator
    )
    services.request_publication(stage.tender, by=cast.officer)
    services.approve_publication(stage.tender, by=cast.approver)
    assert document.title in page_of(client, stage.tender)
    client.logout()
    assert client.get(document.file.url).status_code == 200


def test_documents_of_an_invited_tender_are_read_by_the_invited_alone(client, cast):
    guest, stranger = supplier(), supplier()
    stage = factories.draft(cast, reach="invited", reach_reason="특허", invited=[guest.company, CompanyFactory()])
    document = services.add_document(stage.tender, SimpleUploadedFile("도면.pdf", PDF), by=cast.officer)
    services.seal_base_price(
        stage.tender, amount_won=factories.BASE_WON, no_conflict=True, above_budget=True, by=cast.estimator
    )
    services.request_publication(stage.tender, by=cast.officer)
    services.approve_publication(stage.tender, by=cast.approver)
    let_in = {}
    for name, person in (("guest", guest), ("stranger", stranger), ("officer", cast.officer)):
        client.logout()
        sign_in(client, person)
        let_in[name] = client.get(document.file.url).status_code == 200
    assert let_in == {"guest": True, "stranger": False, "officer": True}


def test_suppliers_are_found_invited_and_taken_out(client, cast):
    company = CompanyFactory(legal_name_ko="동해정밀")
    stage = factories.draft(cast, reach="invited", reach_reason="특허")
    sign_in(client, cast.officer)
    door = url("tender-invitations", stage.tender.number)
    found = client.get(door, {"q": "동해"})
    assert [each.pk for each, _verdict in found.context["found"]] == [company.pk]
    assert client.post(door, {"invite": company.uid}).status_code == 303
    assert [row.company for row in queries.invitations_of(stage.tender)] == [company]
    assert "동해정밀" in page_of(client, stage.tender, cast.officer)
    sign_in(client, cast.officer)
    assert client.post(door, {"take_out": company.uid}).status_code == 303
    assert not queries.invitations_of(stage.tender)
    assert client.post(door, {"invite": "x"}).status_code == 404


def test_lots_are_made_added_and_taken_out(client, cast):
    stage = factories.draft(cast)
    sign_in(client, cast.officer)
    made = client.post(url("tender-make-lots", stage.tender.number))
    number = Tender.objects.get().procedure.number
    assert made["Location"] == url("notice-detail", number)
    assert client.post(url("lot-add", number), {"title_ko": ""}).status_code == 422
    assert client.post(url("lot-add", number), {"title_ko": "커플링"}).status_code == 303
    second = Tender.objects.get(lot_no=2)
    page = client.get(url("notice-detail", number)).content.decode()
    assert "커플링" in page
    assert second.number in page
    heading = {"title_ko": "기계 요소", "title_en": "Machine elements", "description": ""}
    assert client.post(url("notice-edit", number), heading).status_code == 303
    assert client.post(url("lot-remove", second.number)).status_code == 303
    assert Tender.objects.filter(procedure__number=number).count() == 1
    client.logout()
    assert client.get(url("notice-detail", number)).status_code == 404  # nothing of it is published


@pytest.mark.parametrize("lots", [2, 4])
def test_a_notice_costs_the_same_however_many_lots_it_has(client, cast, lots, django_assert_num_queries):
    stage, notice, drafted = two_lots(cast)
    for no in range(lots - 2):
        lot = services.add_lot(notice, title_ko=f"롯트 {no}", by=cast.officer)
        rest = {"lines": factories.LINES, "estimator": cast.estimator, "budget_won": factories.SMALL_WON}
        drafted.append(services.edit_tender(lot, by=cast.officer, **rest))
    for lot in drafted:
        services.seal_base_price(
            lot, amount_won=factories.BASE_WON, no_conflict=True, above_budget=True, by=cast.estimator
        )
    services.request_publication(drafted[0], by=cast.officer)
    services.approve_publication(drafted[0], by=cast.approver)
    with django_assert_num_queries(2):  # lots with their notice, clock
        answer = client.get(url("notice-detail", notice.number))
    assert len(answer.context["rows"]) == lots


# Amendments ----------------------------------------------------------------------------------------------------------
def amend_typed(tender, **changes) -> dict:
    closes_at = localtime(changes.pop("closes", tender.closes_at), SEOUL)
    sent = {
        "title_ko": tender.title_ko,
        "title_en": tender.title_en,
        "method": tender.method,
        "closes_at": f"{closes_at:%Y-%m-%dT%H:%M:%S}",
        "reason": "사양 정정",
        "documents_kind": "other",
        "criteria-TOTAL_FORMS": 0,
        "criteria-INITIAL_FORMS": 0,
        "lines-TOTAL_FORMS": 2,
        "lines-INITIAL_FORMS": 2,
    }
    for no, line in enumerate(tender.lines.all()):
        row = {"description_ko": line.description_ko, "description_en": line.description_en, "uom": line.uom}
        sent |= {f"lines-{no}-{name}": value for name, value in row.items()}
        sent[f"lines-{no}-qty"] = f"{line.qty.normalize():f}"
    return sent | changes


def test_an_amendment_is_asked_for_seen_by_staff_and_approved(client, cast):
    stage = factories.published(cast)
    sign_in(client, cast.officer)
    door = url("tender-amend", stage.tender.number)
    assert client.get(door).status_code == 200
    asked = client.post(door, amend_typed(stage.tender, description="성적서 원본"))
    assert asked.status_code == 303, asked.context["form"].errors
    waiting = queries.open_amendment(stage.tender)
    assert waiting.changes["facts"] == {"description": ["", "성적서 원본"]}
    assert waiting.changes["lines"] is None
    assert "성적서 원본" not in page_of(client, stage.tender)
    assert "성적서 원본" in page_of(client, stage.tender, cast.approver)

    assert client.post(url("amendment-approve", stage.tender.number, waiting.uid)).status_code == 303
    page = page_of(client, stage.tender)
    assert "성적서 원본" in page
    assert 'id="versions"' in page


def test_an_amendment_invites_further_suppliers_by_their_numbers(client, cast):
    guests, late, unfit = [supplier().company, supplier().company], supplier().company, CompanyFactory(level="L0")
    stage = factories.published(cast, reach="invited", reach_reason="특허", invited=guests)
    client.cookies["django_language"] = "en"
    sign_in(client, cast.officer)
    door = url("tender-amend", stage.tender.number)
    assert "Further invited suppliers" in client.get(door).content.decode()
    for numbers, words in (
        (f"{late.brn}\n0000000000", "has this number: 0000000000"),
        (unfit.brn, "open to companies from level"),
    ):
        wrong = client.post(door, amend_typed(stage.tender, invited=numbers))
        assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["invited"])
        assert words in wrong.content.decode()
        assert numbers.splitlines()[0] in wrong.content.decode()
    assert (
        client.post(door, amend_typed(stage.tender, invited=f"{late.brn_display}\n{guests[0].number}")).status_code
        == 303
    )
    waiting = queries.open_amendment(stage.tender)
    assert waiting.changes["invited"] == 1
    assert not queries.is_invited(late, stage.tender)
    sign_in(client, cast.approver)
    assert client.post(url("amendment-approve", stage.tender.number, waiting.uid)).status_code == 303
    assert queries.is_invited(late, stage.tender)
    open_to_all = factories.published(cast)
    sign_in(client, cast.officer)
    assert "Further invited" not in client.get(url("tender-amend", open_to_all.tender.number)).content.decode()


def test_a_material_amendment_too_soon_is_told_beside_its_deadline_and_nothing_is_lost(client, cast):
    stage = factories.published(cast)
    sign_in(client, cast.officer)
    door = url("tender-amend", stage.tender.number)
    answer = client.post(door, amend_typed(stage.tender, **{"lines-0-qty": "60"}))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["closes_at"]
    assert 'value="60"' in answer.content.decode()
    closes = services.least_deadline(stage.tender) + timedelta(minutes=2)
    assert client.post(door, amend_typed(stage.tender, closes=closes, **{"lines-0-qty": "60"})).status_code == 303
    waiting = queries.open_amendment(stage.tender)
    assert waiting.material
    sign_in(client, cast.approver)
    declined = client.post(url("amendment-decline", stage.tender.number, waiting.uid), {"reason": "그대로"})
    assert declined.status_code == 303
    assert queries.open_amendment(stage.tender) is None


def test_a_bidder_reads_that_the_bid_went_back(client, cast):
    stage = factories.published(cast, prices=(90_000_000,))
    wanted = AmendmentIn(
        facts={"delivery_place": "광양"}, closes_at=services.least_deadline(stage.tender) + timedelta(seconds=1)
    )
    amendment = services.request_amendment(stage.tender, wanted, reason="납품처 변경", by=cast.officer)
    services.approve_amendment(amendment, by=cast.approver)
    page = page_of(client, stage.tender, stage.bidders[0])
    assert "납품처 변경" in page
    assert "광양" in page


# Approval, splitting, copies, rounds ---------------------------------------------------------------------------------
def test_an_approver_answers_the_flag_before_approving(client, cast):
    purchase(cast, 30_000_000)
    stage = purchase(cast, 25_000_000)
    services.seal_base_price(
        stage.tender, amount_won=Decimal(24_000_000), no_conflict=True, above_budget=True, by=cast.estimator
    )
    services.request_publication(stage.tender, by=cast.officer)
    flag = queries.split_flags_of(stage.tender).get()
    page = page_of(client, stage.tender, cast.approver)
    assert flag.others[0] in page
    answer = client.post(url("split-answer", stage.tender.number, flag.uid), {"reason": "계절별 수요"})
    assert answer.status_code == 303
    assert client.post(url("tender-publish", stage.tender.number)).status_code == 303
    stage.tender.refresh_from_db()
    assert stage.tender.state == TenderState.PUBLISHED


def test_an_approved_notice_says_on_which_day_it_is_published(client, cast):
    day = db_now() + timedelta(days=1)
    stage = factories.in_review(cast, publish_at=day, opens_at=None, closes_at=day + timedelta(days=9))
    sign_in(client, cast.approver)
    assert client.post(url("tender-publish", stage.tender.number)).status_code == 303
    stage.tender.refresh_from_db()
    assert stage.tender.state == TenderState.APPROVED
    assert f"{localtime(day, SEOUL):%d}" in page_of(client, stage.tender, cast.officer)


def test_a_failed_tender_is_copied_and_followed_by_another_round(client, cast):
    stage = factories.closed(cast, prices=(90_000_000,), rebid_conditions="같은 조건으로 한 번 더")
    sign_in(client, cast.officer)
    copied = client.post(url("tender-copy", stage.tender.number), {"key": "c"})
    assert copied.status_code == 303
    assert Tender.objects.filter(copied_from=stage.tender, round_of=None).count() == 1
    assert client.post(url("tender-next-round", stage.tender.number)).status_code == 303
    following = Tender.objects.get(round_of=stage.tender)
    draft = page_of(client, following, cast.officer)
    assert "마감을 아직 정하지 않았습니다" in draft
    assert following.number in page_of(client, stage.tender, cast.officer)
    assert following.number not in page_of(client, stage.tender)
