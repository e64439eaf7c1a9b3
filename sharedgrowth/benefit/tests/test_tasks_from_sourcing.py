"""An adopted alternative may begin a task, with the savings copied; who proposed something else begins nothing."""

from decimal import Decimal

import pytest
from django.urls import reverse

from catalog.models import SourcingRequest
from catalog.tests import sourcing
from portal.errors import NotAllowed
from portal.tests.factories import staff
from portal.tests.signin import sign_in
from sharedgrowth.benefit.models import Task
from sharedgrowth.benefit.services import tasks
from sharedgrowth.benefit.tests import factories as made

pytestmark = pytest.mark.django_db
NEW = reverse("benefit:idea-new")
SAVED = Decimal(12_500_000)


@pytest.fixture
def stage() -> sourcing.Made:
    stage = sourcing.adopted()
    SourcingRequest.objects.filter(pk=stage.request.pk).update(saved_won=SAVED)
    return stage.again()


def page_of(stage: sourcing.Made) -> str:
    return reverse("catalog:sourcing-detail", args=[stage.request.uid])


def begin(stage: sourcing.Made) -> str:
    return f"{NEW}?sourcing={stage.request.number}"


def given(form) -> dict:
    words = {name: value for name, value in made.IDEA.items() if name not in ("expected_won", "cost_won")}
    kept = ("title", "item", "class_code", "partner", "key")
    return words | {name: form.initial[name] for name in kept if name in form.fields} | {"save": "1"}


def test_the_requester_begins_a_task_with_what_was_adopted_and_what_it_saves(client, stage):
    sign_in(client, stage.cast.requester)
    assert begin(stage) in client.get(page_of(stage)).content.decode()
    form = client.get(begin(stage)).context["form"]
    assert form.initial["expected_won"] == SAVED
    assert form.initial["item"] == stage.proposal.version.name

    answer = client.post(begin(stage), given(form) | {"expected_won": "12,500,000"})

    task = Task.objects.get()
    assert answer.status_code == 303
    assert (task.source, task.title, task.expected_won) == (stage.request, stage.request.title, SAVED)
    assert task.suppliers.get().company == stage.cast.seller.company
    page = client.get(page_of(stage)).content.decode()
    assert begin(stage) not in page
    assert reverse("benefit:task-detail", args=[task.number]) in page
    assert page_of(stage) in client.get(reverse("benefit:task-detail", args=[task.number])).content.decode()


def test_its_supplier_begins_one_without_learning_what_is_saved(client, stage):
    sign_in(client, stage.cast.seller)
    assert begin(stage) in client.get(page_of(stage)).content.decode()
    answer = client.get(begin(stage))
    assert answer.context["form"].initial["expected_won"] is None
    assert "12,500,000" not in answer.content.decode()
    assert client.post(begin(stage), given(answer.context["form"])).status_code == 303
    assert Task.objects.get().source == stage.request


def test_nobody_else_begins_one(client, stage):
    for user in (stage.cast.rival, staff("AU"), staff("HR")):
        sign_in(client, user)
        assert begin(stage) not in client.get(page_of(stage)).content.decode()
    for user in (stage.cast.rival, staff("SG")):
        sign_in(client, user)
        assert client.get(begin(stage)).status_code == 404
        with pytest.raises(NotAllowed):
            tasks.save_idea(None, dict(made.IDEA), source=stage.request, by=user)


def test_a_request_without_an_adopted_alternative_begins_nothing(client):
    stage = sourcing.passed()
    sign_in(client, stage.cast.requester)
    assert begin(stage) not in client.get(page_of(stage)).content.decode()
    assert client.get(begin(stage)).status_code == 404
    assert client.get(f"{NEW}?sourcing=%00").status_code in (400, 404)
