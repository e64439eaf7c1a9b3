"""Doors of the council: meetings from the agenda to approved minutes, decisions, shared results."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.deciding import Decision, decide, posted
from portal.display import day_text
from portal.errors import NotAllowed
from portal.http import page, page_now, reads, see, writes
from portal.pdf import pdf_response, typeset
from portal.people.models import User
from portal.policy import require
from purchasing.esg.forms.gate import ReasonForm
from purchasing.esg.forms.support import (
    CouncilDecisionForm,
    HoldForm,
    MeetingForm,
    MemberForm,
    MinutesForm,
    ProgressForm,
)
from purchasing.esg.models import CouncilMeeting
from purchasing.esg.policies import support as policies
from purchasing.esg.queries import council as queries
from purchasing.esg.services import council as services
from purchasing.esg.states.support import MeetingState

BRAND = "Together · ESG purchasing"


def _today(request: HttpRequest) -> date:
    return page_now(request).astimezone(SEOUL).date()


def _home() -> tuple[object, str]:
    return (_("ESG purchasing council"), reverse("esg:council-list"))


def _at(meeting: CouncilMeeting) -> str:
    return reverse("esg:council-detail", args=[meeting.uid])


def _meeting(request: HttpRequest, uid: UUID) -> CouncilMeeting:
    return get_object_or_404(queries.meetings_visible_to(request.user), uid=uid)


@reads
def council_list(request: HttpRequest) -> HttpResponse:
    """Meetings, members, what is still open of what was decided."""
    user = request.user
    if not queries.reads_council(user):
        raise NotAllowed(_("The council's pages are for its members, ESG, compliance and audit."))
    context = {
        "meetings": list(queries.meetings_visible_to(user)[:20]),
        "members": list(queries.members_now()),
        "open_rows": queries.open_decisions(),
        "may_keep": bool(policies.may_keep_council(user)),
        "today": _today(request),
    }
    return page(request, "esg/council_list.html", context)


@reads
def council_results(request: HttpRequest) -> HttpResponse:
    """Suppliers' results as group companies may see them: by name only with the supplier's consent."""
    if not queries.reads_council(request.user):
        raise NotAllowed(_("The council's pages are for its members, ESG, compliance and audit."))
    rows = queries.shared_results(_today(request))
    context = {"trail": [_home(), (_("Shared results"), "")], "rows": rows, "named": sum(row.named for row in rows)}
    return page(request, "esg/council_results.html", context)


@writes(shows_form=True)
def council_create(request: HttpRequest) -> HttpResponse:
    """Plan a meeting with its agenda."""
    form = MeetingForm(posted(request))
    what = Decision(
        title=_("Plan a meeting"),
        text=_("One in each half-year. The members are invited with the agenda once it is complete."),
        verb=_("Plan it"),
        done=_("Planned. Invite the members when the agenda stands."),
        allowed=policies.may_keep_council(request.user),
        do=lambda given: services.plan_meeting(
            half=given["half"], meets_at=given["meets_at"], place=given["place"], agenda=form.agenda, by=request.user
        ),
        back=reverse("esg:council-list"),
        trail=[_home()],
        after=_at,
    )
    return decide(request, what, form)


@writes(shows_form=True)
def council_member(request: HttpRequest) -> HttpResponse:
    """A group company sends its executive."""

    def add(given: dict[str, Any]):
        email = given.pop("email")
        user = User.objects.filter(email__iexact=email, is_active=True).first() if email else None
        return services.add_member(**given, user=user if user and user.is_internal else None, by=request.user)

    what = Decision(
        title=_("Member of the council"),
        text=_("One for each group company; a former one leaves office today."),
        verb=_("Enter the member"),
        done=_("Entered."),
        allowed=policies.may_keep_council(request.user),
        do=add,
        back=reverse("esg:council-list"),
        trail=[_home()],
    )
    return decide(request, what, MemberForm(posted(request)))


@reads
def council_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One meeting: agenda, notice, presence, decisions with who stands where, minutes."""
    meeting, user = _meeting(request, uid), request.user
    keeps = bool(policies.may_keep_council(user))
    context = {
        "trail": [_home(), (meeting.half, "")],
        "meeting": meeting,
        "agenda": list(meeting.agenda.all()),
        "notice": _(services.NOTICE),
        "presences": list(meeting.presences.select_related("member")),
        "rows": queries.decisions_of(meeting),
        "keeps": keeps,
        "may_approve": meeting.state == MeetingState.HELD and bool(policies.may_approve_minutes(user, meeting)),
        "own_members": [member for member in queries.members_now() if policies.may_report_progress(user, member)],
        "entries": timeline_of(meeting),
        "today": _today(request),
    }
    return page(request, "esg/council_detail.html", context)


