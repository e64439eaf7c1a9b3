"""After each step the screens look at the tender; auditors are told when there is something to look at."""

from django.utils.translation import gettext_lazy as _

from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on
from portal.people.queries import buyer_people_with_role
from purchasing.bidding import services
from purchasing.bidding.models import Tender
from purchasing.bidding.states.screens import Screening

kinds.register(
    Kind(
        key="bidding.case_begun",
        title=_("Two flags or more in tender %(number)s: an auditor's case has begun"),
        text=_("%(title)s. The figures are a reason to look, nothing more."),
    )
)


@on("bidding.tender_opened")
def screen_after_opening(*, tender: int, **_later) -> None:
    """Prices and traces."""
    services.screen_tender(Tender.objects.get(pk=tender), Screening.OPENING)


@on("bidding.tender_evaluated")
def screen_after_evaluation(*, tender: int, **_later) -> None:
    """Who decides who is excluded."""
    services.screen_tender(Tender.objects.get(pk=tender), Screening.EVALUATION)


@on("bidding.tender_awarded")
def screen_after_award(*, tender: int, **_later) -> None:
    """The winner among others; an award that was taken back meanwhile is not looked at."""
    awarded = Tender.objects.get(pk=tender)
    if awarded.winner_id is not None:
        services.screen_tender(awarded, Screening.AWARD)


@on("bidding.case_begun")
def tell_auditors(*, tender: int, **_later) -> None:
    """All auditors of the buying organisation."""
    flagged = Tender.objects.get(pk=tender)
    named = {"number": flagged.number, "title": bilingual(flagged.title_ko, flagged.title_en)}
    people = buyer_people_with_role("AU")
    notify(people, "bidding.case_begun", params=named, url_name="bidding:screen-detail", url_args=[flagged.number])
