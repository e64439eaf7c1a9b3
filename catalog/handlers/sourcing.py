"""What is heard of sourcing: who is told, and who reads the files of requests, proposals and trials."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from catalog.models import Proposal, ProposalFile, RequestFile, RequestInvitation, SourcingRequest, SpecCase, TrialTest
from catalog.policies import sourcing as may
from catalog.queries.sourcing import SELLERS, proposals_visible_to, proposers_of, requests_visible_to, trials_visible_to
from catalog.services import evaluation, proposals, sourcing, specs
from catalog.states import REQUEST_UNSEALED, RequestState
from portal.files.models import File
from portal.files.registry import readers
from portal.notices.registry import Kind, kinds
from portal.notices.services import notify
from portal.outbox.services import on
from portal.people.models import Company, User
from portal.people.queries import buyer_people_with_role, people_with_role

SERVICES = (evaluation, proposals, sourcing, specs)  # imported so that their sweeps run


def _kind(key: str, title: object, text: object = "", *, essential: bool = False) -> None:
    kinds.register(Kind(key=f"catalog.{key}", title=title, text=text, essential=essential))


_kind("sourcing_sent", _("A sourcing request waits for approval: %(number)s"),
      _("The head of the department approves need and quantity."))  # fmt: skip
_kind("sourcing_returned", _("The sourcing request %(number)s came back"),
      _("The reason stands on its page."), essential=True)  # fmt: skip
_kind("sourcing_approved", _("The sourcing request %(number)s is approved"),
      _("Open it for proposals: ten business days at least."))  # fmt: skip
_kind("sourcing_invited", _("You are invited to propose: %(number)s"),
      _("Membership is enough. You see how well each of your products fits before you send."))  # fmt: skip
_kind("sourcing_extended", _("The deadline of %(number)s was moved"),
      _("Proposals may be replaced or withdrawn until then."), essential=True)  # fmt: skip
_kind("sourcing_closed", _("The deadline of %(number)s has passed"),
      _("Beginning the evaluation opens the proposals."))  # fmt: skip
_kind("sourcing_unanswered", _("Nobody has proposed yet for %(number)s"),
      _("Half of the time is over. Invite suppliers whose products fit."))  # fmt: skip
_kind("sourcing_cancelled", _("The sourcing request %(number)s was cancelled"),
      _("The reason stands on its page."), essential=True)  # fmt: skip
_kind("proposal_submitted", _("Your proposal for %(number)s is in"),
      _("It stays sealed until the deadline, and from other suppliers for ever."))  # fmt: skip
_kind("proposal_adopted", _("Your proposal for %(number)s is adopted"),
      _("Purchasing contacts you about the next step."), essential=True)  # fmt: skip
_kind("proposal_declined", _("Your proposal for %(number)s is decided"),
      _("The match score and what was not met stand on the page of the request."), essential=True)  # fmt: skip
_kind("trial_planned", _("You run a trial test for %(number)s"),
      _("Write the measured values down with the report. Another person gives the verdict."))  # fmt: skip
_kind("trial_begins", _("A trial test of your product is planned: %(number)s"))
_kind("trial_measured", _("A trial test waits for its verdict: %(number)s"))
_kind("trial_returned", _("A trial test has to be measured again: %(number)s"))
_kind("trial_decided", _("A trial test of %(number)s is decided"), _("The verdict and its reason stand on the page."))
_kind("spec_case_review", _("A change of a specification waits for you: %(number)s"))
_kind("spec_case_decided", _("The specification case %(number)s is decided"))


def _request(pk: int) -> SourcingRequest:
    return SourcingRequest.objects.select_related("requester", "class_node").get(pk=pk)


def _tell(people: Iterable[User], kind: str, request: SourcingRequest) -> None:
    notify(
        list(people),
        f"catalog.{kind}",
        params={"number": request.number},
        url_name="catalog:sourcing-detail",
        url_args=[request.uid],
    )


def _sellers(companies: Iterable[Company]) -> list[User]:
    return [person for company in companies for person in people_with_role(company, *SELLERS)]


@on("catalog.sourcing_sent")
def tell_heads(*, request: int, **_later) -> None:
    """Approvers who may approve it."""
    sent = _request(request)
    people = [person for person in buyer_people_with_role("AP") if may.may_approve_request(person, sent)]
    _tell(people, "sourcing_sent", sent)


@on("catalog.sourcing_returned", "catalog.sourcing_approved", "catalog.sourcing_closed", "catalog.sourcing_unanswered")
def tell_requester(*, request: int, **_later) -> None:
    """Its requester, of what is to do next."""
    thing = _request(request)
    kind = {
        RequestState.DRAFT: "sourcing_returned",
        RequestState.APPROVED: "sourcing_approved",
        RequestState.OPEN: "sourcing_unanswered",
        RequestState.CLOSED: "sourcing_closed",
    }.get(RequestState(thing.state))
    if kind is not None:
        _tell([thing.requester], kind, thing)


@on("catalog.sourcing_opened")
def tell_invited(*, request: int, **_later) -> None:
    """Suppliers that were invited while it was prepared."""
    opened = _request(request)
    _tell(_sellers(Company.objects.filter(pk__in=opened.invitations.values("company"))), "sourcing_invited", opened)


@on("catalog.sourcing_invited")
def tell_one_invited(*, request: int, company: int, **_later) -> None:
    """One supplier that is invited while proposals are taken."""
    invitation = RequestInvitation.objects.select_related("company").get(request=request, company=company)
    _tell(_sellers([invitation.company]), "sourcing_invited", _request(request))


@on("catalog.sourcing_extended", "catalog.sourcing_cancelled")
def tell_everybody(*, request: int, **_later) -> None:
    """Who has proposed or was invited."""
    thing = _request(request)
    invited = Company.objects.filter(pk__in=thing.invitations.values("company"))
    companies = {company.pk: company for company in [*proposers_of(thing), *invited]}
    kind = "sourcing_cancelled" if thing.state == RequestState.CANCELLED else "sourcing_extended"
    _tell(_sellers(companies.values()), kind, thing)


def _proposal(pk: int) -> Proposal:
    return Proposal.objects.select_related("request__requester", "company").get(pk=pk)


@on("catalog.proposal_submitted")
def tell_receipt(*, proposal: int, **_later) -> None:
    """The supplier's own people."""
    sent = _proposal(proposal)
    _tell(_sellers([sent.company]), "proposal_submitted", sent.request)


