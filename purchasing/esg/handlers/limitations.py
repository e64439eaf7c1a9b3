"""What runs by itself of limitations, and who is told of each step. Source: domain 11.6, 17 (legal events)."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from portal.clock import today
from portal.errors import Refused
from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on, sweeps
from portal.people.models import Company, User
from portal.people.queries import buyer_people_with_role, people_with_role
from purchasing.contracts.registry import order_checks
from purchasing.esg.models import CarriedLimitation, Limitation, LimitationVote
from purchasing.esg.queries import limitations as queries
from purchasing.esg.services.appeals import end_limitation
from purchasing.esg.services.carrying import begin_due, carry
from purchasing.esg.services.limitations import convene_committee
from purchasing.esg.services.ordering import check_order
from purchasing.esg.states import LIMITING

PAGE = "esg:limitation-detail"
order_checks.add("esg", check_order)


@sweeps
def run_due() -> None:
    """What is over: days to answer, last days. What begins today; new sisters of who is limited."""
    on_day = today()
    for limitation in queries.limitations_to_convene(on_day):
        _do(lambda each=limitation: convene_committee(each, by=None))
    for limitation in queries.limitations_to_end(on_day):
        _do(lambda each=limitation: end_limitation(each))
    begin_due(on_day)
    for limitation in Limitation.objects.filter(state__in=LIMITING).exclude(level="1").select_related("company"):
        carry(limitation)


def _do(step) -> None:
    try:
        step()
    except Refused:  # somebody has just moved it; the next run looks again
        return


def _limitation(pk: int) -> Limitation:
    return Limitation.objects.select_related("company", "proposed_by").get(pk=pk)


def _own(company: Company) -> Iterable[User]:
    return people_with_role(company, "SA", "SE")


def _tell(people: Iterable[User], kind: str, limitation: Limitation, **params) -> None:
    name = bilingual(limitation.company.legal_name_ko, limitation.company.legal_name_en)
    named = {"number": limitation.number, "company": name, "level": limitation.level, **params}
    notify(people, kind, params=named, url_name=PAGE, url_args=[limitation.number])


@on("esg.limitation_proposed")
def tell_proposed(*, limitation: int, **_later) -> None:
    """Who sends the notice."""
    found = _limitation(limitation)
    _tell(buyer_people_with_role("ER"), "esg.limitation_proposed_seen", found)


@on("esg.limitation_resumed")
def tell_resumed(*, limitation: int, **_later) -> None:
    """Both sides: what was replaced is in force again."""
    found = _limitation(limitation)
    _tell(_own(found.company), "esg.limitation_resumed", found)
    _tell(buyer_people_with_role("ER", "PO"), "esg.limitation_resumed_seen", found)


@on("esg.limitation_notified")
def tell_notified(*, limitation: int, **_later) -> None:
    """The supplier: it may answer until the day."""
    found = _limitation(limitation)
    _tell(_own(found.company), "esg.limitation_notified", found, until=found.answer_due)


@on("esg.limitation_answered")
def tell_answered(*, limitation: int, **_later) -> None:
    """Who convenes the committee."""
    _tell(buyer_people_with_role("ER", "CP"), "esg.limitation_answered_seen", _limitation(limitation))


@on("esg.limitation_convened", "esg.limitation_appealed")
def tell_committee(*, limitation: int, **_later) -> None:
    """Members of the committee who may vote: after an appeal, those who have not."""
    found = _limitation(limitation)
    voted = LimitationVote.objects.filter(limitation=found).values("member")
    members = buyer_people_with_role("EC", "AP", "CP").exclude(pk__in=voted).exclude(pk=found.proposed_by_id or 0)
    _tell(members, "esg.limitation_to_vote_seen", found)


@on("esg.limitation_dropped")
def tell_dropped(*, limitation: int, **_later) -> None:
    """The supplier, if it knows of it."""
    found = _limitation(limitation)
    if found.notified_at is not None or found.interim:
        _tell(_own(found.company), "esg.limitation_dropped", found)


@on("esg.limitation_interim")
def tell_interim(*, limitation: int, **_later) -> None:
    """The supplier and purchasing, at once."""
    found = _limitation(limitation)
    _tell(_own(found.company), "esg.limitation_interim", found)
    _tell(buyer_people_with_role("PO"), "esg.limitation_interim_seen", found)


@on("esg.limitation_imposed")
def tell_imposed(*, limitation: int, **_later) -> None:
    """The supplier, with the days to appeal; purchasing."""
    found = _limitation(limitation)
    _tell(_own(found.company), "esg.limitation_imposed", found, since=found.from_on, until=found.appeal_until)
    _tell(buyer_people_with_role("PO", "ER"), "esg.limitation_imposed_seen", found, since=found.from_on)


@on("esg.limitation_appeal_decided")
def tell_appeal_decided(*, limitation: int, **_later) -> None:
    """The supplier and purchasing."""
    found = _limitation(limitation)
    _tell(_own(found.company), "esg.limitation_appeal_decided", found)
    _tell(buyer_people_with_role("PO", "ER"), "esg.limitation_appeal_decided_seen", found)


@on("esg.lifting_asked")
def tell_lifting_asked(*, limitation: int, **_later) -> None:
    """The committee."""
    _tell(buyer_people_with_role("EC"), "esg.lifting_asked_seen", _limitation(limitation))


@on("esg.lifting_refused")
def tell_lifting_refused(*, limitation: int, **_later) -> None:
    """The supplier."""
    found = _limitation(limitation)
    _tell(_own(found.company), "esg.lifting_refused", found)


@on("esg.limitation_lifted", "esg.limitation_ended")
def tell_over(*, limitation: int, **_later) -> None:
    """The supplier and purchasing."""
    found = _limitation(limitation)
    _tell(_own(found.company), "esg.limitation_over", found)
    _tell(buyer_people_with_role("PO", "ER"), "esg.limitation_over_seen", found)


@on("esg.limitation_carried")
def tell_carried(*, carried: int, **_later) -> None:
    """The sister company, which may say that the tie is gone."""
    _tell_sister(carried, "esg.limitation_carried")


@on("esg.limitation_carried_ended")
def tell_carried_ended(*, carried: int, **_later) -> None:
    """The sister company."""
    _tell_sister(carried, "esg.limitation_carried_ended")


def _tell_sister(carried: int, kind: str) -> None:
    found = CarriedLimitation.objects.select_related("limitation", "company").get(pk=carried)
    params = {
        "company": bilingual(found.company.legal_name_ko, found.company.legal_name_en),
        "level": found.limitation.level,
    }
    notify(_own(found.company), kind, params=params, url_name="esg:limitation-list", url_args=[])


WORDS = (  # kind, title, text
    (
        "esg.limitation_proposed_seen",
        _("A supply limitation of level %(level)s is proposed for %(company)s"),
        _("%(number)s: read the facts and send the notice, or drop it with a reason."),
    ),
    (
        "esg.limitation_notified",
        _("Notice of a proposed supply limitation of level %(level)s: answer by %(until)s"),
        _("%(number)s: the facts are on its page. You may answer them and ask to be heard; nothing is decided yet."),
    ),
    (
        "esg.limitation_answered_seen",
        _("%(company)s has answered the notice %(number)s"),
        _("Hear it if it asks for that; then the committee decides."),
    ),
    (
        "esg.limitation_to_vote_seen",
        _("Your vote is asked for on %(number)s of %(company)s"),
        _("ESG, purchasing and legal decide with two thirds."),
    ),
    (
        "esg.limitation_resumed",
        _("Supply limitation %(number)s of level %(level)s is in force again"),
        _("The decision that had taken its place was overturned."),
    ),
    (
        "esg.limitation_resumed_seen",
        _("%(company)s: supply limitation %(number)s of level %(level)s is in force again"),
        _("The decision that had taken its place was overturned."),
    ),
    (
        "esg.limitation_dropped",
        _("The proposed supply limitation %(number)s is not imposed"),
        _("The reasons are on its page."),
    ),
    (
        "esg.limitation_interim",
        _("New orders are suspended at once: %(number)s"),
        _("An interim measure for a danger to life. The due process goes on; its page says why."),
    ),
    (
        "esg.limitation_interim_seen",
        _("%(company)s: new orders are suspended at once"),
        _("%(number)s: an interim measure for a danger to life."),
    ),
    (
        "esg.limitation_imposed",
        _("Supply limitation of level %(level)s from %(since)s: an appeal is possible until %(until)s"),
        _("%(number)s: decision and reasons are on its page. What was ordered is paid as agreed."),
    ),
    (
        "esg.limitation_imposed_seen",
        _("%(company)s: supply limitation of level %(level)s from %(since)s"),
        _("%(number)s. Tenders, orders and extensions follow it."),
    ),
    (
        "esg.limitation_appeal_decided",
        _("Your appeal against %(number)s is decided"),
        _("The decision and its reasons are on its page."),
    ),
    (
        "esg.limitation_appeal_decided_seen",
        _("%(company)s: the appeal against %(number)s is decided"),
        _("The decision is on its page."),
    ),
    (
        "esg.lifting_asked_seen",
        _("The lifting of %(number)s of %(company)s is asked for"),
        _("Look at the corrective actions and decide."),
    ),
    (
        "esg.lifting_refused",
        _("%(number)s is not lifted yet"),
        _("What is missing is on its page. You can ask again."),
    ),
    (
        "esg.limitation_over",
        _("The supply limitation %(number)s is over"),
        _("Your company may bid and be ordered from as before, unless another limitation counts."),
    ),
    (
        "esg.limitation_over_seen",
        _("%(company)s: the supply limitation %(number)s is over"),
        _("It no longer stands in the way of tenders and orders."),
    ),
    (
        "esg.limitation_carried",
        _("%(company)s carries the supply limitation of a company of the same owners (level %(level)s)"),
        _("If the tie no longer exists, tell the ESG committee and show it."),
    ),
    (
        "esg.limitation_carried_ended",
        _("%(company)s no longer carries the supply limitation of another company"),
        _("It may bid and be ordered from as before."),
    ),
)
for key, title, text in WORDS:
    kinds.register(Kind(key=key, title=title, text=text, essential=not key.endswith("_seen")))
