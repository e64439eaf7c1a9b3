"""From the draft to the certificate, and where the steel does not fit. Source: domain 12 (INV-01..06), SOD-20."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.utils import IntegrityError

from portal.audit.models import AuditEntry
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.tests.factories import CompanyFactory
from portal.tests.shared_data import golden
from purchasing.contracts.tests.factories import person
from sharedgrowth.innovilt.models import Certificate, MillRecord, SteelProof
from sharedgrowth.innovilt.policies.reviews import may_vote_on
from sharedgrowth.innovilt.queries import applications as queries
from sharedgrowth.innovilt.queries.reviews import score_of
from sharedgrowth.innovilt.rules.scores import Points, points_of
from sharedgrowth.innovilt.rules.steel import mass_balance
from sharedgrowth.innovilt.services import applications, committee, contents, proofs, reviews
from sharedgrowth.innovilt.states import ApplicationKind, ApplicationState, CertificateState
from sharedgrowth.innovilt.tests import factories as made

pytestmark = pytest.mark.django_db
A = ApplicationState


def test_the_golden_figures():
    told = golden("innovilt")
    balance = {"yield_rate": Decimal("0.985"), "units": 592, "t_per_unit": Decimal("0.2")}
    fails, covers = mass_balance(Decimal("120.0"), **balance), mass_balance(Decimal("121.0"), **balance)
    assert (str(fails.coverage), fails.covers) == (told["coverage_fail"], False)
    assert (str(covers.coverage), covers.covers) == (told["coverage_pass"], True)
    house = Points(Decimal(50), Decimal(30), Decimal(20), Decimal(70), Decimal("0.6"))
    shares = {"technology": Decimal("0.78"), "market": Decimal("0.70"), "operation": Decimal("0.65")}
    assert points_of(shares, house) == Decimal(told["score"])


def test_the_whole_way_ends_with_a_certificate_of_this_version():
    application = made.application(A.CERTIFIED)
    certificate = Certificate.objects.get(application=application)
    assert certificate.state == CertificateState.VALID
    assert [row.version_id for row in certificate.versions.all()] == [application.version_id]
    assert application.total == Decimal("75.0000")  # three of four marks everywhere
    check = application.checks.get()
    assert (check.passed, check.share, check.years[-1]["coverage"]) == (True, Decimal(1), "1.9700")
    moves = list(
        AuditEntry.objects.filter(thing_type="innovilt.innoviltapplication", thing_id=str(application.pk))
        .exclude(before="")
        .order_by("pk")
        .values_list("after", flat=True)
    )
    assert moves == [
        A.SUBMITTED, A.ELIGIBILITY, A.TECH_REVIEW, A.MARKET_REVIEW, A.SITE_CHECK, A.COMMITTEE, A.CERTIFIED
    ]  # fmt: skip


# Steel ---------------------------------------------------------------------------------------------------------------
def test_steel_of_another_maker_and_too_little_steel_are_told_before_submission():
    draft = made.drafted(units=1_000)  # 20 t of steel for 20 t of product: the yield eats some of it
    by = person(draft.company, "SA")
    contents.save_item(
        draft, made.ITEM | {"name": "볼트", "posco": False, "maker": "다른 제철", "t_per_unit": "0.001"}, by=by
    )
    with pytest.raises(RuleBroken) as refusal:
        applications.submit_application(draft, by=by)
    assert "95.2380 percent of the steel is of our mills" in str(refusal.value)
    assert "19.700 t of steel for 20.000 t that were sold. The coverage is 0.9850" in str(refusal.value)
    draft.refresh_from_db()
    assert draft.state == A.DRAFT


def test_a_heat_of_another_member_is_refused_without_saying_whose():
    mine, other = made.drafted(), made.drafted()
    proof = mine.proofs.get()
    item, by = other.items.get(), person(other.company, "SA")
    same_sheet = made.proof_given(item, sheet_no=proof.coil.sheet.number.lower().replace("-", " "))
    with pytest.raises(RuleBroken, match="already been entered by another member") as refusal:
        proofs.add_proof(other, same_sheet, by=by)
    assert refusal.value.field == "sheet_no"
    for coil_no, field in ((proof.coil.coil_no, "coil_no"), ("", "heat_no")):
        given = made.proof_given(item, heat_no=f" {proof.coil.heat_no.lower()} ", coil_no=coil_no)
        with pytest.raises(RuleBroken, match="This heat or coil number has already been entered") as refusal:
            proofs.add_proof(other, given, by=by)
        assert refusal.value.field == field
        for secret in (mine.company.name, mine.number, proof.coil.sheet.number):
            assert secret not in str(refusal.value)
    proofs.add_proof(other, made.proof_given(item, heat_no=proof.coil.heat_no, coil_no="C-77"), by=by)
    assert queries.heats_also_of_others(other) == {proof.coil.heat_key}  # one melt, two coils: for the office to see
    assert other.proofs.count() == 2


def test_a_coil_is_split_by_weight_between_products_of_one_member():
    first = made.drafted()
    company, by = first.company, person(first.company, "SA")
    second = made.drafted(company, product=made.product_of(company))
    coil = first.proofs.get().coil
    item = second.items.get()
    given = made.proof_given(
        item, sheet_no=coil.sheet.number, heat_no=coil.heat_no, coil_no=coil.coil_no, tonnes=Decimal("0.001")
    )
    with pytest.raises(RuleBroken, match=r"Of this coil 0.000 t of 20.000 t are left"):
        proofs.add_proof(second, given, by=by)
    proofs.weigh_proof(first.proofs.get(), tonnes=Decimal("12.5"), by=by)
    proofs.add_proof(second, given | {"tonnes": Decimal("7.5")}, by=by)
    assert sum(queries.used_of(coil)) == Decimal(20)
    applications.discard_application(second, by=by)  # what it held is free again
    assert queries.used_of(coil) == [Decimal("12.5")]


def test_the_mill_confirms_what_it_shipped_and_a_refused_paper_blocks_nobody():
    application = made.application(A.ELIGIBILITY)
    coil = application.proofs.get().coil
    office = made.office()
    assert proofs.ask_mill(application, by=office) == (0, 1)
    check = applications.examine(application, by=office)
    assert (check.passed, application.state) == (False, A.ELIGIBILITY)
    assert check.faults == [f"Not checked with the mill yet: {coil.sheet.number}."]
    row = {
        "heat_no": coil.heat_no,
        "coil_no": coil.coil_no,
        "grade": "SGCC",
        "tonnes": Decimal(20),
        "shipped_on": today(),
    }
    assert proofs.import_records([row], by=office) == (1, 0)
    assert proofs.import_records([row], by=office) == (0, 1)
    assert MillRecord.objects.count() == 1
    assert proofs.ask_mill(application, by=office) == (1, 0)
    proofs.judge_sheet(coil.sheet, known=False, reason="위조로 확인됨", by=office)
    assert not applications.examine(application, by=office).passed
    rightful = made.drafted()
    given = made.proof_given(
        rightful.items.get(), heat_no=coil.heat_no, coil_no=coil.coil_no, sheet_no=coil.sheet.number
    )
    proofs.add_proof(rightful, given, by=person(rightful.company, "SA"))
    with pytest.raises(RuleBroken, match="entered by somebody else meanwhile"):
        proofs.judge_sheet(coil.sheet, known=True, reason="다시 확인", by=office)


# Applying ------------------------------------------------------------------------------------------------------------
def test_one_application_of_a_product_runs_at_a_time_and_only_for_ones_own():
    draft = made.drafted()
    by = person(draft.company, "SA")
    with pytest.raises(RuleBroken, match="already running"):
        applications.start_application(draft.product, by=by)
    with pytest.raises(RuleBroken, match="one of your own products"):
        applications.start_application(made.product_of(CompanyFactory()), by=by)
    unpublished = made.product_of(draft.company, published=False)
    with pytest.raises(RuleBroken, match="Only a published product"):
        applications.start_application(unpublished, by=by)
    with pytest.raises(WrongState, match="another window"):
        applications.save_application(draft, {"market": "x"}, edits=1, by=by)
    other = made.product_of(draft.company)
    twice = [applications.start_application(other, key="form-1", by=by) for _each in range(2)]
    assert twice[0] == twice[1]


def test_who_may_not_apply_is_told_why():
    draft = made.drafted()
    with pytest.raises(NotAllowed, match="administrator submits"):
        applications.submit_application(draft, by=person(draft.company, "SU"))
    draft.company.tax_status = "CLOSED"
    draft.company.save()
    with pytest.raises(NotAllowed, match="tax office"):
        applications.submit_application(draft, by=person(draft.company, "SA"))
    with pytest.raises(NotAllowed, match="Only the INNOVILT office"):
        applications.take_up(draft, by=person(draft.company, "SA"))


def test_a_returned_application_is_completed_under_the_terms_of_its_first_day():
    application = made.application(A.ELIGIBILITY)
    terms = application.terms_id
    applications.return_application(application, reason="시험 성적서를 더 내 주십시오.", by=made.office())
    application.refresh_from_db()
    assert (application.state, application.reason) == (A.RETURNED, "시험 성적서를 더 내 주십시오.")
    again = applications.submit_application(application, by=person(application.company, "SA"))
    assert (again.state, again.terms_id) == (A.SUBMITTED, terms)


def test_a_withdrawn_application_frees_its_steel_and_the_product():
    application = made.application(A.TECH_REVIEW)
    by = person(application.company, "SA")
    applications.withdraw_application(application, reason="제품을 바꿉니다.", by=by)
    assert SteelProof.objects.get(application=application).released_at is not None
    assert applications.start_application(application.product, by=by).kind == ApplicationKind.FIRST


# Reviews -------------------------------------------------------------------------------------------------------------
def test_a_weak_part_is_not_passed_on_and_a_sheet_handed_in_stays():
    application = made.application(A.TECH_REVIEW)
    office = made.office()
    with pytest.raises(RuleBroken, match="0 of 2 reviews are there"):
        reviews.pass_part(application, by=office)
    made.reviewed(application, "technology", mark=2)  # 50 percent
    with pytest.raises(RuleBroken, match=r"Technology has 50.00 percent of its points; 60 percent are needed"):
        reviews.pass_part(application, by=office)
    with pytest.raises(RuleBroken, match="only when they are far apart"):  # not until the mean passes
        reviews.assign_reviewer(application, part="technology", reviewer=made.reviewer(2), by=office)
    review = application.reviews.first()
    with pytest.raises(WrongState, match="handed in"):
        reviews.hand_in_review(review, marks={}, strengths="x", weaknesses="y", free=True, by=review.reviewer)
    with pytest.raises(IntegrityError, match="bound"), transaction.atomic():
        type(review).objects.filter(pk=review.pk).update(ratio=Decimal(1))
    applications.reject_application(application, reason="기술 점수 미달", by=office)
    application.refresh_from_db()
    assert (application.state, application.reason) == (A.REJECTED, "기술 점수 미달")


def test_foreign_steel_on_site_does_not_reach_the_committee():
    application = made.checked_on_site(made.application(A.SITE_CHECK), foreign_steel=True)
    assert application.state == A.SITE_CHECK
    assert score_of(application).passed
    inspector, bureau = made.reviewer(0), made.office()
    with pytest.raises(RuleBroken, match="Say why another one is needed"):
        reviews.plan_check(application, planned_on=today(), inspector=inspector, by=bureau)
    reviews.plan_check(application, planned_on=today(), inspector=inspector, reason="강재를 바꿨습니다.", by=bureau)
    waiting, seller = made.application(A.SITE_CHECK), made.member_of_committee(9)
    committee.enter_contact(waiting.company, person=seller, since=today(), by=made.office())
    with pytest.raises(RuleBroken, match="sales contact"):
        reviews.plan_check(waiting, planned_on=today(), inspector=seller, by=made.office())


# Committee -----------------------------------------------------------------------------------------------------------
def test_the_committee_needs_its_quorum_and_two_thirds(django_assert_num_queries):
    first, second = made.application(A.COMMITTEE), made.application(A.COMMITTEE)
    meeting = made.called(first, second)
    seller = made.member_of_committee(1)
    committee.enter_contact(second.company, person=seller, since=today(), by=made.office())
    one, two = meeting.agenda.order_by("no")
    for number in range(6):
        words = "" if number < 4 else "현장 근거 부족"
        choice = "certify" if number < 4 else "defer"
        committee.cast_vote(one, choice=choice, words=words, by=made.member_of_committee(number))
    asked = list(meeting.agenda.select_related("application"))
    with django_assert_num_queries(7):  # seat, roles, clock, contacts, reviews, checks, ties: of two products as of one
        told = may_vote_on(seller, meeting, asked)
    assert (bool(told[one.pk]), bool(told[two.pk])) == (True, False)
    with pytest.raises(NotAllowed, match="sales contact of this company"):
        committee.cast_vote(two, choice="certify", by=seller)
    with pytest.raises(WrongState, match="already voted"):
        committee.cast_vote(one, choice="reject", words="다시", by=made.member_of_committee(0))
    for number in (0, 2, 3, 4):
        committee.cast_vote(two, choice="certify", by=made.member_of_committee(number))
    with pytest.raises(RuleBroken, match="Votes are missing"):
        committee.close_meeting(meeting, by=meeting.chair)
    committee.stand_back(two, reason="판매 담당", by=seller)
    committee.stand_back(two, reason="친척이 일합니다.", by=made.member_of_committee(5))
    committee.close_meeting(meeting, by=meeting.chair)
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.state == A.CERTIFIED  # four of six are two thirds
    assert (second.state, meeting.agenda.get(no=2).outcome) == (A.COMMITTEE, "no_quorum")  # four voted
    meeting.refresh_from_db()
    assert meeting.minutes["products"][0]["votes"] == {"certify": 4, "defer": 2}
    assert meeting.minutes["products"][1]["stood_back"] == ["committee 1", "committee 5"]
    with pytest.raises(IntegrityError, match="bound"), transaction.atomic():
        type(meeting).objects.filter(pk=meeting.pk).update(sha256="0" * 64)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        one.votes.update(choice="reject")
    assert committee.put_on_agenda(_later(), second, by=made.office()).no == 1  # it waits for the next meeting


def _later():
    people = [made.member_of_committee(number) for number in range(5)]
    return committee.call_meeting(
        held_on=today() + timedelta(days=30), place="", chair=people[0], members=people, by=made.office()
    )


def test_a_deferred_product_comes_back_and_a_refused_one_ends_with_its_reasons():
    application = made.application(A.COMMITTEE)
    meeting = made.called(application)
    made.voted(meeting, "certify", "certify", "defer", "defer", "defer", "defer")
    committee.close_meeting(meeting, by=meeting.chair)
    application.refresh_from_db()
    assert (application.state, application.reason.splitlines()[0]) == (A.DEFERRED, "근거가 부족합니다.")
    meeting = made.called(application)
    made.voted(meeting, "certify", "certify", "reject", "reject", "reject", "reject")
    committee.close_meeting(meeting, by=meeting.chair)
    application.refresh_from_db()
    assert application.state == A.REJECTED
    assert not Certificate.objects.exists()
    assert queries.used_of(application.proofs.get().coil) == []


def test_who_scored_a_product_or_is_too_few_does_not_decide():
    application = made.application(A.COMMITTEE)
    meeting = made.called(application)
    item = meeting.agenda.get()
    meeting.seats.create(member=made.reviewer(0))
    with pytest.raises(NotAllowed, match="You scored this product"):
        committee.cast_vote(item, choice="certify", by=made.reviewer(0))
    with pytest.raises(RuleBroken, match="A quorum needs 5 members"):
        committee.call_meeting(
            held_on=today(), place="", chair=made.member_of_committee(0), members=[], by=made.office()
        )
    with pytest.raises(NotAllowed, match="The chair of the meeting"):
        committee.close_meeting(meeting, by=made.member_of_committee(1))
