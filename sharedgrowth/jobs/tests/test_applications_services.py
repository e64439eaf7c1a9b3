"""From the first consent to the place that is taken up, with what goes wrong on the way."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import translation

from portal.audit.models import AuditEntry
from portal.clock import db_now, today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.notices.models import Notice
from portal.outbox.models import Event
from portal.privacy.models import Consent
from portal.tests.factories import supplier
from sharedgrowth.jobs.handlers.cohorts import tell_of_cancellation, tell_of_extension, tell_who_asked
from sharedgrowth.jobs.models import Application, Cohort, Identity
from sharedgrowth.jobs.queries.applications import asked_of, warnings_of
from sharedgrowth.jobs.queries.consents import APPLICATION, INSURER, LATER_CALLS
from sharedgrowth.jobs.services import applications, cohorts, papers, questions, training
from sharedgrowth.jobs.services.review import fill_places
from sharedgrowth.jobs.states import ApplicationState, CohortState
from sharedgrowth.jobs.tests.factories import applicant, application, cohort, operator, trainee

pytestmark = pytest.mark.django_db
A = ApplicationState
FACTS = {"name": "정다온", "phone": "010-2345-6789", "region": "KR-47", "education": "high", "field_of_study": "기계"}


def a_form(of: Cohort) -> Cohort:
    questions.copy_questions(None, of)
    return of


def told(kind: str) -> set[int]:
    return set(Notice.objects.filter(kind=f"jobs.{kind}").values_list("user", flat=True))


def draft(of: Cohort | None = None, *, user=None, **facts) -> Application:
    user = user or applicant()
    made = applications.start_application(of or a_form(cohort()), agreed=[APPLICATION], by=user)
    told = FACTS | {"email": user.email, "born_on": today() - timedelta(days=9000)} | facts
    applications.save_application(
        made,
        by=user,
        identity=told,
        answers=[(row.question, "crane" if row.question.kind == "choice" else "yes" if row.question.kind == "yesno"
                  else "배우고 싶습니다.", 0) for row in asked_of(made)],
    )  # fmt: skip
    return made


def test_an_application_from_consent_to_submission():
    user, of = applicant(), a_form(cohort())

    with pytest.raises(RuleBroken, match="Without this consent"):
        applications.start_application(of, agreed=[LATER_CALLS], by=user)
    assert not Application.objects.filter(user=user).exists()
    assert not Consent.objects.filter(person=user).exists()

    made = draft(of, user=user)
    sent = applications.submit_application(made, by=user)

    assert sent.state == A.SUBMITTED
    assert sent.submitted_at is not None
    assert list(Consent.objects.filter(person=user).values_list("purpose", "about")) == [
        (APPLICATION, f"jobs.cohort:{of.pk}")
    ]
    assert Event.objects.filter(name="jobs.application_submitted").count() == 1
    written = " ".join(AuditEntry.objects.values_list("reason", flat=True)) + " ".join(
        AuditEntry.objects.values_list("payload", flat=True)
    )
    assert "정다온" not in written
    assert "2345" not in written


def test_only_private_persons_apply_and_only_while_it_is_open():
    with pytest.raises(NotAllowed, match="acts for a company"):
        applications.start_application(cohort(), agreed=[APPLICATION], by=supplier("SA"))
    late = cohort(apply_from=db_now() - timedelta(days=3), apply_to=db_now() - timedelta(minutes=1))
    with pytest.raises(WrongState, match="Applications closed on"):
        applications.start_application(late, agreed=[APPLICATION], by=applicant())
    early = cohort(apply_from=db_now() + timedelta(days=1))
    with pytest.raises(WrongState, match="Applications open on"):
        applications.start_application(early, agreed=[APPLICATION], by=applicant())


def test_who_is_too_old_or_has_no_diploma_is_told_at_the_field():
    old = draft(born_on=today() - timedelta(days=40 * 366))
    with pytest.raises(RuleBroken, match="at most 34 is allowed") as refusal:
        applications.submit_application(old, by=old.user)
    assert refusal.value.field == "born_on"

    child = draft(born_on=today() - timedelta(days=12 * 366))
    with pytest.raises(RuleBroken, match="nobody below 15") as refusal:
        applications.submit_application(child, by=child.user)
    assert refusal.value.field == "born_on"

    below = draft(education="below")
    with pytest.raises(RuleBroken, match="High school") as refusal:
        applications.submit_application(below, by=below.user)
    assert refusal.value.field == "education"
    assert Application.objects.get(pk=below.pk).state == A.DRAFT


def test_a_resident_number_is_never_kept():
    made = draft()
    question = made.cohort.questions.get(key="motivation")

    with pytest.raises(RuleBroken, match="resident numbers") as refusal:
        applications.save_application(made, by=made.user, answers=[(question, "제 번호는 900101-1234567", 1)])

    assert refusal.value.field == "q_motivation"
    assert made.answers.get(question=question).value == "배우고 싶습니다."
    paper = {"title": "기능사", "number": "900101 - 1234567", "issuer": "공단", "issued_on": today()}
    with pytest.raises(RuleBroken, match="resident numbers") as refusal:
        papers.add_paper(made, **paper, by=made.user)
    assert refusal.value.field == "number"


def test_two_windows_of_one_person_lose_nothing():
    made = draft()
    question = made.cohort.questions.get(key="motivation")
    applications.save_application(made, by=made.user, answers=[(question, "첫째 창", 1)])

    saved = applications.save_application(made, by=made.user, answers=[(question, "둘째 창", 1)])

    assert saved.stale == {"q_motivation": "첫째 창"}
    assert saved.saved == []


def test_the_same_person_with_two_accounts_is_seen_by_the_office_and_told_to_nobody_else():
    of = a_form(cohort())
    first = draft(of)
    applications.submit_application(first, by=first.user)
    second = draft(of, born_on=Identity.objects.get(application=first).born_on)

    applications.submit_application(second, by=second.user)  # no stranger learns who has applied
    warned = warnings_of(Application.objects.get(pk=second.pk))
    assert [words for words in warned if words.startswith(f"{first.code} has the same name")]
    with pytest.raises(WrongState, match=first.number):
        applications.start_application(of, agreed=[APPLICATION], by=first.user)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_application():
    user, of = applicant(), cohort()

    def start(_click):
        try:
            with translation.override("en"):
                return applications.start_application(of, agreed=[APPLICATION], by=user).number
        except WrongState as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(start, range(2)))

    number = Application.objects.get(user=user).number
    assert told == sorted([number, f"You already have an application to this cohort: {number}."])
    assert Consent.objects.filter(person=user).count() == 1


def test_the_deadline_closes_and_drafts_lapse():
    of = a_form(cohort())
    sent, unsent = draft(of), draft(of, name="김하늘")
    applications.submit_application(sent, by=sent.user)
    Cohort.objects.filter(pk=of.pk).update(apply_to=db_now() - timedelta(seconds=1))

    assert cohorts.close_due_cohorts() == 1
    assert cohorts.close_due_cohorts() == 0

    states = dict(Application.objects.filter(cohort=of).values_list("pk", "state"))
    assert states == {sent.pk: A.SUBMITTED, unsent.pk: A.LAPSED}
    assert Cohort.objects.get(pk=of.pk).state == CohortState.SELECTING


def test_a_cancelled_cohort_tells_everybody_and_ends_all():
    of = cohort(CohortState.SELECTING, published_at=db_now())
    made = [application(state, of=of) for state in ("submitted", "waitlist", "selected", "enrolled", "doc_failed")]

    with pytest.raises(RuleBroken, match="Say why"):
        cohorts.cancel_cohort(of, reason=" ", by=operator())
    cohorts.cancel_cohort(of, reason="실습장을 고칩니다.", by=operator())

    states = [Application.objects.get(pk=each.pk).state for each in made]
    assert states == [A.CANCELLED] * 4 + [A.DOC_FAILED]
    assert Event.objects.filter(name="jobs.cohort_cancelled").count() == 1
    trained = trainee("completed", of=of)
    tell_of_cancellation(cohort=of.pk)
    assert told("cohort_cancelled") == {each.user_id for each in made}
    assert told("cohort_cancelled_trainee") == {trained.application.user_id}  # whose data is kept longer
    with pytest.raises(NotAllowed, match="over"):
        cohorts.cancel_cohort(of, reason="두 번", by=operator())


def test_news_of_later_cohorts_goes_to_who_wished_for_it_within_two_years():
    of, now = cohort(), db_now()
    wishes = {"purpose": LATER_CALLS, "version": 1, "kind": "optional", "language": "ko", "text": "-",
              "text_sha256": "0" * 64}  # fmt: skip
    fresh, old = applicant(), applicant()
    Consent.objects.create(person=fresh, given_at=now - timedelta(days=700), **wishes)
    Consent.objects.create(person=old, given_at=now - timedelta(days=740), **wishes)
    tell_who_asked(cohort=of.pk)
    assert told("cohort_open") == {fresh.pk}

    written = application("submitted", of=of)
    application("withdrawn", of=of)
    tell_of_extension(cohort=of.pk)
    assert told("cohort_extended") == {written.user_id}


def test_a_place_is_taken_up_with_the_insurers_consent_or_goes_to_the_next():
    of = cohort(CohortState.SELECTING, capacity=1, decided_at=db_now(), starts_on=today() + timedelta(days=9),
                ends_on=today() + timedelta(days=60), announce_on=today())  # fmt: skip
    chosen = application("selected", of=of, answer_by=today() + timedelta(days=3))
    next_one = application("waitlist", of=of, rank=2)

    with pytest.raises(RuleBroken, match="insurance"):
        training.take_place(chosen, agreed=[], by=chosen.user)
    training.decline_place(chosen, by=chosen.user)

    assert fill_places(of) == 1
    next_one.refresh_from_db()
    assert next_one.state == A.SELECTED
    assert next_one.answer_by is not None
    trainee = training.take_place(next_one, agreed=[INSURER], by=next_one.user)
    assert trainee.cohort_id == of.pk
    assert Application.objects.get(pk=next_one.pk).state == A.ENROLLED


def test_a_silent_place_falls_free():
    of = cohort(CohortState.SELECTING, decided_at=db_now())
    silent = application("selected", of=of, answer_by=today() - timedelta(days=1))

    assert training.lapse_places(today()) == 1
    assert Application.objects.get(pk=silent.pk).state == A.WITHDRAWN
