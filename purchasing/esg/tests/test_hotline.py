"""Who called the hotline is protected: its words reach no supplier, on whatever page (LIM-03)."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.clock import today
from portal.tests.factories import staff
from portal.tests.signin import sign_in
from purchasing.esg.models import RedFlag
from purchasing.esg.services import flags
from purchasing.esg.states import AssessmentState, FlagSource, Severity
from purchasing.esg.tests.factories import assessed, person

pytestmark = pytest.mark.django_db
TITLE, WORDS = "야간 근로 강요", "3호기 야간조 김 아무개가 전화로 알려 왔습니다"


def told(assessment, *, confirmed: bool) -> RedFlag:
    flag = flags.raise_flag(
        assessment.company,
        title_ko=TITLE,
        basis=WORDS,
        source=FlagSource.HOTLINE,
        happened_on=today(),
        severity=Severity.MAJOR,
        by=staff("ER"),
    )
    return flags.confirm_flag(flag, decision="현장 확인", by=staff("CP")) if confirmed else flag


def page_of(user, name: str, *args) -> str:
    client = Client()
    sign_in(client, user)
    response = client.get(reverse(f"esg:{name}", args=args))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("role", ["SA", "SE", "SU"])
def test_what_the_hotline_alleges_is_not_on_the_scorecard_of_whom_it_accuses(role):
    assessment = assessed(state=AssessmentState.FINAL)
    told(assessment, confirmed=False)

    assert TITLE not in page_of(person(assessment.company, role), "assessment-detail", assessment.number)
    assert TITLE in page_of(staff("ER"), "assessment-detail", assessment.number)


def test_a_confirmed_one_is_seen_without_the_words_of_the_call():
    assessment = assessed(state=AssessmentState.FINAL)
    flag = told(assessment, confirmed=True)

    own = page_of(person(assessment.company, "SE"), "flag-detail", flag.uid)
    assert TITLE in own
    assert WORDS not in own
    assert flag.raised_by.name not in own
    assert WORDS in page_of(staff("ER"), "flag-detail", flag.uid)
