"""The room for a company's attachments holds when two arrive at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from portal.errors import RuleBroken
from portal.tests.factories import supplier
from purchasing.bidding import services
from purchasing.bidding.models import SealedFile
from purchasing.bidding.tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4


def test_files_that_arrive_at_once_do_not_share_the_last_room(settings):
    settings.COMPANY_MAX_BYTES = 1_000_000  # so that a tenth, 100 kB, is the room of a tender
    tender, bidder = factories.published().tender, supplier()
    content = b"no,price\n" + b"1,88000000\n" * 5_000  # 55 kB: one fits, two do not
    ready = Barrier(AT_ONCE)

    def send(turn: int) -> bool:
        try:
            connection.ensure_connection()
            ready.wait(timeout=20)
            services.seal_file(tender, SimpleUploadedFile(f"offer-{turn}.csv", content), by=bidder)
        except RuleBroken:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        taken = list(pool.map(send, range(AT_ONCE)))

    assert taken.count(True) == 1
    assert SealedFile.objects.filter(tender=tender).count() == 1
