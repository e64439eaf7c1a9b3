"""The doors of matching: what each side sees, papers with their marks, lists, wrong input, exports."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from portal.clock import db_now, today
from portal.partners.tests.factories import api_client
from portal.privacy.models import Look
from portal.tests.factories import staff
from portal.tests.signin import sign_in
from sharedgrowth.jobs.models import Match, RetentionCheck, Round, Vacancy, WishList
from sharedgrowth.jobs.services import matches, rounds
from sharedgrowth.jobs.tests import matching_stage as made
from sharedgrowth.jobs.tests.factories import operator

pytestmark = pytest.mark.django_db
EN = {"HTTP_ACCEPT_LANGUAGE": "en"}
HX = {"HTTP_HX_REQUEST": "true"}


def at(name: str, *args) -> str:
    return reverse(f"jobs:{name}", args=args)


def enter(client, user):
    user.language = "en"
    user.save()
    client.logout()
    sign_in(client, user)
    return user


def page_of(client, name: str, *args) -> str:
    answer = client.get(at(name, *args), **EN)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_firm_enters_a_vacancy_and_reads_at_the_field_what_is_wrong(client):
    enter(client, made.firm())
    data = {
        "title": "정비원", "trade": "crane", "employment": "regular", "seats": "2", "wage_from_won": "1,500,000",
        "wage_to_won": "2,900,000", "hours_week": "40", "region": "KR-47", "place": "포항",
        "valid_to": (today() + timedelta(days=30)).isoformat(), "text": "점검과 정비",
    }  # fmt: skip
    wrong = client.post(at("vacancy-create"), data, **EN)
    assert wrong.status_code == 422
    shown = wrong.content.decode()
    assert "2,156,880" in shown
    assert "점검과 정비" in shown  # nothing typed is lost
    assert wrong.context["form"].errors.keys() == {"wage_from_won"}
    assert client.post(at("vacancy-create"), data | {"wage_from_won": "2,600,000"}).status_code == 303
    vacancy = Vacancy.objects.get()
    assert client.post(at("vacancy-step", vacancy.number, "submit")).status_code == 303
    assert client.post(at("vacancy-step", vacancy.number, "open")).status_code == 403
    enter(client, operator())
    assert "Pay at or above the minimum wage" in page_of(client, "vacancy-detail", vacancy.number)
    assert client.post(at("vacancy-return", vacancy.number), {"reason": ""}).status_code == 422
    assert client.post(at("vacancy-step", vacancy.number, "open")).status_code == 303


def test_a_trainee_makes_the_list_with_and_without_htmx(client):
    who = made.agreeing()
    one, two = made.opened(), made.opened()
    round = made.round_of(who.cohort, one, two)
    enter(client, who.user)
    for vacancy in (one, two):
        answer = client.post(at("wish-step", round.number, vacancy.number, "add"), **HX, **EN)
        assert answer.status_code == 200
        assert answer.content.decode().lstrip().startswith('<div id="wishes"')
    assert client.post(at("wish-step", round.number, two.number, "up")).status_code == 303
    assert client.post(at("wish-step", round.number, made.opened().number, "add")).status_code == 404
    assert client.post(at("wishes-submit", round.number)).status_code == 303
    kept = WishList.objects.get()
    assert kept.submitted_at
    assert list(kept.wishes.order_by("place").values_list("vacancy", flat=True)) == [two.pk, one.pk]
    assert "handed in" in page_of(client, "round-wishes", round.number)
    for vacancy in (one, two):
        client.post(at("wish-step", round.number, vacancy.number, "drop"))
    refused = client.post(at("wishes-submit", round.number), **EN)
    assert refused.status_code == 422
    assert "at least one vacancy" in refused.content.decode()
    Round.objects.update(wishes_until=db_now() - timedelta(minutes=1))
    assert client.post(at("wish-step", round.number, one.number, "add")).status_code == 409


def test_a_firm_ranks_by_code_name_and_never_reads_a_name(client):
    firm, who = made.firm(), made.agreeing()
    vacancy = made.opened(firm)
    round = made.round_of(who.cohort, vacancy)
    made.wish(round, who, vacancy)
    rounds.start_ranking(round, by=None)
    enter(client, firm)
    shown = page_of(client, "round-ranks", round.number, vacancy.number)
    assert who.application.code in shown
    for secret in (who.application.identity.name, who.user.email, "010-2345-6789"):
        assert secret not in shown
    box = f"rank_{who.pk}"
    wrong = client.post(at("round-ranks", round.number, vacancy.number), {"version": 1, box: "0"}, **EN)
    assert wrong.status_code == 422
    assert box in wrong.context["form"].errors
    assert client.post(at("round-ranks", round.number, vacancy.number), {"version": 1, box: "1"}).status_code == 303
    assert client.post(at("round-ranks", round.number, vacancy.number), {"version": 1, box: "2"}).status_code == 409
    enter(client, made.firm())
    assert client.get(at("round-ranks", round.number, vacancy.number)).status_code == 404


def test_the_outcome_is_explained_to_the_trainee_and_shown_to_the_operator_by_code(client):
    match = made.suggested()
    who = match.trainee
    enter(client, who.user)
    shown = page_of(client, "match-detail", match.number)
    assert "Matched: your wish number 1. The firm ranked you 1." in shown
    assert "What became of each wish" in page_of(client, "round-detail", match.round.number)
    enter(client, operator())
    shown = page_of(client, "round-detail", match.round.number)
    assert "the same" in shown
    assert who.application.code in shown
    assert who.application.identity.name not in shown


def test_papers_are_released_by_a_ticked_box_and_bear_firm_and_reader(client):
    firm = made.firm()
    match = made.suggested(by=firm)
    enter(client, match.trainee.user)
    shown = page_of(client, "match-consent", match.number)
    assert "You may refuse" in shown
    assert "checked" not in shown.split('name="agreed"')[1].split(">")[0]
    refused = client.post(at("match-consent", match.number), {}, **EN)
    assert refused.status_code == 422
    assert "Tick the box" in refused.content.decode()
    assert client.post(at("match-consent", match.number), {"agreed": "on"}).status_code == 303
    enter(client, firm)
    shown = page_of(client, "match-detail", match.number)
    assert match.trainee.application.identity.name not in shown
    paper = client.post(at("match-papers", match.number))
    assert (paper.status_code, paper["Content-Type"]) == (200, "application/pdf")
    assert paper.content.startswith(b"%PDF")
    assert Look.objects.get().reader == firm
    assert client.get(at("match-papers", match.number)).status_code == 405
    matches.take_back(Match.objects.get(pk=match.pk), by=match.trainee.user)
    assert client.post(at("match-papers", match.number)).status_code == 409


def test_interview_offer_letter_and_calendar(client):
    firm = made.firm()
    match = made.consented(by=firm)
    interview = made.invited(match, firm)
    enter(client, match.trainee.user)
    text = client.get(at("interview-calendar", interview.uid)).content.decode()
    assert f"UID:{interview.uid}@interviews" in text
    assert "SEQUENCE:0" in text
    assert client.post(at("interview-step", interview.uid, "confirm")).status_code == 303
    assert client.post(at("interview-step", interview.uid, "held")).status_code == 403
    enter(client, firm)
    assert client.post(at("interview-step", interview.uid, "cancel")).status_code == 303
    assert "STATUS:CANCELLED" in client.get(at("interview-calendar", interview.uid)).content.decode()
    late = {"begins_at": f"{db_now():%Y-%m-%dT%H:%M}", "minutes": "30", "place": "본사", "contact": "인사"}
    wrong = client.post(at("match-invite", match.number), late, **EN)
    assert wrong.status_code == 422
    assert "begins_at" in wrong.context["form"].errors
    made.offered(Match.objects.get(pk=match.pk), firm)
    assert client.post(at("match-letter", match.number)).content.startswith(b"%PDF")
    enter(client, match.trainee.user)
    assert client.post(at("match-accept", match.number)).status_code == 303
    assert Match.objects.get(pk=match.pk).state == "accepted"


def test_a_firm_answers_a_check_and_the_report_hides_a_few_people(client):
    firm = made.firm()
    placement = made.placed(by=firm)
    RetentionCheck.objects.filter(months=1).update(due_on=today(), asked_at=db_now())
    enter(client, firm)
    wrong = client.post(at("placement-check", placement.number, 1), {"answer": "left"}, **EN)
    assert wrong.status_code == 422
    assert wrong.context["form"].errors.keys() == {"left_on"}
    assert client.post(at("placement-check", placement.number, 1), {"answer": "employed"}).status_code == 303
    assert client.get(at("placement-report")).status_code == 403
    enter(client, staff("SG"))
    shown = page_of(client, "placement-report")
    assert "&lt; 5" in shown
    assert "80.68%" in shown  # published for 2019, apart from the portal's own
    assert client.get(at("placement-report-paper")).content.startswith(b"%PDF")
    book = load_workbook(io.BytesIO(client.get(at("placement-report-sheet")).content))
    assert book.active.cell(row=2, column=3).value == "< 5"


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("vacancy-list", 9), ("match-list", 8), ("placement-list", 8)])
def test_the_lists_cost_the_same_for_one_and_for_three(client, name, queries, count, django_assert_num_queries):
    firm = made.firm()
    for _each in range(count):
        made.placed(by=firm)
    enter(client, firm)
    client.get(at(name))
    with django_assert_num_queries(queries):
        assert len(client.get(at(name)).context["results"]) == count


def test_programs_read_the_firms_own_by_code_name():
    firm = made.firm()
    match = made.consented(by=firm)
    api = api_client(firm.company, "jobs.read")
    (row,) = api.get("/api/v1/job-matches/").json()["results"]
    assert (row["number"], row["trainee"], row["state"]) == (match.number, match.trainee.application.code, "consented")
    assert match.trainee.application.identity.name not in str(row)
    assert [one["number"] for one in api.get("/api/v1/job-vacancies/").json()["results"]] == [match.vacancy.number]
    assert api_client(None, "jobs.read").get("/api/v1/job-matches/").json()["results"] == []
