"""Pages of red flags, corrective actions, limitations: lists of one cost, forms that lose nothing, letters."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from portal.clock import today
from portal.tests.factories import CompanyFactory, staff, supplier
from portal.tests.signin import sign_in
from purchasing.esg.models import CorrectiveAction, Limitation, RedFlag
from purchasing.esg.services import actions, appeals, limitations
from purchasing.esg.services.findings import _finding as finding_of
from purchasing.esg.states import CapState, FlagState, LimitationState
from purchasing.esg.tests import actions_stage as made
from purchasing.esg.tests.factories import assessed, person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("things", [1, 3])
@pytest.mark.parametrize(
    ("name", "make", "queries"),
    [("action-list", made.opened, 8), ("flag-list", made.raised, 8), ("limitation-list", made.proposed, 9)],
)
def test_a_list_costs_the_same_for_one_and_for_three(client, django_assert_num_queries, things, name, make, queries):
    for _each in range(things):
        make()
    sign_in(client, staff("ER"))

    with django_assert_num_queries(queries):  # session, person, roles, clock, notices, how many, rows (and carried)
        response = client.get(reverse(f"esg:{name}"))

    assert len(response.context["results"]) == things


def test_a_supplier_lists_its_own_only_and_htmx_gets_the_part(client):
    own, other = made.opened(), made.opened()
    sign_in(client, person(own.company, "SE"))

    response = client.get(reverse("esg:action-list"), headers={"HX-Request": "true"})

    text = response.content.decode()
    assert own.number in text
    assert other.number not in text
    assert "<html" not in text


def test_what_is_typed_into_a_plan_stays_when_something_is_missing(client):
    action = made.opened()
    sign_in(client, person(action.company, "SE"))

    url = reverse("esg:action-plan", args=[action.number])
    response = client.post(url, {"root_cause": "점검 목록에 없음", "action_text": "덮개 설치", "owner": ""})

    assert response.status_code == 422
    assert "점검 목록에 없음" in response.content.decode()
    assert "owner" in response.context["form"].errors
    action.refresh_from_db()
    assert action.state == CapState.OPEN


def test_the_way_of_an_action_through_its_pages(client):
    assessment = assessed(state="final", scores={"E1": 3, "S1": 1, "G1": 3}, band="D", total=46)
    action = made.opened(assessment.company, assessment=assessment, question_code="S1")
    shown = made.evidence(assessment.company)
    at = lambda name: reverse(f"esg:{name}", args=[action.number])  # noqa: E731 (one word for six lines)
    steps = [
        (person(action.company, "SE"), "action-plan",
         {"root_cause": "r", "action_text": "a", "owner": "o", "containment": "c"}, CapState.PLAN_SUBMITTED),
        (staff("ER"), "action-accept", {}, CapState.PLAN_ACCEPTED),
        (person(action.company, "SE"), "action-implement",
         {"done_text": "설치함", "evidence": [shown.pk]}, CapState.IMPLEMENTED),
        (staff("ER"), "action-verify", {"remark": "현장 확인", "new_score": "4"}, CapState.CLOSED),
    ]  # fmt: skip
    for who, name, data, state in steps:
        sign_in(client, who)
        assert client.get(at(name)).status_code == 200
        assert client.post(at(name), data).status_code == 303
        action.refresh_from_db()
        assert action.state == state
        page = client.get(at("action-detail"))
        assert page.status_code == 200

    assert assessment.reviews.filter(round=4, score=4).exists()


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_page_of_a_limitation_shows_each_of_its_states_to_both_sides(client, lang):
    company = CompanyFactory()
    limitation = made.appealed(made.imposed(company, level=3))
    made.vote(limitation, True, True, True, on_appeal=True)
    limitation = appeals.decide_appeal(limitation, decision="기각합니다", by=staff("EC"))
    made.verified(made.opened(company))
    appeals.ask_lifting(limitation, reason="고쳤습니다", by=person(company, "SA"))
    appeals.lift_limitation(limitation, reason="시정 확인", by=staff("EC"))
    client.cookies["django_language"] = lang

    for who in (person(company, "SA"), staff("AU")):
        sign_in(client, who)
        page = client.get(reverse("esg:limitation-detail", args=[limitation.number]))
        text = page.content.decode()
        assert page.status_code == 200
        assert "기각합니다" in text
        assert "시정 확인" in text
        assert any(entry.what.endswith("voted") for entry in page.context["entries"]) is who.is_internal
        assert bool(page.context["votes"]) is who.is_internal  # how members voted stays with the committee


@pytest.mark.parametrize("kind", ["notice", "decision", "appeal", "lifting"])
def test_each_letter_is_a_pdf_for_the_supplier_once_it_is_written(client, kind):
    limitation = made.imposed()
    sign_in(client, person(limitation.company, "SA"))
    url = reverse("esg:limitation-letter", args=[limitation.number, kind])
    if kind in ("appeal", "lifting"):
        assert client.get(url).status_code == 404
        made.verified(made.opened(limitation.company))
        limitation = made.appealed(limitation)
        made.vote(limitation, True, True, True, on_appeal=True)
        limitation = appeals.decide_appeal(limitation, decision="기각", by=staff("EC"))
        limitation = appeals.ask_lifting(limitation, reason="고침", by=person(limitation.company, "SA"))
        appeals.lift_limitation(limitation, reason="시정 확인", by=staff("EC"))

    response = client.get(url)

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


def test_a_corrective_action_is_kept_on_paper(client):
    action = made.verified(made.opened())
    sign_in(client, person(action.company, "SE"))

    response = client.get(reverse("esg:action-paper", args=[action.number]))

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


def test_a_late_appeal_says_its_dates_and_keeps_the_words(client):
    limitation = made.imposed()
    Limitation.objects.filter(pk=limitation.pk).update(appeal_until=today() - timedelta(days=3))
    sign_in(client, person(limitation.company, "SA"))

    response = client.post(reverse("esg:limitation-appeal", args=[limitation.number]), {"text": "점수가 틀렸습니다"})

    assert response.status_code == 422
    assert "점수가 틀렸습니다" in response.content.decode()
    limitation.refresh_from_db()
    assert limitation.state == LimitationState.IN_FORCE


def test_two_who_send_the_same_notice_send_one(client):
    limitation = made.proposed()
    limitations.notify_limitation(limitation, by=staff("ER"))
    sign_in(client, staff("ER"))

    assert client.post(reverse("esg:limitation-notify", args=[limitation.number])).status_code == 409


def test_a_flag_raised_on_its_page_is_decided_by_another(client):
    company, raiser = CompanyFactory(), staff("ER")
    sign_in(client, raiser)
    told = {
        "company": company.legal_name_ko,
        "title_ko": "폐수 무단 방류",
        "source": "news",
        "happened_on": today().isoformat(),
        "basis": "지역 신문 2026-11-20",
        "severity": "priority",
    }
    assert client.post(reverse("esg:flag-raise"), told | {"company": "없는 회사"}).status_code == 422
    assert client.post(reverse("esg:flag-raise"), told | {"authority_report": "on"}).status_code == 422
    assert client.post(reverse("esg:flag-raise"), told).status_code == 303
    flag = RedFlag.objects.get()
    assert client.post(reverse("esg:flag-confirm", args=[flag.uid]), {"decision": "확인"}).status_code == 403
    sign_in(client, staff("CP"))
    assert client.post(reverse("esg:flag-confirm", args=[flag.uid]), {"decision": "확인"}).status_code == 303

    flag.refresh_from_db()
    assert flag.state == FlagState.CONFIRMED
    assert CorrectiveAction.objects.filter(flag=flag).count() == 1


def test_another_company_finds_neither(client):
    action, limitation, flag = made.opened(), made.imposed(), made.raised()
    sign_in(client, supplier("SA", "SE"))

    for name, key in (
        ("action-detail", action.number),
        ("limitation-detail", limitation.number),
        ("flag-detail", flag.uid),
    ):
        assert client.get(reverse(f"esg:{name}", args=[key])).status_code == 404


TEXTS = {
    "ko": "용수 사용량과 폐수 배출량을 측정하고 줄입니다. " * 4,
    "en": "Water used and waste water let out is measured. " * 4,
}


@pytest.mark.parametrize(
    ("language", "begins", "absent"),
    [("ko", "문항 E4 1점(5점 만점): 용수 ", "Water"), ("en", "Item E4 scores 1 of 5: Water ", "용수")],
)
def test_the_dashboard_names_what_to_mend_in_the_readers_language_and_cuts_no_word(client, language, begins, absent):
    question = SimpleNamespace(code="E4", text_ko=TEXTS["ko"], text_en=TEXTS["en"])
    finding = finding_of(SimpleNamespace(question=question, score=1, review=None))
    action = actions.open_action(CompanyFactory(), finding=finding, severity="major", by=staff("ER"))
    sign_in(client, person(action.company, "SE"))

    rows = client.get(reverse("home:dashboard"), headers={"accept-language": language}).context["rows"]

    (told,) = [row.title for row in rows if action.number in row.title]
    assert begins in told
    assert absent not in told
    assert told.endswith("…")
    assert told.removesuffix("…").split()[-1] in [word.rstrip(".") for word in TEXTS[language].split()]
