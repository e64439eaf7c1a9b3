"""The worker's list goes on where it stood when its transaction crossed another's."""

import pytest

from catalog import services, tasks
from catalog.models import BulkRow
from catalog.states import BulkState
from catalog.tests.factories import attribute, class_node
from catalog.tests.test_services.test_bulk import ROW, csv
from portal.audit.models import AuditEntry
from portal.outbox.models import Event
from portal.tests.crossing import CHAIN, crossed_by, crossings, row
from portal.tests.factories import supplier


@pytest.mark.django_db(transaction=True)
def test_a_list_that_crossed_at_its_end_is_checked_once(caplog):
    node = class_node("99171504")
    attribute(node, "bore", quantity="length", unit="mm", required=True)
    attribute(node, "load", quantity="force", unit="kN")
    seller = supplier("SA")
    rows = [ROW.replace("A-1", f"A-{number}").replace("6204", f"M{number}") for number in range(3)]
    job = services.upload_list(seller.company, csv(*rows), by=seller, class_node=node)
    with crossed_by(hold=CHAIN, want=row("catalog_bulkjob", job.pk), times=2):
        tasks.run_list(job=job.pk)
    job.refresh_from_db()
    assert (job.state, job.checked, job.total) == (BulkState.CHECKED, 3, 3)
    assert BulkRow.objects.filter(job=job).count() == 3
    assert AuditEntry.objects.filter(what="catalog.bulkjob.finish_check", thing_id=str(job.pk)).count() == 1
    assert Event.objects.filter(name="catalog.bulk_checked").count() == 1
    assert crossings(caplog) == [(1, True), (2, True)]
