"""The named actions of the catalogue's windows, pressed on their page: what they do, what the trail says of it.

Who may not, or comes in the wrong state, reads why on the page, and nothing is changed.
"""

import pytest
from django.urls import reverse

from catalog import services
from catalog.models import (
    BulkJob,
    GroupCall,
    Inquiry,
    Product,
    ProductBlock,
    PublicAlert,
    QuoteRequest,
    ReviewTerms,
    SecondLook,
    SourcingRequest,
)
from catalog.services import evaluation
from catalog.states import BulkState, LookState, ProductState, QuoteState, RequestState
from catalog.tests import sourcing as stages
from catalog.tests.dealing import answered, past_deadline, quotes_asked
from catalog.tests.factories import ProductFactory, attribute, class_node, whole_draft
from catalog.tests.registering import group_of
from catalog.tests.test_services.test_bulk import ROW, csv
from portal.audit.models import AuditEntry
from portal.outbox.models import Event
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db
DONE = "Done for 1 entry."
NAMELESS = ("catalog.publicalert.ended",)  # the link in an e-mail does the same


@pytest.fixture
def press(client):
    """Press an action for one thing as ``by``; what the page says then, and the trail's entries that came of it."""
    client.cookies["django_language"] = "en"

    def pressed(thing, action: str, by) -> tuple[str, list[tuple]]:
        sign_in(client, by)
        last = AuditEntry.objects.order_by("pk").last().pk
        page = reverse(f"admin:{thing._meta.label_lower.replace('.', '_')}_changelist")
        response = client.post(page, {"action": action, "_selected_action": [thing.pk]}, follow=True)
        assert response.redirect_chain == [(page, 302)]
        (said,) = {str(message) for message in response.context["messages"]}
        assert said in response.content.decode()
        entries = AuditEntry.objects.filter(pk__gt=last).order_by("pk")
        assert {entry.by_id for entry in entries if entry.what not in NAMELESS} <= {by.pk}
        return said, [(entry.what.removeprefix("catalog."), entry.before, entry.after) for entry in entries]

    return pressed


def keeper(*roles: str):
    """Staff who may also look at everything in the administration."""
    return staff(*roles, is_staff=True, is_superuser=True)


def blocked() -> Product:
    return services.block_product(ProductFactory(), by=staff("PO"), reason="Licence missing")


@pytest.mark.parametrize(
    ("action", "row"),
    [
        ("unblock", lambda product: product),
        ("lift", lambda product: ProductBlock.objects.get(product=product)),
    ],
)
def test_a_block_is_lifted_once(press, action, row):
    product, officer = blocked(), keeper("PO")
    said, entries = press(row(product), action, keeper("AD"))
    assert "officer" in said
    assert entries == []
    assert press(row(product), action, officer) == (DONE, [("product.unblock", "blocked", "hidden")])
    assert Product.objects.get().state == ProductState.HIDDEN
    assert ProductBlock.objects.get().lifted_by == officer

    said, entries = press(row(product), action, officer)
    assert said != DONE
    assert entries == []
    assert Product.objects.get().state == ProductState.HIDDEN


def test_a_second_officer_agrees_with_a_review_once(press):
    ReviewTerms.objects.update(look_pct=100)
    seller, node, first, second = supplier("SA"), class_node(), keeper("PO"), keeper("PO")
    attribute(node, "bore", quantity="length", unit="mm", required=True)
    version = services.submit_version(whole_draft(seller, node), by=seller)
    services.take_up_review(version, by=first)
    services.publish_version(version, by=first)
    look = SecondLook.objects.get()

    said, entries = press(look, "agree", first)
    assert said.endswith("You published this version yourself: a second officer looks at it.")
    assert entries == []
    said, entries = press(look, "agree", second)
    assert (said, entries[0]) == (DONE, ("secondlook.agree", LookState.WAITING, LookState.AGREED))
    assert (SecondLook.objects.get().state, SecondLook.objects.get().by) == (LookState.AGREED, second)
    said, entries = press(look, "agree", keeper("PO"))
    assert said != DONE
    assert entries == []
    assert SecondLook.objects.get().by == second


