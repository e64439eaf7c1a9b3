"""Technology offers: who is told of what; licences that end by themselves."""

from django.utils.translation import gettext_lazy as _

from portal.clock import today
from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on, sweeps
from portal.people.queries import buyer_people_with_role, people_with_role
from sharedgrowth.support.models import TechLicence
from sharedgrowth.support.services import offers as services

PAGE = "support:licence-detail"


@sweeps
def watch_licences() -> None:
    """Once a day."""
    services.run_licence_clock(today())


def _tell(licence: int, kind: str, *, company: bool = False, buyer: bool = False, **more) -> None:
    found = TechLicence.objects.select_related("offer", "company", "asked_by").get(pk=licence)
    params = {
        "number": found.number,
        "technology": bilingual(found.offer.title_ko, found.offer.title_en),
        "company": bilingual(found.company.legal_name_ko, found.company.legal_name_en),
        **more,
    }
    people = set()
    if company:
        people |= {found.asked_by, *people_with_role(found.company, "SA")}
    if buyer:
        people |= set(buyer_people_with_role("SG"))
    notify(people, f"support.{kind}", params=params, url_name=PAGE, url_args=[found.number])


@on("support.licence_asked")
def tell_asked(*, licence: int, **_later) -> None:
    """Shared growth."""
    _tell(licence, "licence_asked", buyer=True)


@on("support.licence_offered")
def tell_offered(*, licence: int, **_later) -> None:
    """The company."""
    _tell(licence, "licence_offered", company=True)


@on("support.licence_signed")
def tell_signed(*, licence: int, side: str, **_later) -> None:
    """The other side, which signs next."""
    _tell(licence, "licence_signed", company=side == "buyer", buyer=side == "company")


@on("support.licence_agreed")
def tell_agreed(*, licence: int, **_later) -> None:
    """Both."""
    _tell(licence, "licence_agreed", company=True, buyer=True)


@on("support.licence_refused")
def tell_refused(*, licence: int, **_later) -> None:
    """The company."""
    _tell(licence, "licence_refused", company=True, reason=TechLicence.objects.get(pk=licence).reason)


@on("support.technology_transferred")
def tell_transferred(*, licence: int, **_later) -> None:
    """The company."""
    _tell(licence, "technology_transferred", company=True)


@on("support.licence_ended")
def tell_ended(*, licence: int, **_later) -> None:
    """Both."""
    _tell(licence, "licence_ended", company=True, buyer=True)


WORDS = (  # kind, title, text
    (
        "support.licence_asked",
        _("%(company)s asks for a technology: %(technology)s"),
        _("Request %(number)s. Answer with terms, or with a reason."),
    ),
    (
        "support.licence_offered",
        _("Terms of licence %(number)s are here"),
        _("%(technology)s. Read them and sign, or withdraw."),
    ),
    (
        "support.licence_signed",
        _("Licence %(number)s waits for your signature"),
        _("%(technology)s, %(company)s. The other side has signed."),
    ),
    (
        "support.licence_agreed",
        _("Licence %(number)s is agreed"),
        _("%(technology)s, %(company)s. The technology is handed over next."),
    ),
    (
        "support.licence_refused",
        _("Your request %(number)s for a technology was refused"),
        _("%(technology)s. %(reason)s"),
    ),
    (
        "support.technology_transferred",
        _("The technology of licence %(number)s was handed over"),
        _("%(technology)s. Your company can use it."),
    ),
    (
        "support.licence_ended",
        _("Licence %(number)s has ended"),
        _("%(technology)s, %(company)s."),
    ),
)
ESSENTIAL = {"support.licence_offered", "support.licence_refused", "support.licence_ended", "support.licence_agreed"}
for key, title, text in WORDS:
    kinds.register(Kind(key=key, title=title, text=text, essential=key in ESSENTIAL))
