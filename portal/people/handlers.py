"""What people hears, what it does each minute, and who reads its papers."""

from functools import partial

from portal.clock import today
from portal.files.models import File
from portal.files.registry import readers
from portal.outbox.services import lease, sweeps, until_done
from portal.people import policies, services
from portal.people.models import Certificate, Company, CompanyAppeal, CompanyProposal, JoinRequest, User


@sweeps
def nightly_work() -> None:
    """Requests, suspensions, resting companies, appeals and certificates whose day has come, early each Korean day.

    Every step finds its own due rows and does each once, so a second run does nothing.
    """
    day = today()
    steps = (
        services.escalate_join_requests,
        services.end_suspensions,
        services.end_honours,
        services.rest_companies,
        services.remind_of_rest,
        services.remind_of_appeals,
        services.disable_idle_staff,
        services.expire_certificates,
        services.follow_sizes,
        services.remind_of_certificates,
    )
    until_done("people.nightly", day.isoformat(), *(partial(step, day) for step in steps))


@sweeps
def ask_tax_office() -> None:
    """New companies, and those whose answer is older than a month, some each minute.

    A sweep and not a handler: events are delivered inside a transaction, and nobody waits for others in there.
    """
    with lease("people.tax_status", seconds=600) as alone:
        if alone:
            services.refresh_due_tax_statuses()


@readers.register("people.join_documents")
def who_answers_reads_join_documents(user: User, file: File) -> bool | None:
    """Who answers the request reads what came with it."""
    if not user.has_role(*policies.ANSWER_JOINING):
        return None
    asked = JoinRequest.objects.filter(document=file).select_related("company")
    return True if any(policies.may_read_join_document(user, each) for each in asked) else None


@readers.register("people.papers")
def staff_read_papers(user: User, file: File) -> bool | None:
    """Who reviews companies and certificates reads their documents."""
    if not user.is_internal or not user.has_role("PO", "AP", "ER", "CP"):
        return None
    is_paper = (
        Company.objects.filter(registration_document=file).exists()
        or Certificate.objects.filter(document=file).exists()
        or CompanyAppeal.objects.filter(papers=file).exists()
        or CompanyProposal.objects.filter(document=file).exists()
    )
    return True if is_paper else None
