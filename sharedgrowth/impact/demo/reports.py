"""The demonstration's yearly reports: last year's published and corrected once, this year's waiting."""

from portal.clock import today
from portal.demo import Part, World, parts
from sharedgrowth.impact.models import Report
from sharedgrowth.impact.services import reports

FOREWORD_KO = (
    "이 보고서의 모든 숫자는 포털의 자료에서 셌습니다. 숫자를 누르면 산식과 원자료를 볼 수 있습니다.\n\n"
    "올해는 하위 차수까지 제때 지급하는 일과, 거래 실적이 없는 기업이 지원을 받는 일에 힘을 모았습니다."
)
FOREWORD_EN = (
    "Every number in this report was counted from rows of the portal. Press a number to see its formula and its rows.\n"
    "\nThis year we worked above all on payment in time down to the lower tiers, and on support for companies that do "
    "not trade with us yet."
)


def fill(world: World) -> None:
    """By one officer and another."""
    if Report.objects.exists():
        return
    writer, colleague = world.one("SG"), world.one("AP")
    year = today().year
    for version in (1, 2):
        report = reports.start_report(year=year - 1, by=writer)
        words = {"foreword_ko": FOREWORD_KO, "foreword_en": FOREWORD_EN}
        if version == 2:
            words |= {
                "correction_ko": "머리말의 표현을 바로잡았습니다. 수치는 같습니다.",
                "correction_en": "Words of the foreword were corrected; the numbers are the same.",
            }
        reports.write_words(report, by=writer, **words)
        reports.propose_report(report, by=writer)
        reports.publish_report(report, by=colleague)
    report = reports.start_report(year=year, by=writer)
    reports.write_words(report, by=writer, foreword_ko=FOREWORD_KO, foreword_en=FOREWORD_EN)
    reports.propose_report(report, by=writer)
    world.say("3 yearly reports")


parts.add("impact", Part(order=99, title="yearly reports of results", fill=fill))
