"""FIND: sourcing requests whose adopted alternative may become a task, and what the task takes from them."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from catalog.models import Proposal, SourcingRequest
from catalog.queries.sourcing import reads_current_price, reads_sourcing, requests_visible_to
from catalog.states import ProposalState
from portal.people.models import User
from sharedgrowth.benefit.models import Task
from sharedgrowth.benefit.queries.tasks import tasks_visible_to
from sharedgrowth.benefit.states import TaskState

GIVEN_UP = (TaskState.REJECTED, TaskState.FAILED, TaskState.WITHDRAWN)


def adopted_requests_of(user: User) -> QuerySet[SourcingRequest]:
    """Decided for an alternative: of a supplier its own, for staff those that they see. Source: domain 1.9, 17."""
    adopted = Proposal.objects.filter(request=OuterRef("pk"), state=ProposalState.ADOPTED)
    if user.is_supplier:
        adopted = adopted.filter(company=user.company_id)
    elif not reads_sourcing(user):
        return SourcingRequest.objects.none()
    return requests_visible_to(user).filter(Exists(adopted))


def task_begun_from(user: User, request: SourcingRequest) -> Task | None:
    """The latest task that this person sees and that nobody gave up."""
    begun = tasks_visible_to(user).filter(source=request).exclude(state__in=GIVEN_UP)
    return begun.order_by("-pk").first()


def source_of(user: User, task: Task) -> SourcingRequest | None:
    """The request that the task began with, for who may see it."""
    if task.source_id is None:
        return None
    return requests_visible_to(user).filter(pk=task.source_id).first()


def words_from(user: User, request: SourcingRequest) -> dict[str, Any]:
    """What the draft begins with; the saving only for who may know what is paid today."""
    adopted = request.proposals.filter(state=ProposalState.ADOPTED).select_related("version", "company").get()
    saved = request.saved_won if reads_current_price(user, request) else None
    return {
        "title": request.title,
        "item": adopted.version.name[:200],
        "class_code": request.class_node.code,
        "department": request.department,
        "expected_won": saved if saved and saved > 0 else None,
        "partner": adopted.company.id_display or adopted.company.number,
    }
