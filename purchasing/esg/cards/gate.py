"""The entry gate on the pages of the ground floor: facts, ways through the gate, what waits, words of the timeline."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.clock import SEOUL
from portal.home.registry import Card, Programme, Row, cards, programmes
from portal.http import page_now
from portal.people.facts import Fact, facts
from portal.words import deeds
from purchasing.bidding.registry import Remedy, remedies
from purchasing.esg.queries import gate as queries
from purchasing.esg.states import EntryState, StandingFact

facts.add(StandingFact.CODE, Fact(StandingFact.CODE.label, {"0": gettext_lazy("time to consent")}))
facts.add(StandingFact.ORDER_CAP, Fact(StandingFact.ORDER_CAP.label))

remedies.add(
    StandingFact.ENTRY,
    Remedy(
        verb=gettext_lazy("Apply for qualification"),
        text=gettext_lazy("Ten basic qualifications with evidence; a reviewer decides within ten business days."),
        url_name="esg:entry-list",
    ),
)
remedies.add(
    StandingFact.CODE,
    Remedy(
        verb=gettext_lazy("Read and consent"),
        text=gettext_lazy("The administrator reads the code of conduct and signs it; bids are taken at once."),
        url_name="esg:code-consent",
    ),
)

programmes.add(
    "esg",
    Programme(
        direction="fair",
        name=gettext_lazy("ESG purchasing"),
        summary=gettext_lazy("The supplier code of conduct, one evaluation for all, and help with what has to change."),
        url_name="esg:code-detail",
        order=40,
    ),
)


def _url(entry) -> str:
    return reverse("esg:entry-detail", args=[entry.number])


def own_entry(request: HttpRequest) -> Iterable[Row]:
    """What stands between the own company and a bid."""
    user = request.user
    if not user.is_supplier or not user.company.is_active:
        return
    day = page_now(request).astimezone(SEOUL).date()
    if user.has_role(*queries.SIGNERS) and queries.has_to_sign(user.company, day):
        yield Row(
            title=_("Read the code of conduct and sign it"),
            consequence=_("Without the consent no new bid is taken."),
            url=reverse("esg:code-consent"),
            verb=_("Read and consent"),
            kind="warn",
            icon="file-check",
        )
    entry = queries.current_entry(user.company)
    if entry is not None and entry.state == EntryState.QUERY:
        yield Row(
            title=_("Question about the entry qualification %(number)s") % {"number": entry.number},
            consequence=_("An application without an answer ends."),
            url=_url(entry),
            verb=_("Answer"),
            due=entry.answer_due,
            kind="warn",
            icon="shield-check",
            primary=True,
        )
    elif entry is not None and entry.state == EntryState.DRAFT:
        yield Row(
            title=_("Complete the entry qualification %(number)s") % {"number": entry.number},
            consequence=_("Without the qualification no bid is taken."),
            url=_url(entry),
            verb=_("Continue"),
            kind="wait",
            icon="shield-check",
        )
    elif entry is None and not queries.outcome_of(user.company, day):
        yield Row(
            title=_("Apply for the entry qualification"),
            consequence=_("Without the qualification no bid is taken."),
            url=reverse("esg:entry-list"),
            verb=_("Look"),
            kind="wait",
            icon="shield-check",
        )


def to_review(request: HttpRequest) -> Iterable[Row]:
    """Entries for this reviewer, and those nobody has taken."""
    for entry in queries.entries_to_review(request.user)[:20]:
        yield Row(
            title=_("Review the entry qualification: %(company)s") % {"company": entry.company.name},
            consequence=_("The company cannot bid before the decision."),
            url=_url(entry),
            verb=_("Look"),
            due=entry.decide_by,
            kind="wait",
            icon="shield-check",
            primary=entry.reviewer_id is not None,
        )


def late_entries(request: HttpRequest) -> Iterable[Row]:
    """Entries whose decision is overdue, for approvers and the committee."""
    for entry in queries.entries_late(page_now(request).astimezone(SEOUL).date())[:20]:
        yield Row(
            title=_("Decision overdue: entry qualification of %(company)s") % {"company": entry.company.name},
            consequence=_("The company cannot bid before the decision."),
            url=_url(entry),
            verb=_("Look"),
            due=entry.decide_by,
            kind="bad",
            icon="shield-check",
        )


def for_legal(request: HttpRequest) -> Iterable[Row]:
    """Exceptions to the code, and drafts of it to publish."""
    if request.user.has_role("CP"):
        for consent in queries.exceptions_waiting()[:20]:
            yield Row(
                title=_("Exception to the code of conduct: %(company)s") % {"company": consent.company.name},
                consequence=_("The consent does not count before the decision."),
                url=reverse("esg:consent-decide", args=[consent.uid]),
                verb=_("Decide"),
                kind="wait",
                icon="file-check",
            )
    for code in queries.drafts_waiting(request.user)[:5]:
        yield Row(
            title=_("Publish the code of conduct %(version)s") % {"version": code.version},
            consequence=_("Until then the version before holds."),
            url=reverse("esg:code-version", args=[code.version]),
            verb=_("Look"),
            kind="wait",
            icon="file-text",
        )


def terms_to_approve(request: HttpRequest) -> Iterable[Row]:
    """Terms of ESG purchasing that wait for a second person."""
    for terms in queries.esg_terms_waiting(request.user)[:5]:
        yield Row(
            title=_("Approve the terms of ESG purchasing from %(day)s on") % {"day": terms.valid_from.isoformat()},
            consequence=_("They do not count without a second person."),
            url=reverse("esg:terms-list"),
            verb=_("Compare"),
            kind="wait",
            icon="clipboard-check",
        )


cards.add("esg-own-entry", Card(rows=own_entry, roles=frozenset({"SA", "SE"}), order=14))
cards.add("esg-entries", Card(rows=to_review, roles=frozenset({"ER"}), order=23))
cards.add("esg-entries-late", Card(rows=late_entries, roles=frozenset({"AP", "EC"}), order=22))
cards.add("esg-code", Card(rows=for_legal, roles=frozenset({"CP", "AP"}), order=24))
cards.add("esg-terms", Card(rows=terms_to_approve, roles=frozenset({"AP"}), order=30))

# Timeline ------------------------------------------------------------------------------------------------------------
WORDS = {
    "codeofconduct.drafted": gettext_lazy("Draft begun"),
    "codeofconduct.edited": gettext_lazy("Draft changed"),
    "codeofconduct.publish": pgettext_lazy("code of conduct", "Published by a second person"),
    "codeofconduct.supersede": pgettext_lazy("code of conduct", "Replaced by a later version"),
    "codeconsent.signed": gettext_lazy("Signed for the company"),
    "codeconsent.accept_exception": gettext_lazy("Exception accepted by legal"),
    "codeconsent.refuse_exception": gettext_lazy("Exception refused by legal"),
    "entry.begun": gettext_lazy("Application begun"),
    "entry.item_answered": gettext_lazy("Item answered"),
    "entry.self_assessed": gettext_lazy("Self-assessment answered"),
    "entry.submit": pgettext_lazy("entry", "Submitted"),
    "entry.take": gettext_lazy("Taken by a reviewer"),
    "entry.ask": gettext_lazy("Question sent to the supplier"),
    "entry.answer": gettext_lazy("Question answered"),
    "entry.item_judged": gettext_lazy("Item looked at"),
    "entry.qualify": pgettext_lazy("entry", "Qualified"),
    "entry.condition": pgettext_lazy("entry", "Conditionally qualified"),
    "entry.refuse": pgettext_lazy("entry", "Not qualified"),
    "entry.fulfil": gettext_lazy("Conditions met: qualified"),
    "entry.withdraw": pgettext_lazy("entry", "Withdrawn"),
    "entry.expire": pgettext_lazy("entry", "Expired"),
    "esgterms.entered": gettext_lazy("Terms entered"),
    "esgterms.approved": gettext_lazy("Terms approved by a second person"),
}
for _name, _words in WORDS.items():
    deeds.add(f"esg.{_name}", _words)
