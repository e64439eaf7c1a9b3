"""Who is told of explanations of low prices and of new terms; never an amount. Who reads their evidence."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from portal.files.models import File
from portal.files.registry import readers
from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on
from portal.people.models import User
from portal.people.queries import buyer_people_with_role, people_with_role
from purchasing.bidding import policies, queries
from purchasing.bidding.models import Explanation, ExplanationFile, Tender, TermsProposal

for _kind in (
    Kind(
        key="bidding.explanation_needed",
        title=_("Tender %(number)s: a low price has to be explained"),
        text=_("%(title)s. Ask the bidder within two business days."),
    ),
    Kind(
        key="bidding.explanation_asked",
        title=_("Tender %(number)s: explain your price by %(answer_by)s"),
        text=_("%(title)s. Without an answer in time the price counts as not explained and the bid is excluded."),
        essential=True,
    ),
    Kind(
        key="bidding.explanation_answered",
        title=_("Tender %(number)s: an explanation waits for your vote"),
        text=_("%(title)s. At least two evaluators judge it."),
    ),
    Kind(
        key="bidding.explanation_decided",
        title=_("Tender %(number)s: your explanation is decided on"),
        text=_("%(title)s. The page of the explanation tells the decision and its reasons."),
        essential=True,
    ),
    Kind(
        key="bidding.explanations_settled",
        title=_("Tender %(number)s: all explanations are decided, the evaluation can go on"),
    ),
    Kind(
        key="bidding.terms_proposed",
        title=_("Bidding terms from %(day)s wait for a second person"),
    ),
    Kind(key="bidding.terms_approved", title=_("Your bidding terms from %(day)s are approved")),
    Kind(key="bidding.terms_declined", title=_("Your bidding terms from %(day)s are declined")),
):
    kinds.register(_kind)


def _assessors(tender: Tender) -> list[User]:
    """Evaluators who may judge in this tender."""
    return [user for user in buyer_people_with_role("EV") if policies.may_judge(user, tender)]


def _tell(people: Iterable[User], kind: str, explanation: Explanation) -> None:
    tender = explanation.tender
    params = {
        "number": tender.number,
        "title": bilingual(tender.title_ko, tender.title_en),
        "answer_by": explanation.answer_by,
    }
    url_args = [tender.number, str(explanation.uid)]
    notify(people, kind, params=params, url_name="bidding:explanation-detail", url_args=url_args)


def _of(explanation: int) -> Explanation:
    return Explanation.objects.select_related("tender", "bid__company").get(pk=explanation)


@on("bidding.explanation_needed")
def tell_assessors_to_ask(*, tender: int, **_later) -> None:
    """Every evaluator who may ask."""
    waiting = Tender.objects.get(pk=tender)
    params = {"number": waiting.number, "title": bilingual(waiting.title_ko, waiting.title_en)}
    people = _assessors(waiting)
    notify(
        people,
        "bidding.explanation_needed",
        params=params,
        url_name="bidding:explanation-list",
        url_args=[waiting.number],
    )


@on("bidding.explanation_asked")
def tell_bidder_to_explain(*, explanation: int, **_later) -> None:
    """The bidder's administrators and bidders."""
    asked = _of(explanation)
    _tell(people_with_role(asked.bid.company, *queries.READS_OWN_BIDS), "bidding.explanation_asked", asked)


@on("bidding.explanation_answered")
def tell_assessors_to_vote(*, explanation: int, **_later) -> None:
    """Every evaluator who may vote."""
    answered = _of(explanation)
    _tell(_assessors(answered.tender), "bidding.explanation_answered", answered)


@on("bidding.explanation_decided")
def tell_bidder_of_decision(*, explanation: int, **_later) -> None:
    """The bidder; and the evaluators once nothing is open any more."""
    decided = _of(explanation)
    _tell(people_with_role(decided.bid.company, *queries.READS_OWN_BIDS), "bidding.explanation_decided", decided)
    if not queries.open_explanations(decided.tender).exists():
        _tell(_assessors(decided.tender), "bidding.explanations_settled", decided)


def _tell_of_terms(people: Iterable[User], kind: str, proposal: TermsProposal) -> None:
    params = {"day": proposal.valid_from}
    notify(people, kind, params=params, url_name="bidding:terms-detail", url_args=[str(proposal.uid)])


@on("bidding.terms_proposed")
def tell_approvers_of_terms(*, proposal: int, **_later) -> None:
    """Approvers other than who proposed them."""
    waiting = TermsProposal.objects.get(pk=proposal)
    _tell_of_terms(buyer_people_with_role("AP").exclude(pk=waiting.proposed_by_id), "bidding.terms_proposed", waiting)


@on("bidding.terms_approved")
def tell_proposer_of_approval(*, proposal: int, **_later) -> None:
    """Who proposed them."""
    done = TermsProposal.objects.select_related("proposed_by").get(pk=proposal)
    _tell_of_terms([done.proposed_by], "bidding.terms_approved", done)


@on("bidding.terms_declined")
def tell_proposer_of_refusal(*, proposal: int, **_later) -> None:
    """Who proposed them."""
    done = TermsProposal.objects.select_related("proposed_by").get(pk=proposal)
    _tell_of_terms([done.proposed_by], "bidding.terms_declined", done)


@readers.register("bidding.explanation_files")
def reads_explanation_files(user: User, file: File) -> bool | None:
    """Evidence of an explanation: the bidder, and who judges it; no other member of staff."""
    paper = ExplanationFile.objects.select_related("answer__explanation__tender").filter(file=file).first()
    if paper is None:
        return None
    explanation = paper.answer.explanation
    if queries.explanations_visible_to(user, explanation.tender).filter(pk=explanation.pk).exists():
        return True
    return False if user.is_internal else None
