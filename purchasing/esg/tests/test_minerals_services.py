"""Declarations of minerals, their screening, lists, findings, blocked orders, cases."""

from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from catalog.tests.factories import ProductFactory, class_node
from portal.audit.models import AuditEntry
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.partners import services as partners
from portal.partners.tests.factories import make_client
from portal.people.models import Standing
from portal.people.queries import standing_of
from portal.periods import months_after
from portal.tests.factories import CompanyFactory, staff, supplier
from purchasing.esg.models import MineralDeclaration, MineralIssue, RedFlag, ScreeningList
from purchasing.esg.queries import minerals as queries
from purchasing.esg.services import mineral_clock, mineral_policy, minerals
from purchasing.esg.services.screening import rescreen_all
from purchasing.esg.states import StandingFact
from purchasing.esg.tests.factories import person
from purchasing.esg.tests.mineral_factories import area_list, declared, smelter_list

pytestmark = pytest.mark.django_db


def test_a_declaration_goes_from_draft_to_accepted_and_holds_twelve_months():
    smelter_list()

    declaration = declared(accepted=True)

    assert declaration.state == "accepted"
    assert declaration.valid_to == months_after(today(), 12)
    assert list(declaration.smelters.values_list("cid", "status", "findings")) == [("CID900001", "conformant", [])]
    moves = AuditEntry.objects.filter(thing_type="esg.mineraldeclaration", thing_id=str(declaration.pk))
    assert [entry.what for entry in moves.order_by("pk") if entry.after] == [
        f"esg.mineraldeclaration.{name}" for name in ("submit", "check", "accept")
    ]
    assert standing_of(declaration.company, StandingFact.MINERALS, today()) == "clear"


def test_an_incomplete_declaration_stays_a_draft_and_everything_missing_is_named():
    declaration = declared(submitted=False, authorizer="", declared_on=today() - timedelta(days=400))
    officer = person(declaration.company, "SE")

    with pytest.raises(RuleBroken) as refusal:
        minerals.submit_declaration(declaration, by=officer)

    assert "2 points" in str(refusal.value)
    assert [(fault.code, fault.place) for fault in minerals.faults_of(declaration)] == [
        ("missing", "authorizer"),
        ("old", "declared_on"),
    ]
    declaration.refresh_from_db()
    assert (declaration.state, declaration.contact, declaration.smelters.count()) == ("requested", "김하늘", 1)
    assert ("version", "template_version") not in {
        (fault.code, fault.place) for fault in minerals.faults_of(declaration)
    }


def test_a_metal_in_use_needs_a_smelter_and_no_smelter_stands_twice():
    declaration = declared(submitted=False, smelters=["CID900001", "CID900001"])
    declaration.metal_answers["gold"] = {"used": "yes"}
    declaration.save()

    codes = {(fault.code, fault.place) for fault in minerals.faults_of(declaration)}

    assert {("twice", "smelter.2"), ("no_smelter", "gold"), ("answer", "gold.suppliers")} <= codes


def test_a_number_with_another_name_counts_as_unknown():
    smelter_list()
    declaration = declared(submitted=False)
    officer = person(declaration.company, "SE")
    borrowed = minerals.SmelterIn(metal="tin", name="Somebody Else", cid="CID900001", country="KR")
    minerals.save_smelter(declaration, borrowed, row=1, by=officer)

    minerals.submit_declaration(declaration, by=officer)

    smelter = declaration.smelters.get()
    assert (smelter.status, smelter.remark) == ("unknown", "name")
    assert MineralIssue.objects.get().kind == "unknown"  # all of its tin smelters are


def test_screening_raises_a_flag_for_two_people_and_clears_it_when_the_smelter_is_replaced():
    smelter_list()
    area_list()
    declaration = declared(smelters=["CID900005", "CID900003"])
    company, officer = declaration.company, person(declaration.company, "SE")

    kinds = MineralIssue.objects.filter(cleared_on=None).order_by("kind", "metal")
    assert [(each.kind, each.metal, each.cid) for each in kinds] == [
        ("non_conformant", "tantalum", "CID900005"),
        ("transit", "gold", "CID900003"),
    ]
    issue = kinds[0]
    assert (issue.plan_by, issue.replace_by) == (today() + timedelta(days=30), today() + timedelta(days=180))
    assert (issue.flag.source, issue.flag.state, issue.flag.raised_by) == ("minerals", "alleged", None)

    minerals.ask_declaration(declaration, question="제련소를 바꿀 수 있습니까?", by=staff("ER"))
    declaration.refresh_from_db()
    good = minerals.SmelterIn(metal="tantalum", name="Baekdu Tungsten", cid="CID900009", country="KR")
    minerals.save_smelter(declaration, good, row=1, by=officer)
    smelter_list(
        "2026-12",
        rows=[
            ("CID900009", "tantalum", "Baekdu Tungsten", "KR", "conformant"),
            ("CID900003", "gold", "Golden Gate Refinery", "AE", "conformant"),
        ],
    )
    minerals.submit_declaration(declaration, by=officer)
    assert queries.open_issues(company).count() == 2  # nobody has accepted it yet
    minerals.accept_declaration(declaration, by=staff("ER"))

    assert list(queries.open_issues(company).values_list("kind", flat=True)) == ["transit"]
    assert RedFlag.objects.filter(company=company).count() == 2