@on("catalog.proposal_declined")
def tell_declined(*, proposal: int, **_later) -> None:
    """The supplier reads why not."""
    declined = _proposal(proposal)
    _tell(_sellers([declined.company]), "proposal_declined", declined.request)


@on("catalog.alternative_adopted")
def tell_adopted(*, request: int, proposal: int, **_later) -> None:
    """The supplier and the requester."""
    adopted = _proposal(proposal)
    _tell([*_sellers([adopted.company]), adopted.request.requester], "proposal_adopted", adopted.request)


def _trial(pk: int) -> TrialTest:
    found = TrialTest.objects.select_related("proposal__request__requester", "proposal__company", "runner")
    return found.get(pk=pk)


def _tell_of_trial(people: Iterable[User], kind: str, trial: TrialTest) -> None:
    notify(
        list(people),
        f"catalog.{kind}",
        params={"number": trial.proposal.request.number},
        url_name="catalog:trial-detail",
        url_args=[trial.uid],
    )


@on("catalog.trial_planned")
def tell_runner(*, trial: int, **_later) -> None:
    """Who runs it, and the supplier."""
    planned = _trial(trial)
    _tell_of_trial([planned.runner], "trial_planned", planned)
    _tell(_sellers([planned.proposal.company]), "trial_begins", planned.proposal.request)


@on("catalog.trial_returned")
def tell_runner_again(*, trial: int, **_later) -> None:
    """Who runs it."""
    returned = _trial(trial)
    _tell_of_trial([returned.runner], "trial_returned", returned)


@on("catalog.trial_measured")
def tell_deciders(*, trial: int, **_later) -> None:
    """The requester."""
    measured = _trial(trial)
    _tell_of_trial([measured.proposal.request.requester], "trial_measured", measured)


@on("catalog.trial_decided")
def tell_verdict(*, trial: int, **_later) -> None:
    """The supplier; purchasing officers, who may adopt."""
    decided = _trial(trial)
    people = [*_sellers([decided.proposal.company]), *buyer_people_with_role("PO")]
    _tell(people, "trial_decided", decided.proposal.request)


def _tell_of_case(people: Iterable[User], kind: str, case: SpecCase) -> None:
    notify(
        list(people),
        f"catalog.{kind}",
        params={"number": case.number},
        url_name="catalog:case-detail",
        url_args=[case.uid],
    )


@on("catalog.spec_case_submitted")
def tell_department(*, case: int, **_later) -> None:
    """Who of the using department may review it."""
    sent = SpecCase.objects.get(pk=case)
    people = [person for person in buyer_people_with_role("RQ", "AP") if may.may_review_case(person, sent)]
    _tell_of_case(people, "spec_case_review", sent)


@on("catalog.spec_case_passed")
def tell_quality(*, case: int, **_later) -> None:
    """Who may decide it for quality."""
    passed = SpecCase.objects.get(pk=case)
    people = [person for person in buyer_people_with_role("AP") if may.may_decide_case(person, passed)]
    _tell_of_case(people, "spec_case_review", passed)


@on("catalog.spec_case_approved", "catalog.spec_case_rejected")
def tell_proposer(*, case: int, **_later) -> None:
    """Who proposed it."""
    decided = SpecCase.objects.select_related("proposed_by").get(pk=case)
    _tell_of_case([decided.proposed_by], "spec_case_decided", decided)


@readers.register("catalog.sourcing_files")
def reads_sourcing_files(user: User, file: File) -> bool | None:
    """A request's files: who may see the request. A proposal's: the staff, once it is open. A report: staff."""
    row = RequestFile.objects.select_related("request").filter(file=file).first()
    if row is not None:
        if requests_visible_to(user).filter(pk=row.request_id).exists():
            return True
        return False if user.is_internal else None  # a colleague of another department is no reader of a draft
    offered = ProposalFile.objects.select_related("proposal__request").filter(file=file).first()
    if offered is not None:
        is_sealed = offered.proposal.request.state not in REQUEST_UNSEALED
        if is_sealed and user.is_internal:
            return False
        seen = proposals_visible_to(user, offered.proposal.request)
        return True if seen.filter(pk=offered.proposal_id).exists() else None
    if trials_visible_to(user).filter(report=file).exists():
        return True
    return False if user.is_internal and TrialTest.objects.filter(report=file).exists() else None
