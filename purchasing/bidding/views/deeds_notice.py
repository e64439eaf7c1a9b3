"""What this person can do around the notice: plan, draft, approval, amendments, copies and further rounds."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.display import day_text
from purchasing.bidding import policies, queries, services
from purchasing.bidding.models import Tender
from purchasing.bidding.states import Reach, TenderState
from purchasing.bidding.views.deed import Deed
from purchasing.bidding.views.shown import address

S = TenderState


def preparing(user, tender: Tender) -> list[Deed]:
    """Before the notice, in the order of their weight."""
    if tender.state == S.PLANNED:
        return _planned(user, tender)
    found = _drafting(user, tender) if tender.state == S.DRAFT else []
    found += _sealing(user, tender)
    if tender.state == S.REVIEW:
        found += _approving(user, tender)
    if tender.state in (S.REVIEW, S.APPROVED) and policies.may_return_publication(user, tender):
        own = tender.officer_id == user.pk
        verb = _("Take it back") if own else _("Return to the officer")
        found.append(Deed("return", verb, address(tender, "tender-return"), "arrow-back-up"))
    return found


def _planned(user, tender: Tender) -> list[Deed]:
    if not policies.may_edit_tender(user, tender):
        return []
    text = _("Nobody outside sees the draft; the plan stays as it was announced.")
    return [
        Deed("begin", _("Begin the draft"), address(tender, "tender-begin"), "pencil", text, post=True, primary=True),
        Deed("plan", _("Change the plan"), address(tender, "plan-change"), "calendar"),
    ]


def _drafting(user, tender: Tender) -> list[Deed]:
    if not policies.may_edit_tender(user, tender):
        return []
    text = _("An approver checks the notice and publishes it. The base price may be sealed before or after you ask.")
    if tender.procedure_id is not None:
        text = _("All lots of the notice go to the approver together.")
    found = [
        Deed(
            "request", _("Request approval"), address(tender, "tender-request"), "send", text, post=True, primary=True
        ),
        Deed("edit", _("Edit the draft"), address(tender, "tender-edit"), "pencil"),
        Deed("documents", _("Documents"), address(tender, "tender-documents"), "paperclip"),
    ]
    if tender.reach == Reach.INVITED:
        found.append(Deed("invite", _("Invited suppliers"), address(tender, "tender-invitations"), "users"))
    if tender.procedure is not None:
        url = reverse("bidding:notice-detail", args=[tender.procedure.number])
        found.append(Deed("lots", _("Lots of the notice"), url, "category"))
    elif tender.round_of_id is None:
        url = address(tender, "tender-make-lots")
        found.append(Deed("lots", _("Divide into lots"), url, "category", post=True))
    if queries.plan_of(tender) is not None:
        found.append(Deed("plan", _("Change the plan"), address(tender, "plan-change"), "calendar"))
    return found


def _sealing(user, tender: Tender) -> list[Deed]:
    due = tender.base_price_due
    if (
        tender.state == S.PLANNED
        or not queries.takes_base_price(tender)
        or not policies.may_seal_base_price(user, tender)
    ):
        return []
    seal = queries.base_price_seal(tender)
    verb = _("Seal the base price again") if seal else _("Seal the base price")
    text = _("Nobody sees the amount before the bids are open, not even the officer.")
    if due:
        text = _("An amendment changed the quantities. Without a new base price the bids cannot be opened.")
    return [Deed("seal", verb, address(tender, "base-price-seal"), "lock", text, primary=due or not seal)]


def _approving(user, tender: Tender) -> list[Deed]:
    if not policies.may_approve_publication(user, tender):
        return []
    found = []
    flags = list(queries.split_flags_of(tender).filter(answered_at=None))
    for flag in flags:
        verb = _("Answer: is it split?")
        found.append(Deed(f"split-{flag.pk}", verb, address(tender, "split-answer", flag.uid), "flag"))
    reason = services.base_price_fault(tender)
    if flags:
        reason = _("Answer first why this purchase is not split.")
    waits = tender.publish_at is not None
    until = {"until": day_text(tender.closes_at) if tender.closes_at else "—"}
    text = _("From then on the notice stands: it changes only by an amendment that a second person approves.")
    warning = _("Bids are taken until %(until)s. Everybody whom it concerns sees the notice at once.") % until
    verb, final = _("Approve and publish"), _("Publish now")
    question = _("Publish %(number)s?") % {"number": tender.number}
    if waits:
        day = {"day": day_text(tender.publish_at)}
        verb, final = _("Approve the notice"), _("Approve now")
        question = _("Approve %(number)s?") % {"number": tender.number}
        warning = _("The portal publishes it on %(day)s, or at once if that moment has passed.") % day
    url = address(tender, "tender-publish")
    found.append(
        Deed(
            "publish",
            verb,
            url,
            "world",
            text,
            post=True,
            primary=True,
            reason=reason,
            question=question,
            warning=warning,
            final_verb=final,
        )
    )
    return found


def amending(user, tender: Tender, now: datetime) -> list[Deed]:
    """While bids are taken: ask for an amendment, or decide on the one that waits."""
    if tender.state != S.PUBLISHED or tender.closes_at is None or now >= tender.closes_at:
        return []
    waiting = queries.open_amendment(tender)
    if waiting is None:
        if not policies.may_request_amendment(user, tender):
            return []
        return [Deed("amend", _("Amend the notice"), address(tender, "tender-amend"), "file-diff")]
    if not policies.may_decide_amendment(user, waiting):
        return []
    warning = _("Everybody whom it concerns is told of the new version.")
    if waiting.material:
        until = {"until": day_text(max(waiting.closes_at, tender.closes_at))}
        warning = _("Bids that are in go back, new ones are taken until %(until)s, and everybody is told.") % until
    approve = Deed(
        "amendment-approve",
        _("Approve the amendment"),
        address(tender, "amendment-approve", waiting.uid),
        "file-check",
        waiting.reason,
        post=True,
        primary=True,
        question=_("Amend the notice of %(number)s?") % {"number": tender.number},
        warning=warning,
        final_verb=_("Amend now"),
    )
    decline = Deed("amendment-decline", _("Decline it"), address(tender, "amendment-decline", waiting.uid), "circle-x")
    return [approve, decline]


def following(user, tender: Tender) -> list[Deed]:
    """After the notice: another round, or a new tender on the same pattern."""
    found = []
    to_review = tender.state == S.FAILED and queries.base_prices_to_review().filter(pk=tender.pk).exists()
    if to_review and policies.may_review_base_price(user, tender):
        text = _("Every bid was below the price floor. Until then no further round begins.")
        url = address(tender, "base-price-review")
        found.append(Deed("base-price-review", _("Review the base price"), url, "clipboard-check", text, primary=True))
    if tender.state == S.FAILED and policies.may_begin_round(user, tender):
        if (made := queries.next_round(tender)) is None:
            text = _("On the conditions that the notice announced; the base price is not lowered.")
            url = address(tender, "tender-next-round")
            verb = _("Begin another round")
            reason = _("First an estimator reviews the base price (LPL-05).") if to_review else ""
            found.append(Deed("next-round", verb, url, "refresh", text, post=True, primary=True, reason=reason))
        else:
            found.append(Deed("next-round", _("Go to the next round"), address(made), "refresh"))
    if policies.may_copy_tender(user, tender):
        found.append(Deed("copy", _("Copy as a new draft"), address(tender, "tender-copy"), "copy", post=True))
    return found
