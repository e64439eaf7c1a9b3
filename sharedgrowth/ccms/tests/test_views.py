"""Pages: what everybody reads, what staff does, what nobody may see; the same number of queries for one and three."""

import json

import pytest
from django.urls import reverse

from portal.files.tests.factories import pdf_bytes, upload
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.signin import sign_in
from sharedgrowth.ccms.models import Answer, KeptRun, Overview, OverviewDownload, SelfAssessment
from sharedgrowth.ccms.queries import assessments as queries
from sharedgrowth.ccms.rules.overviews import sha256_of
from sharedgrowth.ccms.services import assessments
from sharedgrowth.ccms.services import overviews as services
from sharedgrowth.ccms.states import AssessmentState, OverviewState
from sharedgrowth.ccms.tests import factories as made

pytestmark = pytest.mark.django_db


def get(client, name, *args, **query):
    return client.get(reverse(f"ccms:{name}", args=args), {"lang": "en", **query})


def words(response):
    return response.content.decode()


@pytest.mark.parametrize("published", [1, 3])
def test_the_collection_costs_the_same_for_one_and_for_three(client, published, django_assert_num_queries):
    for code in ("B1", "B6", "P2")[:published]:
        made.published(code=code)
    get(client, "collection")

    with django_assert_num_queries(4):  # throttle, overviews, modules, completeness
        response = get(client, "collection")

    assert f"{published}/13" in words(response)
    assert "Not complete" in words(response)


def test_everybody_reads_a_version_at_its_address_with_text_paper_and_proof(client):
    overview = made.published()
    url = reverse("ccms:overview-detail", args=["B6", 1])

    response = client.get(url, {"lang": "en"})
    assert response.status_code == 200
    assert all(each in words(response) for each in ("Publish every tender", "Take gifts", overview.sha256))
    assert client.get(reverse("ccms:module-detail", args=["b6"]), {"lang": "en"}).status_code == 200
    told = client.get(reverse("ccms:overview-json", args=["B6", 1]), {"lang": "en"})
    assert sha256_of(told.content.decode()) == overview.sha256
    assert json.loads(told.content)["donts"].splitlines() == ["Ask for a rebate after the award", "Take gifts"]
    paper = client.get(reverse("ccms:overview-pdf", args=["B6", 1]), {"lang": "en"})
    assert paper.content.startswith(b"%PDF")
    assert client.get(reverse("ccms:overview-pdf", args=["B6", 1]), {"lang": "en"}).content == paper.content
    assert OverviewDownload.objects.get(overview=overview).number == 2
    assert client.get(reverse("ccms:collection-pdf", args=["en"])).content.startswith(b"%PDF")
    assert client.get(reverse("ccms:collection-pdf", args=["ko"])).status_code == 404


def test_a_reader_of_the_other_language_is_told_that_it_is_not_there(client):
    made.published(lang="ko")
    assert "This version is there in 한국어 only." in words(get(client, "overview-detail", "B6", 1))


def test_a_replaced_version_stays_and_says_so_and_the_change_log_shows_the_lines(client):
    made.published()
    made.published(donts="Ask for a rebate after the award\nShare a bidder's price")

    assert "A later version is in force." in words(get(client, "overview-detail", "B6", 1))
    page = words(get(client, "overview-changes", "B6", 2))
    assert "<del>Take gifts</del>" in page
    assert "<ins>Share a bidder&#x27;s price</ins>" in page


def test_a_withdrawn_version_shows_its_reason_and_not_its_text(client):
    overview = made.published()
    services.withdraw_overview(overview, reason="A figure was wrong.", by=staff("CP"))

    response = get(client, "overview-detail", "B6", 1)
    assert response.status_code == 410
    assert "A figure was wrong." in words(response)
    assert "Publish every tender" not in words(response)
    for name in ("overview-pdf", "overview-json", "overview-changes"):
        assert get(client, name, "B6", 1).status_code == 404
    assert "No overview of this module is in force" in words(get(client, "module-detail", "B6"))


