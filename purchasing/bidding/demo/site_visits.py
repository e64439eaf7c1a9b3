"""The yearly sample of certified companies in the demonstration: drawn, visited, decided as far as there are some."""

from django.core.files.uploadedfile import SimpleUploadedFile

from portal.clock import today
from portal.demo import World
from portal.files.services import store_upload
from purchasing.bidding import services
from purchasing.bidding.models import SiteVisit

SEEN = "대표가 견적과 채용을 직접 결정하고, 생산 현장에서 직원 14명을 확인했습니다. 급여 대장과 통장 사본을 보았습니다."


def visit_sample(world: World) -> None:
    """The first company is visited and found genuine; a second visit waits for its second person, the rest is due."""
    services.draw_site_sample(chance="demonstration")
    reporter = world.one("SG")
    for place, visit in enumerate(SiteVisit.objects.select_related("company").order_by("pk")[:2]):
        evidence = store_upload(
            SimpleUploadedFile(f"현장 확인 보고 {visit.company.number}.csv", SEEN.encode()),
            company=reporter.company,
            by=reporter,
        )
        services.report_visit(
            visit,
            visited_on=today(),
            visitors="상생협력팀 2인, 대표이사, 생산팀장",
            finding="genuine",
            report=SEEN,
            evidence=evidence,
            by=reporter,
        )
        if place == 0:
            services.decide_visit(visit, by=world.one("ER"))
