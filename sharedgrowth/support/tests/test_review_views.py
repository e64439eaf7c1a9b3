"""The doors of reviews and selections: status and effect, constant queries, what must not leak."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from portal.clock import today
from portal.files.tests.factories import pdf_bytes
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in
from purchasing.esg.services import note_help
from sharedgrowth.support.models import Application, Review, Selection
from sharedgrowth.support.services import review, screening, selection
from sharedgrowth.support.states import ApplicationState, ReviewState
from sharedgrowth.support.tests import factories, review_stage

pytestmark = pytest.mark.django_db
A = ApplicationState
QUERIES = {"board": 13, "call": 16, "selection": 13, "fairness": 11, "list": 10}  # with one row and with three


@pytest.fixture
def client() -> Client:
    """In English, so that the words under test are the source."""
    return Client(headers={"Accept-Language": "en"})


def url(name: str, thing, *args) -> str:
    return reverse(f"support:{name}", args=[thing.number, *args])


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def officer():
    return staff("SG", language="en")


# The way of one application through the screens ----------------------------------------------------------------------
def test_an_officer_takes_up_asks_and_the_company_answers_with_a_paper(client, officer):
    application = review_stage.plain()
    sign_in(client, officer)
    assert client.post(url("review-take-up", application)).status_code == 303
    page = client.get(url("review-detail", application))
    assert "Ask for more" in text_of(page)
    empty = client.post(url("review-ask", application), {"text": " "})
    assert empty.status_code == 422
    assert client.post(url("review-ask", application), {"text": "Twelve months of bills"}).status_code == 303
    application.refresh_from_db()
    assert application.state == A.NEED_INFO

    own = Client(headers={"Accept-Language": "en"})
    sign_in(own, factories.person(application.company, "SA"))
    assert "Twelve months of bills" in text_of(own.get(url("info-answer", application)))
    assert "Twelve months of bills" in text_of(own.get(url("decision-seen", application)))
    unfit = own.post(
        url("info-answer", application), {"text": "Kept words", "files": SimpleUploadedFile("a.exe", b"MZ")}
    )
    assert unfit.status_code == 422
    assert "Kept words" in text_of(unfit)
    paper = SimpleUploadedFile("bills.pdf", pdf_bytes(), content_type="application/pdf")
    sent = own.post(url("info-answer", application), {"text": "Here they are", "files": paper})
    assert sent.status_code == 303
    application.refresh_from_db()
    assert application.state == A.SCREENING
    file = application.info_requests.get().files.get()
    address = reverse("files:file-download", args=[file.uid, file.name])
    assert client.get(address).status_code == 200
    other = Client()
    sign_in(other, staff("PO"))
    assert other.get(address).status_code == 404


def test_points_are_given_saved_and_locked_on_one_page(client, officer):
    application = review_stage.in_review(factories.applied(), officer)
    reviewer = staff("EV", language="en")
    review.assign_reviewer(application, reviewer, by=officer)
    sign_in(client, reviewer)
    assert "Declare and begin" in text_of(client.get(url("review-detail", application)))
    assert client.post(url("review-declare", application), {}).status_code == 422
    assert client.post(url("review-declare", application), {"free": "on"}).status_code == 303
    given = {code: str(value) for code, value in review_stage.points(application.call, 80).items()}

    too_much = client.post(
        url("review-score", application), given | {next(iter(given)): "999", "comment": "kept words"}
    )
    assert too_much.status_code == 422
    assert "kept words" in text_of(too_much)
    part = dict(list(given.items())[:2])
    assert client.post(url("review-score", application), part | {"comment": "so far"}).status_code == 303
    assert client.post(url("review-score", application), part | {"comment": "so far", "lock": "1"}).status_code == 422
    done = client.post(url("review-score", application), given | {"comment": "A clear plan", "lock": "1"})

    assert done.status_code == 303
    made = Review.objects.get(application=application)
    assert (made.state, made.total) == (ReviewState.LOCKED, Decimal("80.00"))
    assert client.post(url("review-score", application), given | {"comment": "again"}).status_code == 409
    assert "A clear plan" in text_of(client.get(url("review-detail", application)))


def test_points_of_others_do_not_leak_before_the_own_are_locked(client, officer):
    application = review_stage.in_review(factories.applied(), officer)
    first, second = staff("EV"), staff("RQ", language="en")
    review_stage.reviewed_by(application, first, "83.5", by=officer)
    Review.objects.filter(reviewer=second).delete()
    review.assign_reviewer(application, second, by=officer)

    for person in (second, officer, staff("AP", language="en"), staff("AU", language="en")):
        browser = Client(headers={"Accept-Language": "en"})
        sign_in(browser, person)
        pages = [url("review-detail", application), url("review-call", application.call)]
        if person != second:
            pages += [url("review-csv", application.call), reverse("support:board")]
        for page in pages:
            seen = text_of(browser.get(page))
            assert "83.5" not in seen
            assert "계획이 구체적입니다." not in seen
    book = Client()
    sign_in(book, officer)
    cells = load_workbook(io.BytesIO(book.get(url("review-xlsx", application.call)).content))
    assert not any("83.5" in str(cell.value) for sheet in cells for row in sheet.iter_rows() for cell in row)


def test_who_is_told_what_the_applicant_reads_of_the_decision(client, officer):
    application = review_stage.reviewed(factories.applied(), 50, 40)
    sign_in(client, officer)
    assert client.post(url("review-fall-short", application), {"reason": "Below sixty"}).status_code == 303
    factories.hear()

    own = Client(headers={"Accept-Language": "en"})
    writer = factories.person(application.company, "SA")
    sign_in(own, writer)
    page = text_of(own.get(url("decision-seen", application)))
    assert "Below sixty" in page
    assert "45.00" in page
    assert "계획이 구체적입니다." in page
    names = list(Review.objects.filter(application=application).values_list("reviewer__name", flat=True))
    assert not any(name in page for name in names)
    assert "Other programmes that may fit" in page
    assert writer.notices.filter(kind="support.declined").count() == 1


def test_a_stranger_finds_nothing_and_a_colleague_without_the_role_may_not(client, officer):
    application = review_stage.in_review(factories.applied(), officer)
    for person in (supplier("SA"), staff("PO"), staff("RQ"), factories.person(application.company, "SA")):
        browser = Client()
        sign_in(browser, person)
        assert browser.get(url("review-detail", application)).status_code == 404
        assert browser.get(url("review-call", application.call)).status_code == 404
        assert browser.get(url("selection", application.call)).status_code == 404
        assert browser.post(url("review-shortlist", application)).status_code == 404
    sign_in(client, staff("AP"))
    assert client.get(url("review-detail", application)).status_code == 200
    assert client.post(url("review-shortlist", application)).status_code == 403
    sign_in(client, supplier("SA"))
    assert client.get(url("decision-seen", application)).status_code == 404
    assert client.get(url("info-answer", application)).status_code == 404


def test_a_consultant_of_the_applicant_is_refused_at_the_field_and_nothing_is_lost(client, officer):
    application = review_stage.in_review(factories.applied(), officer)
    consultant = staff("CN")
    sign_in(client, officer)
    offered = text_of(client.get(url("review-assign", application)))
    assert f'value="{consultant.pk}"' in offered
    note_help(consultant, application.company, last_on=today())

    refused = client.post(url("review-assign", application), {"reviewer": consultant.pk})

    assert refused.status_code == 422
    assert not Review.objects.exists()


# Batches -------------------------------------------------------------------------------------------------------------
def test_a_batch_does_what_it_can_and_says_what_it_cannot(client, officer):
    call = factories.call()
    new, old = factories.applied(call), review_stage.in_review(factories.applied(call), officer)
    sign_in(client, officer)

    none = client.post(url("review-batch", call), {"act": "take_up"})
    assert none.status_code == 422
    done = client.post(url("review-batch", call), {"act": "take_up", "chosen": [new.number, old.number]}, follow=True)

    assert "Done for 1 application." in text_of(done)
    assert f"{old.number}: " in text_of(done)
    people = [staff("EV"), staff("EV")]
    shared = client.post(url("review-share", call), {"reviewers": [each.pk for each in people]}, follow=True)
    assert "2 reviews were asked for." in text_of(shared)
    for person in people:
        made = Review.objects.get(application=old, reviewer=person)
        review.declare_free(made, by=person)
        review.save_points(made, review_stage.points(call, 70), "근거", by=person)
        review.lock_review(made, by=person)
    tied = review_stage.in_review(factories.applied(call), officer)
    note_help(officer, tied.company, last_on=today())
    numbers = [new.number, old.number, tied.number]
    listed = client.post(url("review-batch", call), {"act": "points", "chosen": numbers}, follow=True)
    assert "1 shortlisted, 0 below the points, 1 not ready." in text_of(listed)
    assert f"{tied.number}: " in text_of(listed)  # a colleague does it; the others are not held up


# Selection -----------------------------------------------------------------------------------------------------------
def test_the_selection_is_proposed_changed_and_confirmed(client, officer):
    call = review_stage.closed_call(places=1)
    one, two, three = (review_stage.ranked(call, trading=at != 1, total=90 - at) for at in range(3))
    sign_in(client, officer)
    page = text_of(client.get(url("selection", call)))
    assert page.count("selected>Select<") + page.count('selected="">Select<') >= 1 or "Select" in page
    choices = {f"d{one.pk}": "waitlist", f"d{two.pk}": "select", f"d{three.pk}": "decline"}

    lacking = client.post(url("selection", call), choices | {"waiver": "kept words"})
    assert lacking.status_code == 422
    assert "kept words" in text_of(lacking)
    done = client.post(url("selection", call), choices | {"reason": "No place left"})

    assert done.status_code == 303
    states = dict(Application.objects.filter(call=call).values_list("pk", "state"))
    assert states == {one.pk: A.WAITLISTED, two.pk: A.SELECTED, three.pk: A.NOT_SELECTED}
    again = client.post(url("selection", call), choices | {"reason": "x"})
    assert again.status_code in (409, 422)
    assert Selection.objects.count() == 1


def test_too_many_for_the_places_is_said_beside_the_form(client, officer):
    call = review_stage.closed_call(places=1)
    rows = [review_stage.ranked(call, trading=at == 0) for at in range(2)]
    sign_in(client, officer)

    page = client.post(url("selection", call), {f"d{each.pk}": "select" for each in rows})

    assert page.status_code == 422
    assert "1 places are left, 2 are chosen" in text_of(page)


def test_a_call_whose_programme_is_gone_stays_readable_and_nothing_is_lost(client, officer, monkeypatch):
    from sharedgrowth.support import registry

    call = review_stage.closed_call()
    one = review_stage.ranked(call, trading=True)
    monkeypatch.delitem(registry.programmes._entries, "smart_factory")
    sign_in(client, officer)

    for page in (url("review-call", call), url("selection", call), url("review-detail", one), reverse("support:board")):
        assert client.get(page).status_code == 200
    assert "no longer in the portal" in text_of(client.get(url("selection", call)))
    refused = client.post(url("selection", call), {f"d{one.pk}": "select"})
    assert refused.status_code == 409
    one.refresh_from_db()
    assert one.points == 70


# Constant queries ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_ask_the_database_as_often_with_three_rows(client, officer, rows):
    call = review_stage.closed_call()
    reviewer = staff("EV", language="en")
    for at in range(rows):
        application = review_stage.in_review(factories.applied(call, company=factories.sme()), officer)
        made = review.assign_reviewer(application, reviewer, by=officer)
        review.declare_free(made, by=reviewer)
        review_stage.ranked(call, trading=at % 2 == 0)
    first = review_stage.ranked(call, trading=True)
    selection.select_applications(call, [first], by=officer)
    sign_in(client, officer)
    own = Client(headers={"Accept-Language": "en"})
    sign_in(own, reviewer)
    asked = {}
    for name, page, browser in (
        ("board", reverse("support:board"), client),
        ("call", url("review-call", call), client),
        ("selection", url("selection", call), client),
        ("fairness", reverse("support:fairness"), client),
        ("list", reverse("support:review-list"), own),
    ):
        browser.get(page)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(page).status_code == 200
        asked[name] = len(queries)
    assert asked == QUERIES


# Fairness ------------------------------------------------------------------------------------------------------------
def test_fairness_counts_own_rows_by_group(client, officer):
    call = review_stage.closed_call(places=4)
    chosen = [review_stage.ranked(call, trading=at == 0, company=factories.sme()) for at in range(2)]
    review_stage.ranked(call, trading=True)
    gone = review_stage.ranked(call, trading=True)
    Application.objects.filter(pk=gone.pk).update(state=A.WITHDRAWN)
    selection.select_applications(call, chosen, by=officer)
    sign_in(client, staff("AU", language="en"))

    page = text_of(client.get(reverse("support:fairness")))
    assert "50%" in page
    lines = client.get(reverse("support:fairness-csv")).content.decode("utf-8-sig").splitlines()
    assert "Dealings with the buyer,Trading,2,1,0.500000,30000000" in lines
    assert "Dealings with the buyer,Non-trading,1,1,1.000000,30000000" in lines
    sign_in(client, staff("PO"))
    assert client.get(reverse("support:fairness")).status_code == 403


def test_exports_are_plain_and_harmless(client, officer):
    call = review_stage.closed_call()
    one = review_stage.ranked(call, trading=True)
    Application.objects.filter(pk=one.pk).update(state=A.NOT_SELECTED, reason="=1+1", decided_at=one.submitted_at)
    sign_in(client, officer)

    lines = client.get(url("review-csv", call)).content.decode("utf-8-sig")
    assert "'=1+1" in lines
    book = load_workbook(io.BytesIO(client.get(url("review-xlsx", call)).content))
    assert [each.title for each in book] == ["Applications", "Points"]


def test_many_rows_leave_only_with_a_reason(client, officer, monkeypatch):
    from portal import taking
    from portal.audit.models import AuditEntry

    call = review_stage.closed_call()
    for _ in range(2):
        review_stage.ranked(call, trading=True)
    monkeypatch.setattr(taking, "MOST_UNASKED", 1)
    sign_in(client, officer)

    asked = client.get(url("review-csv", call))
    assert "Say what it is needed for" in text_of(asked)
    taken = client.post(url("review-csv", call), {"reason": "Report of the half-year"})

    assert "Report of the half-year" in taken.content.decode("utf-8-sig")
    assert AuditEntry.objects.filter(what="support.call.exported").count() == 1


def test_screens_of_screening_show_the_promised_days(client, officer):
    application = review_stage.screening_of(factories.applied(), officer)
    screening.ask_for_more(application, "도면", by=officer)
    own = Client(headers={"Accept-Language": "en"})
    sign_in(own, factories.person(application.company, "SU"))

    page = text_of(own.get(url("decision-seen", application)))

    assert "promised within 10 business days" in page
