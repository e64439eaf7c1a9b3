"""Companies before the gate and entries at each step, made through the services that the screens use."""

from portal.clock import today
from portal.people.models import User
from portal.tests.factories import CompanyFactory, supplier
from purchasing.esg.models import CodeConsent, Entry
from purchasing.esg.queries import gate as queries
from purchasing.esg.rules.gate import SELF_KEYS
from purchasing.esg.services import code as code_services
from purchasing.esg.services import gate as services
from purchasing.esg.states import EntryItem

ALL = range(1, 8)


def newcomer() -> User:
    """The administrator of a company that never passed the gate."""
    return supplier("SA", "BD", company=CompanyFactory(entered=False))


def consented(by: User) -> CodeConsent:
    """Signed for the company, all parts ticked."""
    code = queries.code_in_force()
    assert code is not None
    return code_services.consent_to_code(code, parts=ALL, language="ko", ip="127.0.0.1", by=by)


def filled(by: User, *, level: int = 3) -> Entry:
    """An application with everything in it."""
    consented(by)
    entry = services.begin_entry(by=by)
    for item in EntryItem.values:
        if item != EntryItem.CODE:
            owners = {"owners": f"P-{by.company_id}A 60\nP-{by.company_id}B 40"} if item == EntryItem.OWNERS else {}
            services.answer_point(entry, item, answer="yes", statement="해마다 확인합니다.", **owners, by=by)
    services.answer_self_assessment(entry, dict.fromkeys(SELF_KEYS, level), by=by)
    return entry


def judged(entry: Entry, *, by: User, failed: str = "") -> Entry:
    """All ten items looked at; one of them may fail."""
    for item in EntryItem.values:
        words = "증빙이 없음" if item == failed else ""
        listed = {"checked_list": "UN 2026-11", "checked_on": today()} if item == EntryItem.OWNERS else {}
        services.judge_point(entry, item, passed=item != failed, finding=words, **listed, by=by)
    return Entry.objects.select_related("company").get(pk=entry.pk)
