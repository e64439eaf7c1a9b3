"""Applications through the services: together, in time, signed, recommended; races on PostgreSQL."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from portal.clock import db_now, today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.notices.models import Notice
from portal.outbox.models import Event
from portal.outbox.services import announce
from portal.people.models import Standing
from portal.sealing import receipts
from portal.tests.factories import CompanyFactory, UserFactory, staff
from sharedgrowth.support.models import (
    Application,
    ApplicationAnswer,
    ApplicationSheet,
    Attachment,
    Call,
    FormField,
    Recommendation,
)
from sharedgrowth.support.queries.applications import applications_visible_to, sheet_of
from sharedgrowth.support.services import answers, calls, partners, recommendations, screening
from sharedgrowth.support.services import applications as services
from sharedgrowth.support.services.answers import AnswerIn, CostIn
from sharedgrowth.support.states import ApplicationRoute, ApplicationState, CallState
from sharedgrowth.support.tests.factories import applied, built_form, call, hear, person, sme

pytestmark = pytest.mark.django_db
S = ApplicationState
SMALL = Decimal(10_000_000)  # one quote is enough


def small_call(**given) -> Call:
    """A call with a form of three fields."""
    return call(form=built_form("smart_factory"), funding_mode="type1", **given)


def complete(of: Call | None = None, **given) -> Application:
    """A draft from which nothing is missing."""
    from portal.files.models import File

    made = applied(of or small_call(), state=S.DRAFT, cost=SMALL, **given)
    file = File.objects.create(
        company=made.company, name="q.pdf", kind="pdf", content_type="application/pdf", size=4, sha256="ab" * 32
    )
    Attachment.objects.create(application=made, file=file, cost=made.costs.get(), added_by=person(made.company, "SA"))
    assert sheet_of(made).left == []
    return made


def test_the_receipt_is_signed_over_the_very_text():
    made = complete()
    sheet = services.submit_application(made, by=person(made.company, "SA"))

    assert receipts.is_signed(sheet.content, sheet.signature, bytes.fromhex(key_of(sheet.key)))
    document = json.loads(sheet.content)
    assert document["application"] == made.number
    assert document["costs"][0]["amount_won"] == "10000000"
    made.refresh_from_db()
    assert (made.state, made.asked_won, made.sha256) == (S.SUBMITTED, SMALL, sheet.sha256)
    assert made.support_won == Decimal(6_000_000)  # 30 % of the government, 30 % of the buyer
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ApplicationSheet.objects.filter(pk=sheet.pk).update(content="{}")
    hear()
    assert Notice.objects.filter(kind="support.application_received").count() == 1


def key_of(kid: str) -> str:
    import base64

    raw = next(each["x"] for each in receipts.public_keys() if each["kid"] == kid)
    return base64.urlsafe_b64decode(raw + "=" * (-len(raw) % 4)).hex()


def test_what_keeps_a_company_out_is_said_when_it_sends():
    made = complete()
    Standing.objects.create(
        company=made.company, fact="esg.limitation", value="2", valid_from=today(), source="LIM-2026-000001"
    )
    with pytest.raises(RuleBroken, match="Supply from your company is limited"):
        services.submit_application(made, by=person(made.company, "SA"))
    few = complete(answers={"problem": "불량", "employees": "3"})
    with pytest.raises(RuleBroken, match="at least five people"):
        services.submit_application(few, by=person(few.company, "SA"))


def test_only_an_administrator_sends_and_only_once():
    made = complete()
    with pytest.raises(NotAllowed):
        services.submit_application(made, by=UserFactory(company=made.company, roles=("SU",)))
    services.submit_application(made, by=person(made.company, "SA"))
    stale = Application.objects.get(pk=made.pk)
    stale.state = S.DRAFT
    with pytest.raises(WrongState):
        services.submit_application(stale, by=person(made.company, "SA"))
    field = made.form.fields.get(key="problem")
    with pytest.raises(WrongState):
        answers.save_application(stale, [AnswerIn(field, "late", 1)], by=person(made.company, "SA"))


def test_a_company_has_one_application_to_a_call():
    made = complete()
    with pytest.raises(WrongState, match=made.number):
        services.start_application(made.call, quiz=passed(), by=person(made.company, "SA"))
    services.withdraw_application(made, reason="", by=person(made.company, "SA"))
    assert services.start_application(made.call, quiz=passed(), by=person(made.company, "SA")).state == S.DRAFT


def passed() -> dict[str, bool]:
    from sharedgrowth.support.registry import programmes

    return {each.key: each.wanted for each in programmes.get("smart_factory").quiz}


def test_a_closed_call_keeps_drafts_and_another_takes_a_copy():
    of = small_call(closes_at=None)
    made, sent = complete(of), complete(of)
    services.submit_application(sent, by=person(sent.company, "SA"))
    calls.close_call(of, by=of.officer)
    made.refresh_from_db()
    assert (made.state, made.reason) == (S.LAPSED, "The call closed before the application was sent.")
    again = services.start_application(small_call(), quiz=passed(), copied_from=made, by=person(made.company, "SA"))
    assert {each.field.key: each.value for each in again.answers.all()}["problem"].startswith("도금")
    assert [each.amount_won for each in again.costs.all()] == [SMALL]
    assert not again.attachments.exists()  # files are attached anew
    hear()
    assert Notice.objects.filter(kind="support.application_lapsed").count() == 1


def test_the_sweep_closes_what_is_over_and_an_extension_counts():
    later = small_call()
    draft = complete(later)
    passed_by = call(opens_at=db_now() - timedelta(days=9), closes_at=db_now() - timedelta(seconds=1))
    assert calls.close_due_calls() == 1
    passed_by.refresh_from_db()
    assert passed_by.state == CallState.CLOSED
    calls.extend_call(later, closes_at=db_now() + timedelta(days=40), reason="연휴", by=staff("SG"))
    with pytest.raises(RuleBroken, match="only ever extended"):
        calls.extend_call(later, closes_at=db_now() + timedelta(days=1), reason="짧게", by=staff("SG"))
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Call.objects.filter(pk=later.pk).update(closes_at=db_now())
    services.submit_application(draft, by=person(draft.company, "SA"))


def test_a_cancelled_call_ends_what_was_written_and_what_was_sent():
    of = small_call()
    draft, sent, asked = complete(of), applied(of, cost=None), applied(of, cost=None)
    screening.ask_for_more(screening.take_up(asked, by=staff("SG")), "도면", by=staff("SG"))

    calls.cancel_call(of, reason="예산이 줄었습니다.", by=staff("SG"))

    assert list(of.applications.order_by("pk").values_list("pk", "state", "reason")) == [
        (draft.pk, S.LAPSED, "예산이 줄었습니다."),
        (sent.pk, S.NOT_SELECTED, "예산이 줄었습니다."),
        (asked.pk, S.NOT_SELECTED, "예산이 줄었습니다."),
    ]
    assert not asked.clocks.filter(ended_on=None).exists()
    assert not asked.info_requests.filter(lapsed_at=None).exists()
    hear()
    told = Notice.objects.filter(kind="support.call_cancelled")
    assert {each.user.company_id for each in told} == {each.company_id for each in (draft, sent, asked)}


def test_what_binds_a_published_call_never_changes():
    of = small_call()
    for change in ({"rubric": []}, {"params": {}}, {"most_won": 1}, {"form": built_form("qss")}):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            Call.objects.filter(pk=of.pk).update(**change)
    with pytest.raises(DatabaseError, match="published form"), transaction.atomic():
        FormField.objects.filter(form=of.form).update(label_ko="다른 이름")
    with pytest.raises(DatabaseError, match="published form"), transaction.atomic():
        of.form.fields.first().delete()


def test_partners_sign_the_text_that_they_read():
    made = complete()
    owner, other = person(made.company, "SA"), CompanyFactory()
    partner = partners.invite_partner(made, other, part="센서", by=owner)
    signer = person(other, "SA")
    with pytest.raises(RuleBroken, match="has not signed this text"):
        services.submit_application(made, by=owner)
    read = sheet_of(made).text_sha256
    field = made.form.fields.get(key="problem")
    answers.save_application(made, [AnswerIn(field, "바뀐 문제", 1)], by=owner)
    with pytest.raises(WrongState, match="has changed"):
        partners.sign_as_partner(partner, sha256=read, by=signer)
    assert applications_visible_to(signer).filter(pk=made.pk).exists()
    partners.decline_as_partner(partner, reason="일정이 겹칩니다.", by=signer)
    assert not applications_visible_to(signer).filter(pk=made.pk).exists()
    partners.sign_as_partner(partner, sha256=sheet_of(made).text_sha256, by=signer)
    answers.save_application(made, [AnswerIn(field, "또 바뀐 문제", 2)], by=owner)
    with pytest.raises(RuleBroken, match="has not signed this text"):
        services.submit_application(made, by=owner)
    partners.sign_as_partner(partner, sha256=sheet_of(made).text_sha256, by=signer)
    with pytest.raises(NotAllowed):
        partners.sign_as_partner(partner, sha256="", by=owner)
    services.submit_application(made, by=owner)
    with pytest.raises(WrongState):
        partners.decline_as_partner(partner, reason="늦음", by=signer)

    made.refresh_from_db()
    asked = screening.ask_for_more(screening.take_up(made, by=staff("SG")), "도면", by=staff("SG"))
    answers.save_application(made, [AnswerIn(field, "답으로 바뀐 문제", 3)], by=owner)
    with pytest.raises(RuleBroken, match="has not signed this text"):
        screening.answer_request(asked, "고쳤습니다.", by=owner)
    partner.refresh_from_db()
    with pytest.raises(WrongState):
        partners.decline_as_partner(partner, reason="늦음", by=signer)
    partners.sign_as_partner(partner, sha256=sheet_of(made).text_sha256, by=signer)
    screening.answer_request(asked, "고쳤습니다.", by=owner)
    assert made.sheets.count() == 2


def test_a_recommended_company_consents_in_time_or_it_lapses():
    of, officer = call("industrial_innovation"), staff("SG")
    told = {"organisation": "포항상공회의소", "why": "불량이 많습니다."}
    first, second = (recommendations.recommend(of, sme(), by=officer, **told) for _ in range(2))
    assert first.recommendation.consent_due > today()
    with pytest.raises(NotAllowed):
        recommendations.consent_to_recommendation(first, by=UserFactory(company=first.company, roles=("SU",)))
    owner = person(first.company, "SA")
    consented = recommendations.consent_to_recommendation(first, by=owner)
    assert (consented.state, consented.route, consented.started_by) == (S.DRAFT, ApplicationRoute.RECOMMENDED, owner)
    assert recommendations.lapse_unanswered(second.recommendation.consent_due) == 0
    Recommendation.objects.filter(application=second).update(consent_due=today() - timedelta(days=1))
    with pytest.raises(WrongState, match="days have passed"):  # before the sweep has been there
        recommendations.consent_to_recommendation(second, by=person(second.company, "SA"))
    assert recommendations.lapse_unanswered(today()) == 1
    second.refresh_from_db()
    assert (second.state, second.reason) == (S.LAPSED, "The company did not consent in time.")
    with pytest.raises(RuleBroken, match="takes no recommendations"):
        recommendations.recommend(call("qss"), sme(), by=officer, **told)
    hear()
    assert Notice.objects.filter(kind="support.recommended").count() == 2


def test_a_corrective_action_that_asks_for_help_becomes_an_invitation():
    company = sme()
    person(company, "SA")
    with transaction.atomic():
        announce("esg.support_asked", company=company.pk, about="corrective_action", action=None)
    hear()
    assert not Application.objects.exists()  # no call is open: nothing to invite to
    of = call("esg_consulting", closes_at=None)
    for _ in range(2):
        with transaction.atomic():
            announce("esg.support_asked", company=company.pk, about="corrective_action", action=None)
    hear()
    made = Application.objects.get()
    assert (made.call, made.route, made.state) == (of, ApplicationRoute.INVITED, S.DRAFT)
    assert Notice.objects.filter(kind="support.invited").count() == 1
    assert not Event.objects.filter(dead=True).exists()


def test_who_is_invited_answers_the_quiz_when_it_sends():
    made = complete(route=ApplicationRoute.INVITED)
    owner, questions = person(made.company, "SA"), services.questions_left(made)
    assert questions
    right = {each.key: each.wanted for each in questions}

    for told in (None, right | {questions[-1].key: not questions[-1].wanted}):
        with pytest.raises(RuleBroken) as refusal:
            services.submit_application(made, quiz=told, by=owner)
        assert refusal.value.field in right
    services.submit_application(made, quiz=right, by=owner)

    made.refresh_from_db()
    assert (made.state, made.quiz) == (S.SUBMITTED, right)


def test_costs_are_saved_by_several_people():
    made = applied(small_call(), state=S.DRAFT, cost=SMALL)
    owner, item = person(made.company, "SA"), made.costs.get()
    one = CostIn("측정기", "다온", "", Decimal(1), item, seen=1)
    two = CostIn("측정기 2대", "다온", "", Decimal(2), item, seen=1)
    assert answers.save_application(made, [], [one], by=owner).saved == [f"cost-{item.pk}"]
    late = answers.save_application(made, [], [two], by=owner)
    assert late.is_stale
    assert late.stale_costs[item.pk].amount_won == Decimal(1)
    answers.remove_cost(item, by=owner)
    with pytest.raises(WrongState, match="took this item out"):
        answers.save_application(made, [], [two], by=owner)


@pytest.mark.django_db(transaction=True)
def test_two_browsers_at_once_one_text_wins_and_the_other_is_given_back():
    made = applied(small_call(), state=S.DRAFT)
    owner, field = person(made.company, "SA"), made.form.fields.get(key="problem")

    def save(text):
        try:
            return answers.save_application(made, [AnswerIn(field, text, 1)], by=owner)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(save, ["one", "two"]))

    assert sorted((len(each.saved), len(each.stale)) for each in results) == [(0, 1), (1, 0)]
    answer = ApplicationAnswer.objects.get(field=field)
    assert answer.version == 2
    assert answer.value in ("one", "two")


@pytest.mark.django_db(transaction=True)
def test_the_clock_and_a_last_press_never_both_win():
    of = small_call(closes_at=None)
    made = complete(of)
    owner = person(made.company, "SA")

    def send():
        try:
            services.submit_application(made, by=owner)
        except WrongState:
            return "late"
        finally:
            connection.close()
        return "sent"

    def close():
        try:
            calls.close_call(of, by=None)
        finally:
            connection.close()
        return "closed"

    with ThreadPoolExecutor(2) as pool:
        said = [pool.submit(send), pool.submit(close)]
        answer = said[0].result()

    made.refresh_from_db()
    assert made.state == (S.SUBMITTED if answer == "sent" else S.LAPSED)
    assert made.sheets.count() == (1 if answer == "sent" else 0)