def test_screening_twice_changes_nothing():
    smelter_list()
    declared(smelters=["CID900005"])
    before = MineralIssue.objects.count(), RedFlag.objects.count(), Standing.objects.count()

    assert rescreen_all(reason="again") == 0
    assert (MineralIssue.objects.count(), RedFlag.objects.count(), Standing.objects.count()) == before


def test_a_list_imported_twice_is_one_and_its_diff_says_what_changed():
    first = smelter_list()
    assert smelter_list().pk == first.pk
    assert ScreeningList.objects.count() == 1

    second = smelter_list("2026-12", CID900002="conformant")

    assert [len(second.diff[name]) for name in ("new", "gone", "changed")] == [0, 0, 1]
    assert second.diff["changed"][0][0] == "CID900002 tin"
    with pytest.raises(RuleBroken, match="with other rows"):
        smelter_list("2026-12")


def test_who_must_declare_follows_from_classes_and_products(product_in_class):
    company, node = product_in_class
    reviewer = staff("ER")
    assert queries.metals_of_company(company) == set()

    mineral_policy.set_mineral_class(node, metals=["tin", "gold"], reason="땜납과 도금", by=reviewer)

    assert queries.metals_of_company(company) == {"tin", "gold"}
    assert mineral_clock.ask_who_has_to(today()) == 1
    assert mineral_clock.ask_who_has_to(today()) == 0  # it is under way
    assert MineralDeclaration.objects.get(company=company).template == "cmrt"
    assert not queries.has_declared(company, today())


@pytest.fixture
def product_in_class():
    product = ProductFactory()
    return product.company, product.current.class_node


def test_after_180_days_a_limitation_is_proposed_once():
    smelter_list()
    declaration = declared(smelters=["CID900005"])
    late = today() + timedelta(days=181)

    assert mineral_clock.limit_the_late(late) == 1
    assert mineral_clock.limit_the_late(late) == 0

    limitation = declaration.company.limitations.get()
    assert (limitation.level, limitation.state) == ("2", "proposed")
    assert "CID900005" in limitation.facts


def test_who_submitted_does_not_accept_and_a_program_does_not_submit():
    smelter_list()
    declaration = declared()
    with pytest.raises(NotAllowed):
        minerals.accept_declaration(declaration, by=person(declaration.company, "SE"))
    with pytest.raises(NotAllowed):
        minerals.accept_declaration(declaration, by=staff("PO"))


def test_a_form_that_was_opened_before_a_colleague_saved_is_refused():
    declaration = declared(submitted=False)
    officer = person(declaration.company, "SE")
    seen = declaration.version
    minerals.save_declaration(declaration, minerals.Contents(contact="가"), version=seen, by=officer)

    with pytest.raises(WrongState, match="colleague"):
        minerals.save_declaration(declaration, minerals.Contents(contact="나"), version=seen, by=officer)

    declaration.refresh_from_db()
    assert declaration.contact == "가"


def test_only_a_reviewer_sets_a_class():
    with pytest.raises(NotAllowed):
        mineral_policy.set_mineral_class(class_node(), metals=["tin"], reason="땜납", by=staff("PO"))
    assert CompanyFactory().pk  # a company that delivers none of it has declared all


def test_a_program_prepares_a_draft_and_a_person_submits_it():
    smelter_list()
    owner = supplier()
    api, stranger = _program(owner.company), _program(CompanyFactory())
    made = api.post(
        "/api/v1/minerals/", {"template": "cmrt"}, format="json", HTTP_IDEMPOTENCY_KEY="mineral-0001"
    ).json()
    body = {
        "template_version": "6.4",
        "contact": "김하늘",
        "metal_answers": {"tin": {"used": "yes", "suppliers": "100%"}},
        "smelters": [{"metal": "tin", "cid": "CID900001", "name": "Hanbit Tin Refining", "country": "KR"}],
    }
    at = f"/api/v1/minerals/{made['uid']}/"

    filled = api.put(at + "contents/", body, format="json")

    assert (filled.status_code, filled.json()["contact"]) == (200, "김하늘")
    assert [each["cid"] for each in api.get(at + "smelters/").json()["results"]] == ["CID900001"]
    assert len(api.get("/api/v1/minerals/").json()["results"]) == 1
    assert stranger.get(at).status_code == 404
    assert stranger.put(at + "contents/", body, format="json").status_code == 404
    wrong = api.put(at + "contents/", body | {"smelters": [{"metal": "silver", "name": "x"}]}, format="json")
    assert wrong.status_code == 400
    assert MineralDeclaration.objects.get().smelters.count() == 1


def _program(company):
    client, _secret = make_client(company, "esg.write")
    api = APIClient(raise_request_exception=False)
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {partners.issue_token(client)}", HTTP_ACCEPT_LANGUAGE="en")
    return api
