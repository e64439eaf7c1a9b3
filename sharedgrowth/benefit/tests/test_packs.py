"""What the body outside gets: contract, plan, proposal; settlement notes once there are some. Same data, same bytes."""

import io
import zipfile

import pytest
from django.urls import reverse
from django.utils.translation import override
from pypdf import PdfReader

from portal.tests.factories import staff
from portal.tests.signin import sign_in
from sharedgrowth.benefit.tests import factories as made

pytestmark = pytest.mark.django_db


def test_the_pack_holds_contract_plan_and_proposal_once_all_have_signed(client):
    task = made.task(state="agreed")
    url = reverse("benefit:registration-pack", args=[task.number])
    sign_in(client, staff("SG"))
    answer = client.get(url)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as pack:
        names = pack.namelist()
        assert names[:5] == [
            *("1-agreement-ko.pdf", "2-plan-ko.pdf", "1-agreement-en.pdf", "2-plan-en.pdf", "3-proposal.pdf"),
        ]
        assert all(pack.read(name).startswith(b"%PDF") for name in names if name.endswith(".pdf"))
        assert task.number in pack.read("contents.txt").decode()
    assert client.get(url).content == answer.content


def test_the_plan_lists_the_milestones_and_what_was_reported(client):
    task = made.task(state="in_progress")
    sign_in(client, staff("SG"))
    client.cookies["django_language"] = "en"
    with override("en"):
        answer = client.get(reverse("benefit:task-plan", args=[task.number]))
        text = "\n".join(each.extract_text() for each in PdfReader(io.BytesIO(answer.content)).pages)
    assert "Plan and progress of a task" in text
    assert task.milestones.first().title[:4] in text
