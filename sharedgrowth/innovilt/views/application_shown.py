"""How an application is shown: addresses, trail, facts, steps, and what a person can do with it now."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from portal.deciding import Decision, Deed
from portal.display import day_text
from portal.people.models import User
from portal.regions import region_name
from sharedgrowth.innovilt.models import InnoviltApplication
from sharedgrowth.innovilt.policies import applications as policies
from sharedgrowth.innovilt.policies import reviews as review_policies
from sharedgrowth.innovilt.queries import applications as queries
from sharedgrowth.innovilt.queries.reviews import Score
from sharedgrowth.innovilt.states import EDITABLE, RUNNING, ApplicationState, CheckState, Part, SheetState

A = ApplicationState
WAY = (
    (A.SUBMITTED, pgettext_lazy("innovilt step", "Application")),
    (A.ELIGIBILITY, pgettext_lazy("innovilt step", "Steel")),
    (A.TECH_REVIEW, pgettext_lazy("innovilt step", "Technology")),
    (A.MARKET_REVIEW, pgettext_lazy("innovilt step", "Market")),
    (A.SITE_CHECK, pgettext_lazy("innovilt step", "Site")),
    (A.COMMITTEE, pgettext_lazy("innovilt step", "Committee")),
    (A.CERTIFIED, pgettext_lazy("innovilt step", "Certificate")),
)
STANDS_AT = {A.DEFERRED: A.COMMITTEE, A.RETURNED: A.SUBMITTED}
ENDED = (A.REJECTED, A.WITHDRAWN)


def at(application: InnoviltApplication, name: str = "application-detail", *args: Any) -> str:
    """An address of an application."""
    return reverse(f"innovilt:{name}", args=[application.number, *args])


def trail(application: InnoviltApplication | None = None) -> list[tuple[object, str]]:
    """Where the pages stand."""
    steps: list[tuple[object, str]] = [(_("INNOVILT applications"), reverse("innovilt:application-list"))]
    return [*steps, (application.number, at(application))] if application is not None else steps


def application_or_404(request: HttpRequest, number: str) -> InnoviltApplication:
    """The application, if the person may see it."""
    seen = queries.applications_visible_to(request.user).select_related("version__class_node", "officer", "renews")
    return get_object_or_404(seen, number=number.upper()[:20])


def facts(application: InnoviltApplication) -> list[dict[str, Any]]:
    """Whose, what, where, until when."""
    region = region_name(application.plant_region, get_language() or "ko") if application.plant_region else ""
    rows = [
        {"label": _("Member"), "value": application.company.name, "note": application.get_kind_display()},
        {
            "label": _("Product version"),
            "value": _("version %(no)s") % {"no": application.version.no},
            "note": application.product.number,
        },
        {
            "label": pgettext("innovilt", "Category"),
            "value": application.get_category_display() or "—",
            "note": region,
        },
    ]
    if application.decided_at is not None:
        rows.append({"label": _("Decided"), "value": day_text(application.decided_at, "day"), "note": ""})
    elif application.decide_due is not None:
        officer = application.officer.name if application.officer else _("nobody yet")
        rows.append(
            {
                "label": pgettext("innovilt", "Decision due"),
                "value": day_text(application.decide_due, "day"),
                "note": officer,
            }
        )
    if application.total is not None:
        rows.append({"label": _("Points"), "value": f"{application.total:.2f}", "note": _("of 100")})
    return rows


def steps(application: InnoviltApplication) -> list[dict[str, Any]]:
    """From the application to the certificate."""
    state = STANDS_AT.get(A(application.state), A(application.state))
    places = [each for each, _words in WAY]
    place = places.index(state) if state in places else -1
    if state == A.CERTIFIED:
        place = len(WAY)
    return [
        {"label": words, "state": "done" if no < place else "now" if no == place else "later", "url": "", "note": ""}
        for no, (_state, words) in enumerate(WAY)
    ]


def decision(application: InnoviltApplication, **words: Any) -> Decision:
    """A step of the application, with its facts."""
    return Decision(
        docno=application.number,
        heading=str(application.version),
        facts=words.pop("facts", facts(application)),
        back=words.pop("back", at(application)),
        trail=words.pop("trail", trail(application)),
        **words,
    )


def deeds(user: User, application: InnoviltApplication, score: Score) -> list[Deed]:
    """What this person can do now."""
    return [*_of_company(user, application), *_of_office(user, application, score), *_of_judges(user, application)]


def _of_company(user: User, application: InnoviltApplication) -> list[Deed]:
    found: list[Deed] = []
    if not user.is_supplier:
        return found
    if application.state in EDITABLE and policies.may_edit(user, application):
        missing = queries.lacking(application)
        if policies.may_submit(user, application):
            text = pgettext(
                "innovilt",
                "Look it over once more: from the moment it is sent its text is frozen and its time is proved.",
            )
            if missing:
                text = _("Still missing: %(words)s") % {"words": " ".join(missing)}
            verb = pgettext("innovilt", "Submit")
            found.append(Deed(verb, at(application, "application-submit"), "send", text, primary=not missing))
        found.append(Deed(_("Write"), at(application, "application-edit"), "pencil", primary=bool(missing)))
        found.append(Deed(_("Add a steel part"), at(application, "item-new"), "plus"))
        if application.items.filter(posco=True).exists():
            found.append(Deed(_("Prove steel"), at(application, "proof-new"), "certificate"))
        found.append(Deed(_("Enclose a paper"), at(application, "paper-new"), "upload"))
        if application.submitted_at is None:
            found.append(Deed(_("Discard"), at(application, "application-discard"), "trash", danger=True))
    if application.state == A.CERTIFIED and policies.may_edit(user, application):
        text = _("Each year: the units sold, and the steel that was bought for them.")
        found.append(Deed(_("Prove steel"), at(application, "proof-new"), "certificate", text))
        found.append(Deed(_("Units sold"), at(application, "application-sold"), "pencil"))
    if application.state in RUNNING - {A.DRAFT} and policies.may_withdraw(user, application):
        found.append(Deed(_("Withdraw"), at(application, "application-withdraw"), "arrow-back-up", danger=True))
    return found


def _of_office(user: User, application: InnoviltApplication, score: Score) -> list[Deed]:
    if not policies.may_take_up(user, application):
        return []
    found: list[Deed] = []
    state = application.state
    if state == A.SUBMITTED:
        text = _("You answer for it from here on; first its steel is examined.")
        url = at(application, "application-take-up")
        found.append(Deed(_("Take it up"), url, "user-check", text, post=True, primary=True))
    if state == A.ELIGIBILITY:
        waiting = any(sheet.state == SheetState.PENDING for sheet in queries.sheets_of(application))
        if waiting:
            text = _("Each heat and coil is looked up in what the mill shipped. What is not found there you ask for.")
            found.append(
                Deed(
                    _("Look the heats up"),
                    at(application, "application-ask-mill"),
                    "search",
                    text,
                    post=True,
                    primary=True,
                )
            )
        text = _("Counts the share and the mass balance of each year, and keeps the figures.")
        url = at(application, "application-examine")
        found.append(Deed(_("Examine the steel"), url, "ruler-2", text, post=True, primary=not waiting))
    if state in (A.TECH_REVIEW, A.MARKET_REVIEW):
        part = Part.TECHNOLOGY if state == A.TECH_REVIEW else Part.MARKET
        own = next(each for each in score.parts if each.part == part)
        least = queries.terms_for(application).reviewers
        ready = own.share is not None and len(own.reviews) >= least
        text = _("%(part)s: at least %(least)s reviewers, each on their own.") % {"part": part.label, "least": least}
        url = at(application, "reviewer-new")
        found.append(Deed(_("Name a reviewer"), url, "user-plus", text, primary=len(own.reviews) < least))
        if ready and not own.weak:
            text = _("All reviews are there, and the part has its points.")
            url = at(application, "application-pass")
            found.append(Deed(_("Pass it on"), url, "arrow-right", text, post=True, primary=True))
    if state == A.SITE_CHECK and not application.site_checks.filter(state=CheckState.PLANNED).exists():
        text = _("Operation and quality are judged at the plant.")
        if application.site_checks.filter(state=CheckState.HELD).exists():
            text = _("The points or what was found at the plant do not allow it: do not certify it, or check again.")
        found.append(Deed(_("Plan a site check"), at(application, "check-plan"), "calendar", text, primary=True))
    if state in (A.SUBMITTED, A.ELIGIBILITY):
        found.append(Deed(_("Send it back"), at(application, "application-return"), "arrow-back-up"))
    if state in (A.ELIGIBILITY, A.TECH_REVIEW, A.MARKET_REVIEW, A.SITE_CHECK):
        found.append(Deed(_("Do not certify it"), at(application, "application-reject"), "circle-x", danger=True))
    if state in (A.COMMITTEE, A.DEFERRED):
        text = _("It comes before the brand committee: put it on the agenda of a meeting.")
        if application.agenda.filter(outcome="").exists():
            text = _("It stands on the agenda of a meeting.")
        found.append(Deed(_("To the brand committee"), reverse("innovilt:meeting-list"), "gavel", text))
    return found


def _of_judges(user: User, application: InnoviltApplication) -> list[Deed]:
    found: list[Deed] = []
    if not user.is_internal:
        return found
    for review in application.reviews.filter(reviewer=user, done_at=None, recused_at=None):
        if application.state in (A.TECH_REVIEW, A.MARKET_REVIEW) and review_policies.may_hand_in(user, review):
            text = _("You are asked to review: %(part)s.") % {"part": review.get_part_display()}
            url = reverse("innovilt:review-detail", args=[review.uid])
            found.append(Deed(pgettext("innovilt", "Review"), url, "checklist", text, primary=True))
    for check in application.site_checks.filter(inspector=user, state=CheckState.PLANNED):
        text = _("You go to the plant on %(day)s.") % {"day": day_text(check.planned_on, "day")}
        url = reverse("innovilt:check-detail", args=[check.uid])
        found.append(Deed(_("Open the site check"), url, "map-pin", text, primary=True))
    return found
