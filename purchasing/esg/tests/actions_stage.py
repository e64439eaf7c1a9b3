"""Red flags, corrective actions and limitations of the tests, made through the services that the screens use."""

from typing import Any

from portal.clock import today
from portal.files.models import File
from portal.people.models import Company, User
from portal.tests.factories import CompanyFactory, staff
from purchasing.esg.models import CorrectiveAction, Evidence, Limitation, RedFlag
from purchasing.esg.services import actions, appeals, flags, limitations
from purchasing.esg.states import Bench, FlagSource, Severity
from purchasing.esg.tests.factories import person

VOTERS = {Bench.ESG: "EC", Bench.PURCHASING: "AP", Bench.LEGAL: "CP"}
FACTS = "2026 정기 평가 46.20점, D등급. 폐수 측정 기록 11개월 없음."


def evidence(company: Company, **fields: Any) -> Evidence:
    """A document of the company's library."""
    file = File.objects.create(
        company=company, name="photo.pdf", kind="pdf", content_type="application/pdf", size=4, sha256="0" * 64
    )
    return Evidence.objects.create(company=company, title="개선 사진", file=file, **fields)


def raised(company: Company | None = None, *, by: User | None = None, **fields: Any) -> RedFlag:
    """Alleged, from a paper of a court."""
    told: dict[str, Any] = {
        "title_ko": "임금 체불 시정 지시",
        "title_en": "Order to pay wages in arrears",
        "basis": "노동청 시정 지시 2026-10-14",
        "source": FlagSource.COURT,
        "happened_on": today(),
    }
    return flags.raise_flag(company or CompanyFactory(), by=by or staff("ER"), **(told | fields))


def opened(
    company: Company | None = None, severity: str = Severity.MAJOR, *, by: User | None = None, **fields: Any
) -> CorrectiveAction:
    """Asked for by a reviewer."""
    finding = "방호 덮개가 없는 프레스 2대"
    return actions.open_action(
        company or CompanyFactory(), finding=finding, severity=severity, by=by or staff("ER"), **fields
    )


def planned(action: CorrectiveAction) -> CorrectiveAction:
    """With a plan of the supplier."""
    return actions.plan_action(
        action,
        root_cause="점검 목록에 없음",
        action_text="덮개 설치와 점검 목록 개정",
        owner="안전팀 김하나",
        containment="가동 중지",
        by=person(action.company, "SE"),
    )


def accepted(action: CorrectiveAction) -> CorrectiveAction:
    """The plan accepted."""
    return actions.accept_plan(planned(action), by=staff("ER"))


def implemented(action: CorrectiveAction) -> CorrectiveAction:
    """With evidence to be looked at."""
    action, by = accepted(action), person(action.company, "SE")
    return actions.implement_action(action, done_text="설치함", evidence=[evidence(action.company)], by=by)


def verified(action: CorrectiveAction, **fields: Any) -> CorrectiveAction:
    """Mended."""
    return actions.verify_action(implemented(action), remark="현장에서 확인", by=staff("ER"), **fields)


def proposed(company: Company | None = None, level: int = 2, *, by: User | None = None, **fields: Any) -> Limitation:
    """By a reviewer, with facts."""
    told = {"facts": FACTS} | fields
    return limitations.propose_limitation(company or CompanyFactory(), level=level, by=by or staff("ER"), **told)


def answered(limitation: Limitation, *, hearing: bool = False, by: User | None = None) -> Limitation:
    """The notice is sent and answered."""
    limitation = limitations.notify_limitation(limitation, by=by or staff("ER"))
    own = person(limitation.company, "SA")
    return limitations.answer_limitation(limitation, answer="개선 중입니다", hearing=hearing, by=own)


def before_committee(limitation: Limitation, *, by: User | None = None) -> Limitation:
    """Answered, and with the committee."""
    return limitations.convene_committee(answered(limitation, by=by), by=by or staff("ER"))


def vote(limitation: Limitation, *in_favour: bool, on_appeal: bool = False) -> None:
    """ESG, purchasing and legal, each by a new member."""
    for (bench, code), yes in zip(VOTERS.items(), in_favour, strict=True):
        words = "" if yes else "개선이 확인됨"
        limitations.cast_vote(limitation, bench=bench, in_favour=yes, words=words, on_appeal=on_appeal, by=staff(code))


def imposed(company: Company | None = None, level: int = 2, **fields: Any) -> Limitation:
    """In force by a committee of three."""
    limitation = before_committee(proposed(company, level, **fields))
    vote(limitation, True, True, True)
    return limitations.decide_limitation(limitation, reason="두 번 연속 D등급, 개선 계획 없음", by=staff("EC"))


def appealed(limitation: Limitation) -> Limitation:
    """By the supplier, in time."""
    return appeals.appeal_limitation(limitation, text="점수가 틀렸습니다", by=person(limitation.company, "SA"))