def test_a_group_is_opened_for_applications_once(press):
    group = group_of()
    officer = keeper("PO")
    assert press(group, "announce", keeper("AD"))[1] == []
    said, entries = press(group, "announce", officer)
    assert said == DONE
    assert [what for what, _before, _after in entries] == ["groupcall.announced"]
    assert GroupCall.objects.get().announced_by == officer
    said, entries = press(group, "announce", officer)
    assert said != DONE
    assert entries == []
    assert GroupCall.objects.count() == 1


def test_a_published_question_is_taken_from_the_page_once(press):
    inquiry = answered(publish=True)
    officer = keeper("PO")
    assert press(inquiry, "unpublish", keeper("AD"))[1] == []
    assert press(inquiry, "unpublish", officer) == (DONE, [("inquiry.unpublished", "", "")])
    assert not Inquiry.objects.get().public_answer
    said, entries = press(inquiry, "unpublish", officer)
    assert said.endswith("This question is not published.")
    assert entries == []


def test_a_request_for_quotes_is_closed_when_its_deadline_has_passed(press):
    asked, officer = quotes_asked(), keeper("PO")
    said, entries = press(asked, "close_due", officer)
    assert said.endswith("The deadline has not passed yet.")
    assert entries == []
    assert QuoteRequest.objects.get().state == QuoteState.OPEN

    past_deadline(asked)
    assert press(asked, "close_due", officer) == (DONE, [("quoterequest.close", QuoteState.OPEN, QuoteState.CLOSED)])
    assert QuoteRequest.objects.get().state == QuoteState.CLOSED
    assert Event.objects.filter(name="catalog.quotes_closed").count() == 1
    said, entries = press(asked, "close_due", officer)
    assert said != DONE
    assert entries == []


def test_a_sourcing_request_is_closed_when_its_deadline_has_passed(press):
    made, officer = stages.proposed(), keeper("PO")
    said, entries = press(made.request, "close_now", officer)
    assert said.endswith("The deadline has not passed yet.")
    assert entries == []
    assert SourcingRequest.objects.get().state == RequestState.OPEN

    stages.pass_deadline(made.request)
    assert press(made.request, "close_now", officer) == (
        DONE,
        [("sourcingrequest.close", RequestState.OPEN, RequestState.CLOSED)],
    )
    assert SourcingRequest.objects.get().state == RequestState.CLOSED
    said, entries = press(made.request, "close_now", officer)
    assert said != DONE
    assert entries == []


def test_a_sourcing_request_is_finished_when_nothing_of_it_is_open(press):
    made, officer = stages.shortlisted(), keeper("PO")
    said, entries = press(made.request, "close_out", officer)
    assert said != DONE
    assert entries == []
    evaluation.end_without_adoption(made.request, reason="Nothing better", by=made.cast.requester)
    assert press(made.request, "close_out", keeper("AD"))[1] == []
    before = SourcingRequest.objects.get().state
    assert press(made.request, "close_out", officer) == (
        DONE,
        [("sourcingrequest.close_out", before, RequestState.CLOSED_OUT)],
    )
    assert SourcingRequest.objects.get().state == RequestState.CLOSED_OUT


def test_an_alert_is_ended_and_its_address_is_gone(press):
    services.ask_alert(email="kim@garam.example", language="ko", keyword="x")
    alert = PublicAlert.objects.get()
    assert press(alert, "end", keeper("AD")) == (DONE, [("publicalert.ended", "", "")])
    assert not PublicAlert.objects.exists()


def test_the_worker_is_called_for_a_list_that_it_has(press):
    seller, node = supplier("SA"), class_node()
    attribute(node, "bore", quantity="length", unit="mm", required=True)
    attribute(node, "load", quantity="force", unit="kN")
    job = services.upload_list(seller.company, csv(ROW), by=seller, class_node=node)
    called = Event.objects.filter(name="catalog.bulk_queued", payload__job=job.pk)
    before = called.count()
    assert press(job, "take_up", keeper("AD")) == (DONE, [])
    assert called.count() == before + 1

    services.run_list(job.pk)
    said, _entries = press(job, "take_up", keeper("AD"))
    assert said.endswith("The worker has nothing to do with this list.")
    assert (called.count(), BulkJob.objects.get().state) == (before + 1, BulkState.CHECKED)
