"""The worlds behind the doors of lists of products and of their review."""

from django.core.files.base import ContentFile

from catalog import services
from catalog.models import BulkJob, ReviewBatch
from catalog.tests.factories import FileFactory, attribute, class_node
from portal.tests.factories import CompanyFactory
from portal.tests.matrix import World, stage
from portal.tests.matrix_ground import _people

ROWS = "품번,품명,원산지,납기,최소주문,사진\nA-1,볼 베어링,KR,7,10,b.png\nA-2,볼 베어링,XX,7,10,\n"


def _list_world(last: str) -> World:
    company = CompanyFactory()
    people = _people(company)
    owner = people["owner"]
    node = class_node()
    attribute(node, "bore", quantity="length", unit="mm")
    FileFactory(company=company, name="b.png")
    job = services.upload_list(company, ContentFile(ROWS.encode(), name="p.csv"), by=owner, class_node=node)
    world = World(people, {"job": job.uid, "class": node.code}, owner=company)
    if last == "checking":
        return world
    services.run_list(job.pk)
    job.refresh_from_db()
    if last == "cancelled":
        services.cancel_list(job, by=owner)
    if last in ("checked", "cancelled"):
        return world
    services.apply_list(job, by=owner)
    services.run_list(job.pk)
    if last == "done":
        return world
    batch = services.submit_batch(BulkJob.objects.get(pk=job.pk), by=owner)
    services.run_batch(batch.pk)
    batch = ReviewBatch.objects.get(pk=batch.pk)
    if last != "submitted":
        services.take_up_batch(batch, by=people["officer"])
        if last == "looked at":
            for item in batch.items.filter(sampled=True):
                services.look_at_item(item, by=people["officer"])
    world.names |= {"batch": batch.uid, "item": batch.items.exclude(sha256="").get().pk}
    return world


@stage("list being checked")
def list_checking() -> World:
    """The worker has it."""
    return _list_world("checking")


@stage("list checked")
def list_checked() -> World:
    """One row is good, one is not; nothing is taken over."""
    return _list_world("checked")


@stage("list cancelled")
def list_cancelled() -> World:
    """It may go on."""
    return _list_world("cancelled")


@stage("list taken over")
def list_done() -> World:
    """One draft waits to be sent in."""
    return _list_world("done")


@stage("batch submitted")
def batch_submitted() -> World:
    """Waiting for a reviewer."""
    return _list_world("submitted")


@stage("batch in review")
def batch_in_review() -> World:
    """The officer has it; the sample is drawn."""
    return _list_world("in review")


@stage("batch looked at")
def batch_looked_at() -> World:
    """The whole sample was looked at."""
    return _list_world("looked at")
