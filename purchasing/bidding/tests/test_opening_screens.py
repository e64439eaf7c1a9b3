"""What an opening officer finds on the screens: the tool, the keys, who is awaited, what is to be done."""

from hashlib import sha256
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from portal.tests.factories import staff
from purchasing.bidding import services
from purchasing.bidding.demo.keys import PASSPHRASE as OF_DEMO
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.test_views_shown import address, sign_in

pytestmark = pytest.mark.django_db
PRICES = (88_000_001, 92_000_002)


@pytest.fixture(autouse=True)
def _in_english(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


def test_who_tries_the_demo_is_told_with_what_the_officers_open():
    staff("OC", email="oc1@hanbit.example")
    told = StringIO()

    call_command("demo", accounts=True, stdout=told)

    assert "oc1@hanbit.example" in told.getvalue()
    assert OF_DEMO in told.getvalue()


def test_the_opening_tool_is_offered_where_it_is_asked_for(client):
    stage = factories.closed(seal="keys", prices=PRICES)
    officer = stage.cast.openers[0]
    services.declare_no_conflict(stage.tender, by=officer)
    sign_in(client, officer)
    tool = reverse("developers:checker-file", args=["open_share.py"])
    served = b"".join(client.get(tool).streaming_content)

    for page in (reverse("bidding:key-detail"), address(stage.tender, "opening-detail")):
        shown = client.get(page).content.decode()
        assert f'href="{tool}"' in shown
        assert sha256(served).hexdigest() in shown
        assert "python open_share.py" in shown
