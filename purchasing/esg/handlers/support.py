"""The council and consulting: who is told what; an escalated corrective action asks for help by itself."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from portal.clock import SEOUL
from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on
from portal.people.models import User
from portal.people.queries import buyer_people_with_role, people_with_role
from purchasing.esg.models import ConsultingRequest, CorrectiveAction, CouncilMeeting
from purchasing.esg.queries import council as queries
from purchasing.esg.services import consulting as services
from purchasing.esg.states.support import ConsultingState


def _members() -> list[User]:
    return [member.user for member in queries.members_now() if member.user is not None]


def _tell(people: Iterable[User], kind: str, meeting: CouncilMeeting, **params) -> None:
    told = {"half": meeting.half, **params}
    notify(people, kind, params=told, url_name="esg:council-detail", url_args=[meeting.uid])


@on("esg.council_invited")
def tell_invited(*, meeting: int, **_later) -> None:
    """Members with an account."""
    told = CouncilMeeting.objects.get(pk=meeting)
    _tell(_members(), "esg.council_invited", told, day=told.meets_at.astimezone(SEOUL).date(), place=told.place)


@on("esg.council_cancelled")
def tell_cancelled(*, meeting: int, **_later) -> None:
    """Members with an account."""
    _tell(_members(), "esg.council_cancelled", CouncilMeeting.objects.get(pk=meeting))


@on("esg.council_closed")
def tell_closed(*, meeting: int, **_later) -> None:
    """Members with an account: what was decided, and where to report."""
    told = CouncilMeeting.objects.get(pk=meeting)
    _tell(_members(), "esg.council_closed", told, number=told.decisions.count())


@on("esg.action_escalated")
def ask_for_help(*, action: int, **_later) -> None:
    """What a supplier does not get done by itself, the consulting group is asked to look at."""
    found = CorrectiveAction.objects.select_related("company").get(pk=action)
    services.ask_for_action(found.company, about=f"{found.number}: {found.finding}", action=found)


def _request(pk: int) -> ConsultingRequest:
    return ConsultingRequest.objects.select_related("company").get(pk=pk)


@on("esg.consulting_asked")
def tell_asked(*, request: int, **_later) -> None:
    """Shared growth."""
    told = _request(request)
    company = bilingual(told.company.legal_name_ko, told.company.legal_name_en)
    notify(
        buyer_people_with_role("SG"),
        "esg.consulting_asked",
        params={"company": company},
        url_name="esg:consulting-decide",
        url_args=[told.uid],
    )


@on("esg.consulting_decided")
def tell_decided(*, request: int, **_later) -> None:
    """The company."""
    told = _request(request)
    kind = "esg.consulting_taken" if told.state == ConsultingState.HANDED_OVER else "esg.consulting_declined"
    notify(people_with_role(told.company, *queries.CONSULTING_OWN), kind, url_name="esg:consulting-list")


kinds.register(
    Kind(
        key="esg.council_invited",
        title=_("ESG purchasing council %(half)s: invitation"),
        text=_("%(day)s, %(place)s. The agenda and the notice on competition law are on the page."),
    )
)
kinds.register(
    Kind(
        key="esg.council_cancelled",
        title=_("ESG purchasing council %(half)s: cancelled"),
        text=_("The meeting does not take place."),
    )
)
kinds.register(
    Kind(
        key="esg.council_closed",
        title=_("ESG purchasing council %(half)s: minutes approved"),
        text=_("Decisions: %(number)s. Report on the page where your company stands."),
    )
)
kinds.register(
    Kind(
        key="esg.consulting_asked",
        title=_("Consulting asked for: %(company)s"),
        text=_("Answer it, or hand it over to the support programmes."),
    )
)
kinds.register(
    Kind(
        key="esg.consulting_taken",
        title=_("Consulting: the request is taken over"),
        text=_("The support programmes arrange a visit."),
    )
)
kinds.register(
    Kind(
        key="esg.consulting_declined",
        title=_("Consulting: the request is declined"),
        text=_("The answer says why."),
    )
)
