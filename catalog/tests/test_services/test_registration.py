"""Registration in a sourcing group: the whole way, who may not, deadlines, appeals, two at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction

from catalog import services
from catalog.models import ApplicationRating, GroupApplication, GroupCall, RegistrationAppeal, RegistrationTerms
from catalog.queries.registration import is_registered, scorecard
from catalog.states import ApplicationState, CallState, EsgVerdict, Outcome
from catalog.tests.registering import (
    PAPER,
    RATINGS,
    applied,
    close_now,
    evaluated,
    gated,
    group_of,
    open_call,
    whole_application,
)
from portal.audit.models import AuditEntry
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.models import Event
from portal.outbox.services import deliver_due
from portal.people.models import Company, Membership, Standing
from portal.people.services import record_standing
from portal.people.states import Level
from portal.tests.factories import CompanyFactory, staff, supplier

pytestmark = pytest.mark.django_db


def member() -> object:
    return supplier("SA", company=CompanyFactory(level=Level.L0))


def moves_of(application) -> list[str]:
    entries = AuditEntry.objects.filter(thing_type="catalog.groupapplication", thing_id=str(application.pk))
    return [entry.what.rsplit(".", 1)[-1] for entry in entries.order_by("pk") if entry.after]


def social(company: Company, kind: str, until: date | None = None) -> None:
    record_standing(company, f"certificate.{kind}", "W-1", valid_from=date(2020, 1, 1), valid_to=until, source="t")


def test_the_worked_example_fails_with_76_5_and_passes_as_a_womens_enterprise(seller):
    plain, women = member(), member()
    social(women.company, "WOMEN")
    officer, approver = staff("PO"), staff("AP")
    call = open_call()
    applications = [whole_application(call, by=person) for person in (plain, women)]
    close_now(call)
    for application in applications:
        gated(evaluated(application, by=officer), by=staff("ER"))
        services.decide_application(application, by=approver, reason="규칙대로 결정합니다.")
    deliver_due()

    failed, passed = (GroupApplication.objects.get(pk=row.pk) for row in applications)
    assert (failed.base_score, failed.score, failed.outcome) == (Decimal("76.5000"), Decimal("76.5000"), Outcome.FAIL)
    assert (passed.base_score, passed.score, passed.outcome) == (Decimal("76.5000"), Decimal("86.5000"), Outcome.PASS)
    assert (failed.relief, passed.relief) == ("", "WOMEN")
    assert {failed.state, passed.state} == {ApplicationState.NOTIFIED}
    assert moves_of(passed) == ["apply", "check", "evaluate", "score", "decide", "notify"]

    company = Company.objects.get(pk=women.company.pk)
    assert company.level == Level.L1
    assert is_registered(company, "BRG", date.today() + timedelta(days=1))
    assert passed.valid_to == company.standings.get(fact="registered:BRG").valid_to
    assert Company.objects.get(pk=plain.company.pk).level == Level.L0
    assert not is_registered(plain.company, "BRG", date.today())
    assert passed.appeal_until is not None


def test_a_lowered_pass_mark_instead_of_points_never_both():
    RegistrationTerms.objects.update(relief_mode="THRESHOLD")
    person = member()
    social(person.company, "SOCIAL_COOP")
    call = open_call()
    application = whole_application(call, by=person)
    close_now(call)
    gated(evaluated(application), by=staff("ER"))
    services.decide_application(application, by=staff("AP"), reason="규칙대로")

    application.refresh_from_db()
    assert (application.score, application.pass_mark, application.outcome) == (76.5, 70, Outcome.PASS)


def test_a_certificate_must_hold_at_closing_and_at_the_decision():
    person = member()
    call = open_call()
    application = whole_application(call, by=person)
    close_now(call)
    social(person.company, "WOMEN", until=date.today() - timedelta(days=400))
    gated(evaluated(application), by=staff("ER"))
    services.decide_application(application, by=staff("AP"), reason="규칙대로")
    application.refresh_from_db()
    assert (application.relief, application.outcome) == ("", Outcome.FAIL)


def test_the_gate_stops_whoever_has_the_points():
    application = evaluated(applied(), ratings=dict.fromkeys(RATINGS, Decimal("0.95")))
    gated(application, by=staff("ER"), verdict=EsgVerdict.NOT_QUALIFIED)
    services.decide_application(application, by=staff("AP"), reason="관문 미통과")
    application.refresh_from_db()
    assert (application.score, application.outcome) == (Decimal("95"), Outcome.FAIL)
    assert application.company.level == Level.L0
    assert application.esg_verdict == EsgVerdict.NOT_QUALIFIED


def test_a_gate_that_is_already_a_recorded_fact_is_read_and_a_missing_one_stops_the_decision():
    application = evaluated(applied(), ratings=dict.fromkeys(RATINGS, Decimal("0.9")))
    with pytest.raises(RuleBroken, match="no ESG entry qualification in force yet"):
        services.decide_application(application, by=staff("AP"), reason="결정")
    with pytest.raises(RuleBroken, match="no ESG entry qualification in force: it applies"):
        services.record_gate(application, by=staff("ER"), reason="E-1부터 E-10까지 모두 예")  # nobody writes it by hand
    assert not Standing.objects.filter(company=application.company, fact="esg.entry").exists()
    record_standing(application.company, "esg.entry", "QUALIFIED", valid_from=date(2026, 1, 1), source="esg")
    with pytest.raises(RuleBroken, match="has not consented to the code of conduct"):
        services.decide_application(application, by=staff("AP"), reason="결정")
    application.refresh_from_db()
    assert application.state == ApplicationState.ESG_GATE
    record_standing(application.company, "esg.code", "1.0", valid_from=date(2026, 1, 1), source="esg")
    services.decide_application(application, by=staff("AP"), reason="결정")
    application.refresh_from_db()
    assert (application.esg_verdict, application.outcome) == (EsgVerdict.QUALIFIED, Outcome.PASS)


def test_who_checked_or_rated_or_recorded_does_not_decide():
    both, rater, gate = staff("PO", "AP"), staff("EV", "AP"), staff("ER", "AP")
    application = applied()
    services.check_application(application, by=both)
    services.begin_evaluation(application, by=both)
    services.rate_application(application, by=rater, ratings=RATINGS_IN)
    services.close_evaluation(application, by=staff("PO"))
    gated(application, by=gate)
    for person in (both, rater, gate):
        application.refresh_from_db()
        with pytest.raises(NotAllowed, match="another approver decides"):
            services.decide_application(application, by=person, reason="결정")
    with pytest.raises(NotAllowed, match="Only an approver"):
        services.decide_application(application, by=staff("PO"), reason="결정")
    tied = staff("AP")
    Membership.objects.create(user=tied, company=application.company, state="disabled")
    with pytest.raises(NotAllowed, match="another approver decides"):
        services.decide_application(application, by=tied, reason="결정")
    with pytest.raises(IntegrityError), transaction.atomic():  # the database holds it too
        GroupApplication.objects.filter(pk=application.pk).update(decided_by=both, checked_by=both)


RATINGS_IN = {code: (rating, "서류로 확인했습니다.") for code, rating in RATINGS.items()}


def test_an_announcement_stands_for_thirty_days_and_copies_its_terms():
    officer, group = staff("PO"), group_of()
    today = GroupCall(announced_by=officer)
    with pytest.raises(RuleBroken, match="at least 30 days") as refusal:
        services.announce_group(group, by=officer, closes_on=date.today() + timedelta(days=20))
    assert refusal.value.field == "closes_on"
    call = services.announce_group(group, by=officer)
    assert (call.closes_at - call.announced_at).days >= 30
    assert [row["weight"] for row in call.criteria] == ["25.00", "25.00", "20.00", "15.00", "15.00"]
    assert (call.pass_mark, call.relief_mode, call.relief_points) == (80, "BONUS", 10)
    with pytest.raises(RuleBroken, match="already open"):
        services.announce_group(group, by=officer)
    assert today.pk is None


def test_weights_are_a_hundred_together():
    officer = staff("PO")
    with pytest.raises(RuleBroken, match="add up to 60") as refusal:
        services.keep_group(
            None,
            by=officer,
            facts={"code": "X", "name_ko": "가", "name_en": "A", "requirements_ko": "-", "cancellation_ko": "-"},
            classes=[],
            criteria=[services.CriterionIn("신용", "Credit", Decimal(60))],
            documents=[],
        )
    assert refusal.value.field == "criteria"


def test_after_closing_nobody_applies_and_before_it_nobody_is_evaluated():
    call = open_call()
    late = services.start_application(call, by=member())
    application = whole_application(call, by=member())
    services.check_application(application, by=staff("PO"))
    with pytest.raises(WrongState, match="after the announcement has closed"):
        services.begin_evaluation(application, by=staff("PO"))
    close_now(call)
    with pytest.raises(WrongState, match="no longer takes applications"):
        services.submit_application(late, by=late.created_by)
    with pytest.raises(WrongState, match="no longer takes applications"):
        services.start_application(call, by=member())
    assert GroupCall.objects.get().state == CallState.CLOSED


def test_nothing_incomplete_is_submitted_and_only_an_administrator_submits():
    person = member()
    application = services.start_application(open_call(), by=person)
    assert services.start_application(application.call, by=person) == application
    with pytest.raises(RuleBroken, match="Still missing: Credit report"):
        services.submit_application(application, by=person)
    services.add_document(application, ContentFile(PAPER, name="credit.pdf"), code="d1", by=person)
    with pytest.raises(RuleBroken, match="every criterion") as refusal:
        services.submit_application(application, by=person)
    assert refusal.value.field == "answer_c1"
    colleague = supplier("SU", company=person.company)
    services.save_application(application, by=colleague, answers={f"c{n}": "근거" for n in range(1, 6)})
    with pytest.raises(NotAllowed, match="An administrator of your company"):
        services.submit_application(application, by=colleague)
    services.submit_application(application, by=person)
    with pytest.raises(WrongState, match="has been submitted"):
        services.save_application(application, by=person, answers={})
    with pytest.raises(NotAllowed, match="another company"):
        services.save_application(application, by=member(), answers={})


def test_missing_documents_come_back_and_are_sent_after_closing():
    application, officer = applied(), staff("PO")
    services.check_application(application, by=officer)
    services.ask_documents(application, by=officer, note="신용평가서가 지난해 것입니다.")
    application.refresh_from_db()
    assert (application.state, application.documents_until is not None) == (ApplicationState.RETURNED, True)
    with pytest.raises(WrongState, match="may send documents until"):
        services.begin_evaluation(application, by=officer)
    person = application.applied_by
    services.add_document(application, ContentFile(PAPER, name="new.pdf"), code="d1", by=person)
    services.submit_application(application, by=person)
    application.refresh_from_db()
    assert application.state == ApplicationState.DOC_CHECK
    assert Event.objects.filter(name="catalog.application_completed").exists()


def test_ratings_stay_and_each_evaluator_rates_once():
    application = applied()
    officer = staff("PO")
    services.check_application(application, by=officer)
    services.begin_evaluation(application, by=officer)
    with pytest.raises(RuleBroken, match="what the rating rests on"):
        services.rate_application(application, by=officer, ratings={code: (r, "") for code, r in RATINGS.items()})
    services.rate_application(application, by=officer, ratings=RATINGS_IN)
    with pytest.raises(RuleBroken, match="already rated"):
        services.rate_application(application, by=officer, ratings=RATINGS_IN)
    second = staff("EV")
    services.rate_application(
        application, by=second, ratings={code: (Decimal(1), "현장에서 보았습니다.") for code in RATINGS}
    )
    assert [line.points for line in scorecard(application)] == [
        Decimal("22.5000"), Decimal("21.2500"), Decimal("19.0000"), Decimal("13.5000"), Decimal("12.0000")
    ]  # fmt: skip
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        ApplicationRating.objects.update(rating=1)


def test_an_appeal_is_decided_by_another_approver_and_begins_a_new_round():
    application, first = applied(), staff("AP")
    gated(evaluated(application), by=staff("ER"))
    services.decide_application(application, by=first, reason="76.5점")
    services.notify_result(application)
    person = application.applied_by
    appeal = services.appeal_registration(application, by=person, text="납품 실적이 빠졌습니다.")
    with pytest.raises(RuleBroken, match="already appealed"):
        services.appeal_registration(application, by=person, text="또")
    with pytest.raises(NotAllowed, match="You decided this before"):
        services.decide_registration_appeal(appeal, by=first, uphold=True, answer="인정")
    services.decide_registration_appeal(appeal, by=staff("AP"), uphold=True, answer="실적을 다시 봅니다.")
    application.refresh_from_db()
    assert (application.state, application.round, application.outcome) == (ApplicationState.EVALUATION, 2, "")
    again = evaluated(application, ratings=dict.fromkeys(RATINGS, Decimal("0.9")), begin=False)
    again.refresh_from_db()
    with pytest.raises(NotAllowed, match="appealed against successfully"):
        services.decide_application(again, by=first, reason="다시")
    services.decide_application(again, by=staff("AP"), reason="90점")
    again.refresh_from_db()
    assert (again.outcome, again.score) == (Outcome.PASS, Decimal("90"))


def test_the_time_for_an_appeal_ends():
    application = applied()
    gated(evaluated(application), by=staff("ER"))
    services.decide_application(application, by=staff("AP"), reason="76.5점")
    services.notify_result(application)
    GroupApplication.objects.update(appeal_until=date.today() - timedelta(days=5))
    with pytest.raises(RuleBroken, match="ended on"):
        services.appeal_registration(application, by=application.applied_by, text="늦었지만")
    assert not RegistrationAppeal.objects.exists()


def test_yearly_checks_and_renewals_are_told_once():
    application = evaluated(applied(), ratings=dict.fromkeys(RATINGS, Decimal("0.9")))
    gated(application, by=staff("ER"))
    services.decide_application(application, by=staff("AP"), reason="90점")
    services.notify_result(application)
    application.refresh_from_db()
    before = application.recheck_on - timedelta(days=20)
    assert (services.remind_of_rechecks(before), services.remind_of_rechecks(before)) == (1, 0)
    assert services.remind_of_rechecks(application.valid_to - timedelta(days=59)) == 1
    services.confirm_registration(application, by=staff("PO"), note="품질 인증이 유효합니다.")
    application.refresh_from_db()
    assert application.recheck_on.year >= before.year + 1


def test_the_first_answer_is_due_three_business_days_after_closing():
    application = applied()
    call = application.call
    due = services.answer_due(call)
    assert due > call.closes_at.date()
    from catalog.rules.service_time import moment_after
    from portal.calendar import BUSINESS
    from portal.clock import SEOUL

    day = call.closes_at.astimezone(SEOUL).date()
    half, over = (moment_after(day, halves, BUSINESS, SEOUL) for halves in (3, 6))
    assert services.remind_of_answers(half - timedelta(minutes=1)) == 0
    assert services.remind_of_answers(half) == 1
    assert services.remind_of_answers(over) == 1
    assert services.remind_of_answers(over) == 0
    services.answer_applicants(call, by=staff("PO"), plan_ko="12월 4일까지 두 사람이 평가합니다.")
    with pytest.raises(WrongState, match="answered already"):
        services.answer_applicants(call, by=staff("PO"), plan_ko="또")
    assert [event.name for event in Event.objects.filter(name__startswith="catalog.answer").order_by("pk")] == [
        "catalog.answer_half",
        "catalog.answer_over",
    ]


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_take_an_application_up_one_is_told():
    application = applied()
    people = [staff("PO"), staff("PO")]
    told = _at_once(lambda person: services.check_application(_fresh(application), by=person), people)
    assert len([said for said in told if said == ""]) == 1
    assert "Reload the page" in max(told)  # before the other's commit or after it: in other words


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_counts():
    application = evaluated(applied(), ratings=dict.fromkeys(RATINGS, Decimal("0.9")))
    gated(application, by=staff("ER"))
    people = [staff("AP"), staff("AP")]
    told = _at_once(lambda person: services.decide_application(_fresh(application), by=person, reason="90점"), people)
    assert len([said for said in told if said == ""]) == 1
    assert Standing.objects.filter(fact="registered:BRG").count() == 1
    assert Event.objects.filter(name="catalog.application_decided").count() == 1


def _fresh(application: GroupApplication) -> GroupApplication:
    return GroupApplication.objects.select_related("call__group", "company").get(pk=application.pk)


def _at_once(act, people) -> list[str]:
    def one(person):
        try:
            act(person)
        except RuleBroken as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    from django.utils.translation import override

    def in_english(person):
        with override("en"):
            return one(person)

    with ThreadPoolExecutor() as pool:
        return list(pool.map(in_english, people))