@pytest.mark.parametrize("stage", [made.draft, made.reviewed, made.approved])
def test_nobody_outside_sees_what_is_not_published(client, stage):
    overview = stage()
    assert get(client, "overview-detail", "B6", 1).status_code == 404
    sign_in(client, UserFactory(company=CompanyFactory(), roles=("SA",)))
    assert get(client, "overview-work", overview.uid).status_code == 403
    sign_in(client, staff("PO"))
    assert get(client, "overview-work", overview.uid).status_code == 404


def test_what_is_typed_is_kept_when_somebody_was_faster(client):
    writer = staff("CC")
    overview = made.draft(by=writer)
    services.edit_overview(overview, by=staff("CC"), seen=overview.edition, references="Theirs")
    sign_in(client, writer)
    url = reverse("ccms:overview-edit", args=[overview.uid])

    response = client.post(url, {"purpose": "My long text.", "seen": overview.edition})
    assert response.status_code == 409
    assert "My long text." in words(response)
    assert Overview.objects.get().references == "Theirs"


def test_an_overview_edited_after_approval_is_refused_with_the_text_kept(client):
    overview = made.approved()
    sign_in(client, overview.written_by)
    url = reverse("ccms:overview-edit", args=[overview.uid])

    assert client.get(url).status_code == 303
    sent = {"purpose": "Another promise.", "seen": overview.edition}
    response = client.post(url, sent, headers={"accept-language": "en"})
    assert response.status_code == 409
    assert "frozen with its fingerprint" in words(response)
    assert "Another promise." in words(response)


def test_the_whole_way_by_pressing_its_buttons(client):
    writer = staff("CC")
    overview = made.draft(by=writer)
    for name, by in [("submit", writer), ("pass-on", staff("CC")), ("approve", staff("CP")), ("publish", staff("CC"))]:
        sign_in(client, by)
        assert f"/{name}/" in words(get(client, "overview-work", overview.uid))
        assert client.post(reverse(f"ccms:overview-{name}", args=[overview.uid])).status_code == 303
    assert Overview.objects.get().state == OverviewState.PUBLISHED


@pytest.mark.parametrize("rows", [1, 3])
def test_the_board_costs_the_same_for_one_and_for_three(client, rows, django_assert_num_queries):
    for code in ("B1", "B6", "P2")[:rows]:
        made.submitted(code=code)
    sign_in(client, staff("CC"))
    get(client, "board")
    with django_assert_num_queries(BOARD):
        response = get(client, "board")
    assert len(response.context["waiting"]) == rows


BOARD = 16


def test_an_anonymous_company_sees_its_result_and_nothing_is_kept(client):
    url = reverse("ccms:run")
    empty = client.post(url, {})
    assert empty.status_code == 422
    answers = {"i-B1-1": "4", "i-B1-2": "3", "i-P2-1": "1", "i-B8-1": "na"}

    response = client.post(url, answers)
    page = words(response)
    assert response.status_code == 200
    assert SelfAssessment.objects.count() == KeptRun.objects.count() == Answer.objects.count() == 0
    assert response.context["low"] == ["P2"]
    assert 'name="i-B1-1" value="4"' in page
    assert client.post(reverse("ccms:run-pdf"), answers).content.startswith(b"%PDF")
    assert client.post(url, answers | {"edit": "1"}).status_code == 200


def test_a_run_is_kept_under_a_secret_when_wanted_and_removed_at_once(client):
    response = client.post(reverse("ccms:run"), {"i-B1-1": "4", "keep": "1"})
    kept = client.get(response["Location"])
    assert kept.status_code == 200
    assert kept["Referrer-Policy"] == "same-origin"
    assert client.post(response["Location"] + "forget/").status_code == 303
    assert KeptRun.objects.count() == 0
    assert client.get(response["Location"]).status_code == 404