@writes
def council_invite(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Send the agenda to the members."""
    meeting = services.invite_council(_meeting(request, uid), by=request.user)
    messages.success(request, _("Invited. The agenda and the notice on competition law are sent."))
    return see(request, _at(meeting))


def _decision(request: HttpRequest, meeting: CouncilMeeting, **given: Any) -> Decision:
    told = {"back": _at(meeting), "trail": [_home(), (meeting.half, _at(meeting))], "docno": meeting.half}
    return Decision(**(told | {"allowed": policies.may_keep_council(request.user)} | given))


@writes(shows_form=True)
def council_cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It does not take place."""
    meeting = _meeting(request, uid)
    what = _decision(
        request,
        meeting,
        title=_("Cancel the meeting"),
        text=_("Another may be planned for the half-year."),
        verb=_("Cancel the meeting"),
        done=_("Cancelled. The members are told."),
        do=lambda given: services.cancel_meeting(meeting, reason=given["reason"], by=request.user),
        danger=True,
    )
    return decide(request, what, ReasonForm(posted(request), label=_("Reason"), most=500))


@writes(shows_form=True)
def council_hold(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The meeting begins: who is there."""
    meeting = _meeting(request, uid)
    what = _decision(
        request,
        meeting,
        title=_("The meeting begins"),
        text=_(services.NOTICE),
        verb=_("Note who is there"),
        done=_("Noted. Enter decisions and minutes now."),
        do=lambda given: services.hold_meeting(
            meeting, present=list(given["present"]), acknowledged=given["acknowledged"], by=request.user
        ),
    )
    return decide(request, what, HoldForm(posted(request), members=queries.members_now()))


@writes(shows_form=True)
def council_decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Enter a decision."""
    meeting = _meeting(request, uid)
    what = _decision(
        request,
        meeting,
        title=_("Decision of the council"),
        text=_("Each group company reports where it stands until it is done."),
        verb=_("Enter the decision"),
        done=_("Entered."),
        do=lambda given: services.decide_in_council(meeting, **given, by=request.user),
    )
    return decide(request, what, CouncilDecisionForm(posted(request), members=queries.members_now()))


@writes(shows_form=True)
def council_minutes(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write the minutes."""
    meeting = _meeting(request, uid)
    what = _decision(
        request,
        meeting,
        title=_("Minutes"),
        text=_("What was said and decided. A second person approves them."),
        verb=_("Keep the minutes"),
        done=_("Kept. A second person approves them."),
        do=lambda given: services.write_minutes(meeting, minutes=given["minutes"], by=request.user),
    )
    return decide(request, what, MinutesForm(posted(request), initial={"minutes": meeting.minutes}))


@writes
def council_close(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A second person approves the minutes."""
    meeting = _meeting(request, uid)
    services.approve_minutes(meeting, by=request.user)
    messages.success(request, _("Approved. Who is responsible for a decision is told."))
    return see(request, _at(meeting))


@writes(shows_form=True)
def council_progress(request: HttpRequest, uid: UUID, no: int, member: UUID) -> HttpResponse:
    """Where a group company stands with a decision."""
    meeting = _meeting(request, uid)
    decision = get_object_or_404(meeting.decisions.all(), no=no)
    sits = get_object_or_404(queries.members_now(), uid=member)
    what = _decision(
        request,
        meeting,
        title=_("Where %(company)s stands") % {"company": sits.group_company},
        text=decision.text,
        verb=pgettext("council", "Report"),
        done=_("Reported."),
        allowed=policies.may_report_progress(request.user, sits),
        do=lambda given: services.report_progress(decision, sits, **given, by=request.user),
    )
    return decide(request, what, ProgressForm(posted(request)))


@reads
def council_paper(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The minutes as PDF, once they are approved."""
    meeting = _meeting(request, uid)
    if meeting.state != MeetingState.CLOSED:
        raise Http404
    rows = queries.decisions_of(meeting)
    data: dict[str, Any] = {
        "brand": _(BRAND),
        "title": _("Minutes of the ESG purchasing council"),
        "number": meeting.half,
        "made": "",
        "footer": "",
        "facts": [
            {"label": _("Met on"), "value": day_text(meeting.meets_at, "full")},
            {"label": _("Place"), "value": meeting.place},
            {"label": _("Approved by"), "value": meeting.approved_by.name if meeting.approved_by else ""},
        ],
        "notice_title": _("Notice on competition law"),
        "notice": _(services.NOTICE),
        "present_title": _("Present"),
        "present": [
            [row.member.group_company, row.member.person] for row in meeting.presences.select_related("member")
        ],
        "present_head": [_("Group company"), _("Person")],
        "agenda_title": _("Agenda"),
        "agenda": [[str(item.no), str(item.get_kind_display()), item.name] for item in meeting.agenda.all()],
        "agenda_head": [_("No."), _("Kind"), _("Title")],
        "minutes_title": _("Minutes"),
        "minutes": meeting.minutes,
        "decisions_title": _("Decisions"),
        "decisions_head": [_("No."), _("Decision"), _("Responsible"), _("Due")],
        "decisions": [
            [str(row.decision.no), row.decision.text, row.decision.owner.group_company, row.decision.due_on.isoformat()]
            for row in rows
        ],
    }
    return pdf_response(typeset("esg/council.typ", data), f"council-{meeting.half}.pdf")


@writes(shows_form=True)
def council_sharing(request: HttpRequest) -> HttpResponse:
    """A supplier decides whether group companies see its result by name."""
    user = request.user
    require(policies.may_share_result(user))
    if request.method == "POST":
        given = request.POST.get("given") == "yes"
        services.share_result(given=given, by=user)
        messages.success(
            request,
            _("Group companies see the result by name from now on.") if given else _("The name is not shown any more."),
        )
        return see(request, reverse("esg:council-sharing"))
    return page(request, "esg/council_sharing.html", {"shares": queries.shares_result(user.company)})
