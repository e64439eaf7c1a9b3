"""What nobody gets past: steel that was judged, marks of colleagues, votes. Source: INV-03, INV-04, INV-06, SOD-20."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from portal.audit.models import AuditEntry
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.people.models import Membership
from portal.tests.signin import sign_in
from purchasing.contracts.tests.factories import person
from sharedgrowth.innovilt.models import Certificate, Coil, MillSheet, Review
from sharedgrowth.innovilt.queries import reviews as queries
from sharedgrowth.innovilt.services import applications, committee, proofs, reviews
from sharedgrowth.innovilt.states import ApplicationState, SheetState
from sharedgrowth.innovilt.states.questions import QUESTIONS
from sharedgrowth.innovilt.tests import factories as made

pytestmark = pytest.mark.django_db
A = ApplicationState


def _end(certificate: Certificate) -> None:
    Certificate.objects.filter(pk=certificate.pk).update(state="expired")
    certificate.refresh_from_db()


# Steel ---------------------------------------------------------------------------------------------------------------
def test_what_a_certificate_stands_on_is_not_taken_back():
    application = made.certificate().application
    by, proof = person(application.company, "SA"), application.proofs.get()
    with pytest.raises(WrongState, match="its text stays as it is"):
        proofs.weigh_proof(proof, tonnes=Decimal("0.001"), by=by)
    proof.refresh_from_db()
    assert proof.tonnes == Decimal(20)


def test_the_mills_word_is_for_the_coils_that_were_read_and_from_somebody_apart(client):
    application = made.application(A.ELIGIBILITY)
    company, office = application.company, made.office()
    sheet = MillSheet.objects.get(coils__proofs__application=application)
    other = made.drafted(company, product=made.product_of(company))
    sign_in(client, office)
    url = f"/innovilt/applications/{application.number}/sheets/{sheet.uid}/"
    form = client.get(url)
    assert str(sheet.coils.get()) in form.content.decode()
    shown = form.context["form"].initial["coils"]
    given = made.proof_given(other.items.get(), sheet_no=sheet.number, coil_t=Decimal(500), tonnes=Decimal(500))
    proofs.add_proof(other, given, by=person(company, "SA"))
    answer = client.post(url, {"known": "yes", "reason": "제철소 확인", "coils": shown})
    sheet.refresh_from_db()
    assert (answer.status_code, sheet.state) == (409, SheetState.PENDING)
    Membership.objects.create(user=office, company=company, state="disabled")
    with translation.override("en"), pytest.raises(NotAllowed, match="You belong, or belonged"):
        proofs.judge_sheet(sheet, known=True, reason="제철소 확인", by=office)


def test_a_refused_paper_does_not_come_back_beside_the_heat_of_another():
    whole = made.application(A.ELIGIBILITY)
    coil, office = whole.proofs.get().coil, made.office()
    Coil.objects.filter(pk=coil.pk).update(coil_no="", coil_key="")  # the whole heat
    proofs.judge_sheet(coil.sheet, known=False, reason="위조로 확인됨", by=office)
    rightful = made.drafted()
    given = made.proof_given(rightful.items.get(), heat_no=coil.heat_no, coil_no="C1")
    proofs.add_proof(rightful, given, by=person(rightful.company, "SA"))
    with pytest.raises(RuleBroken, match="entered by somebody else meanwhile"):
        proofs.judge_sheet(coil.sheet, known=True, reason="다시 확인", by=office)


def test_numbers_are_let_go_with_the_draft_and_freed_by_the_office(client):
    squat, rightful = made.drafted(), made.drafted()
    coil = squat.proofs.get().coil
    by, item = person(rightful.company, "SA"), rightful.items.get()
    given = made.proof_given(item, heat_no=coil.heat_no, coil_no=coil.coil_no)
    with pytest.raises(RuleBroken, match="already been entered"):
        proofs.add_proof(rightful, given, by=by)
    sign_in(client, made.office())
    told = {"number": coil.heat_no.lower(), "reason": "제철소가 모릅니다."}
    assert client.post("/innovilt/records/free/", told).status_code == 303
    proofs.add_proof(rightful, given, by=by)
    second = made.drafted()
    heat = second.proofs.get().coil.heat_key
    applications.discard_application(second, by=person(second.company, "SA"))
    assert not Coil.objects.filter(heat_key=heat).exists()


@pytest.mark.parametrize("field", ["sheet_no", "heat_no", "coil_no"])
def test_look_alike_letters_make_no_other_number(field):
    draft = made.drafted()
    given = made.proof_given(draft.items.get()) | {field: "\u0421-01"}  # a Cyrillic letter
    with pytest.raises(RuleBroken, match="Latin letters and digits") as refusal:
        proofs.add_proof(draft, given, by=person(draft.company, "SA"))
    assert refusal.value.field == field


# Marks ---------------------------------------------------------------------------------------------------------------
def test_who_still_reviews_reads_no_mark_of_a_colleague(client):
    application = made.application(A.TECH_REVIEW)
    first, second = made.reviewer(0), made.reviewer(1)

    def marked(review: Review) -> None:
        marks = dict.fromkeys(map(str, QUESTIONS["technology"].values), 3)
        reviews.hand_in_review(review, marks=marks, strengths="강함", weaknesses="약함", free=True, by=review.reviewer)

    one = reviews.assign_reviewer(application, part="technology", reviewer=first, by=made.office())
    marked(one)
    assert queries.score_of(application).parts[0].share is None  # one is not enough to be told
    two = reviews.assign_reviewer(application, part="technology", reviewer=second, by=made.office())
    sign_in(client, second)
    assert client.get(f"/innovilt/reviews/{one.uid}/").status_code == 404
    third = reviews.assign_reviewer(application, part="technology", reviewer=made.reviewer(2), by=made.office())
    marked(two)
    assert client.get(f"/innovilt/reviews/{one.uid}/").status_code == 200
    assert queries.score_of(application, third.reviewer).parts[0].share is None
    sign_in(client, person(application.company, "SA"))
    page = client.get(f"/innovilt/applications/{application.number}/")
    assert page.context["score"] is None  # the company reads no points while it is judged


# Committee -----------------------------------------------------------------------------------------------------------
def test_one_product_that_cannot_be_certified_does_not_hold_up_the_others():
    first, second = made.application(A.COMMITTEE), made.application(A.COMMITTEE)
    meeting = made.called(first, second)
    made.voted(meeting, *["certify"] * 6)
    made.certificate(product=second.product)  # meanwhile it got one by another way
    committee.close_meeting(meeting, by=meeting.chair)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (A.CERTIFIED, A.DEFERRED)
    assert "is certified already" in second.reason
    assert [item.outcome for item in meeting.agenda.order_by("no")] == ["certified", "deferred"]
    with pytest.raises(RuleBroken, match="certified already"):
        committee.put_on_agenda(made.called(made.application(A.COMMITTEE)), second, by=made.office())


def test_an_ended_certificate_is_not_renewed_beside_a_living_one():
    old = made.certificate()
    _end(old)
    made.certificate(product=old.product)
    with pytest.raises(RuleBroken, match="certified already"):
        applications.start_application(old.product, renews=old, by=person(old.company, "SA"))


def test_the_chair_says_who_did_not_come(client):
    meeting = made.called(made.application(A.COMMITTEE))
    for number in range(5):
        committee.cast_vote(meeting.agenda.get(), choice="certify", by=made.member_of_committee(number))
    sign_in(client, meeting.chair)
    url, away = f"/innovilt/committee/{meeting.number}/close/", made.member_of_committee(5)
    assert "committee 5" in client.get(url).content.decode()
    assert client.post(url, {"who": str(away.pk)}).status_code == 422
    committee.cast_vote(meeting.agenda.get(), choice="certify", by=away)  # came while the chair was about to close
    assert client.post(url).status_code == 303
    meeting.refresh_from_db()
    assert meeting.minutes["absent"] == []


def test_a_company_that_has_closed_gets_no_certificate():
    application = made.application(A.COMMITTEE)
    meeting = made.called(application)
    made.voted(meeting, *["certify"] * 6)
    application.company.tax_status = "CLOSED"
    application.company.save()
    committee.close_meeting(meeting, by=meeting.chair)
    application.refresh_from_db()
    assert (application.state, Certificate.objects.count()) == (A.DEFERRED, 0)
    assert "its applications rest" in application.reason
    waiting = made.application(A.SUBMITTED)
    waiting.company.tax_status = "SUSPENDED"
    waiting.company.save()
    with pytest.raises(RuleBroken, match="its applications rest"):
        applications.take_up(waiting, by=made.office())
    applications.return_application(waiting, reason="폐업 확인", by=made.office())


def test_a_version_published_while_it_was_judged_is_asked_about():
    application = made.application(A.COMMITTEE)
    product, old = application.product, application.product.current
    newer = type(old).objects.create(
        product=product, no=2, class_node=old.class_node, created_by=old.created_by, name_en="Deck plate 2"
    )
    type(product).objects.filter(pk=product.pk).update(current=newer)
    made.decided(application)
    assert [change.version for change in Certificate.objects.get().changes.all()] == [newer]


def test_an_application_is_not_withdrawn_while_the_committee_decides():
    application = made.application(A.COMMITTEE)
    meeting = made.called(application)
    committee.cast_vote(meeting.agenda.get(), choice="certify", by=made.member_of_committee(0))
    with pytest.raises(WrongState, match="after the meeting"):
        applications.withdraw_application(application, by=person(application.company, "SA"))
    assert meeting.agenda.count() == 1


def test_nobody_frees_themselves_to_judge_whom_they_sold_to():
    application, seller = made.application(A.COMMITTEE), made.member_of_committee(1)
    contact = committee.enter_contact(
        application.company, person=seller, since=today() - timedelta(days=30), by=made.office()
    )
    with pytest.raises(NotAllowed, match="A colleague ends"):
        committee.end_contact(contact, by=seller)
    committee.end_contact(contact, by=made.office())
    type(contact).objects.filter(pk=contact.pk).update(until=today() - timedelta(days=1))
    meeting = made.called(application)
    with pytest.raises(NotAllowed, match="sales contact"):
        committee.cast_vote(meeting.agenda.get(), choice="certify", by=seller)
    for number in (0, 2, 3, 4, 5):
        committee.cast_vote(meeting.agenda.get(), choice="certify", by=made.member_of_committee(number))
    late = made.member_of_committee(2)  # found out after the vote
    committee.enter_contact(application.company, person=late, since=today(), by=made.office())
    with pytest.raises(RuleBroken, match="Not present: committee 1. Wait for them"):
        committee.close_meeting(meeting, by=meeting.chair)
    committee.close_meeting(meeting, absent=[seller.pk], by=meeting.chair)
    assert meeting.agenda.get().outcome == "no_quorum"
    assert AuditEntry.objects.filter(what="innovilt.agendaitem.votes_left_out").count() == 1


def test_who_answered_for_an_application_does_not_vote_about_it():
    application = made.application(A.COMMITTEE)
    meeting = made.called(application)
    meeting.seats.create(member=application.officer)
    with pytest.raises(NotAllowed, match="You answered for this application"):
        committee.cast_vote(meeting.agenda.get(), choice="certify", by=application.officer)