def test_a_member_answers_a_module_with_a_document_and_another_confirms(client):
    assessment = made.opened()
    first, second = made.people(assessment)
    assessments.save_answers(assessment, made.all_at(assessment, 3), by=first)
    item = next(each for each in queries.items_of(assessment.set) if each.code == "S1-1")
    sign_in(client, first)
    url = reverse("ccms:answer-module", args=[assessment.number, "S1"])
    sent = {}
    for each in queries.items_of(assessment.set):
        if each.module.code == "S1":
            sent |= {
                f"level-{each.pk}": "3",
                f"reason-{each.pk}": "",
                f"evidence-{each.pk}": "",
                f"seen-{each.pk}": "1",
            }
    sent |= {f"level-{item.pk}": "4", f"reason-{item.pk}": "Asked in May."}
    page = client.post(url, sent | {f"seen-{item.pk}": "7"})
    assert page.status_code == 409
    assert "Asked in May." in words(page)
    response = client.post(url, sent | {f"file-{item.pk}": upload("survey.pdf", pdf_bytes())})
    assert response.status_code == 303
    answer = Answer.objects.get(assessment=assessment, item=item)
    assert (answer.level, answer.files.count()) == (4, 1)
    assert client.post(reverse("ccms:assessment-submit", args=[assessment.number])).status_code == 303

    sign_in(client, second)
    check = reverse("ccms:assessment-check", args=[assessment.number])
    assert "Asked in May." in words(client.get(check))
    assert client.post(check, {}).status_code == 422
    assert client.post(check, {f"accept-{answer.pk}": "yes"}).status_code == 303
    assert SelfAssessment.objects.get().state == AssessmentState.CONFIRMED
    assert client.get(reverse("ccms:assessment-pdf", args=[assessment.number])).content.startswith(b"%PDF")
    page = words(get(client, "assessment-detail", assessment.number))
    assert "radar" in page


def test_answers_are_saved_by_themselves_and_a_colleagues_stay(client):
    assessment = made.opened()
    first, second = made.people(assessment)
    items = [each for each in queries.items_of(assessment.set) if each.module.code == "S1"]
    one, other, third = items[0], items[1], items[2]
    url = reverse("ccms:answer-module", args=[assessment.number, "S1"])
    sign_in(client, first)

    def auto(**said):
        sent = {f"seen-{each.pk}": "0" for each in items} | {"then": "auto"}
        answer = client.post(url, sent | said, headers={"HX-Request": "true", "Accept-Language": "en"})
        assert answer.status_code == 200
        return answer.content.decode()

    text = auto(**{f"level-{one.pk}": "4", f"reason-{one.pk}": "Asked in May."})
    assert f'name="seen-{one.pk}" value="1"' in text
    assert "data-unsaved" not in text
    assert Answer.objects.get().reason == "Asked in May."

    assessments.save_answers(assessment, {other.pk: assessments.AnswerIn(level=2)}, by=second)
    text = auto(**{f"seen-{one.pk}": "1", f"level-{one.pk}": "4", f"reason-{one.pk}": "Asked in May and June.",
                   f"level-{other.pk}": "5", f"level-{third.pk}": "3"})  # fmt: skip
    assert f"Saved, but not {other.code}" in text
    assert "data-unsaved" in text
    assert f'name="seen-{other.pk}"' not in text  # the page still knows that it has not seen it
    told = {each.item_id: (each.level, each.reason) for each in Answer.objects.all()}
    assert told == {one.pk: (4, "Asked in May and June."), other.pk: (2, ""), third.pk: (3, "")}

    assert "Not saved:" in auto(**{f"reason-{one.pk}": "x" * 1001})
    SelfAssessment.objects.filter(pk=assessment.pk).update(state=AssessmentState.SUBMITTED)
    assert "Not saved:" in auto(**{f"seen-{third.pk}": "1", f"level-{third.pk}": "1"})
    assert Answer.objects.get(item=third).level == 3


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, rows, django_assert_num_queries):
    for n in range(rows):
        made.opened(made.unit(f"Plant {n}"))
    sign_in(client, staff("CC"))
    get(client, "assessment-list")
    with django_assert_num_queries(LIST):
        response = get(client, "assessment-list")
    assert len(response.context["results"]) == rows


LIST = 11


def test_another_unit_or_company_meets_a_404(client):
    assessment = made.opened()
    for stranger in (staff("PO"), UserFactory(company=CompanyFactory(), roles=("SA",))):
        sign_in(client, stranger)
        assert get(client, "assessment-detail", assessment.number).status_code == 404
        assert get(client, "answer-module", assessment.number, "B1").status_code == 404
