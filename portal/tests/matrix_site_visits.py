"""The worlds behind the doors of site visits to certified companies."""

from portal.clock import today
from portal.files.services import store_upload
from portal.files.tests.factories import pdf_bytes, upload
from portal.tests.factories import staff, supplier
from portal.tests.matrix import World, stage
from portal.tests.matrix_costs import _people
from purchasing.bidding import services
from purchasing.bidding.models import SiteVisit
from purchasing.bidding.tests import tco_stage as costs


def _drawn() -> tuple[World, SiteVisit]:
    bidder = supplier()
    costs.certify(bidder)
    services.draw_site_sample(chance="matrix")
    visit = SiteVisit.objects.get()
    world = World(_people(costs.Cast(), bidder) | {"esg_reviewer": staff("ER")}, owner=bidder.company)
    world.names |= {"visit": visit.uid, "on": today().isoformat()}
    return world, visit


def _reported() -> tuple[World, SiteVisit]:
    world, visit = _drawn()
    by = staff("SG")
    evidence = store_upload(upload("현장 보고.pdf", pdf_bytes()), company=by.company, by=by)
    services.report_visit(
        visit,
        visited_on=today(),
        visitors="동행 2인",
        finding="genuine",
        report="대표가 직접 운영",
        evidence=evidence,
        by=by,
    )
    return world, visit


@stage("site visit due")
def due() -> World:
    """The only certified company is drawn."""
    return _drawn()[0]


@stage("site visit reported")
def reported() -> World:
    """Genuine, says shared growth; a second person decides."""
    return _reported()[0]


@stage("site visit decided")
def decided() -> World:
    """The certificate holds."""
    world, visit = _reported()
    services.decide_visit(visit, by=staff("ER"))
    return world
