"""Minerals: the clock, orders that are refused, and who is told."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from portal.clock import today
from portal.errors import RuleBroken
from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import is_done, mark_done, on, sweeps
from portal.people.models import Company, User
from portal.people.queries import buyer_people_with_role, people_with_role
from purchasing.bidding.registry import class_bars
from purchasing.contracts.registry import order_checks
from purchasing.esg.models import MineralCase, MineralDeclaration, ScreeningList
from purchasing.esg.queries import minerals as queries
from purchasing.esg.services import mineral_clock
from purchasing.esg.services.screening import BLOCKED, publish_minerals, publish_owing, rescreen_all
from purchasing.esg.states.minerals import Metal

PAGE = "esg:mineral-detail"


@sweeps
def keep_minerals() -> None:
    """Every day what is over or late; every month who has to declare and a new screening. Source: appendix B."""
    day = today()
    for name, period, run in (
        ("esg.minerals-clock", day.isoformat(), mineral_clock.run_day),
        ("esg.minerals-rescreen", f"{day:%Y-%m}", mineral_clock.run_month),
    ):
        if not is_done(name, period):
            run(day)
            mark_done(name, period)  # broken off before, it is run again: what is done already stays as it is


@on("esg.screening_list_imported")
def screen_again(*, listing: int, **_later) -> None:
    """A new version of a list: all declarations are looked at again (MIN-08)."""
    rescreen_all(reason=ScreeningList.objects.get(pk=listing).version)


@on("esg.flag_decided", "esg.flag_remedied")
def block_or_free(*, flag: int, **_later) -> None:
    """A confirmed flag about minerals blocks their classes; a rejected or a remedied one frees them."""
    for company in Company.objects.filter(mineral_issues__flag=flag).distinct():
        publish_minerals(company)


@on("esg.mineral_class_set")
def look_who_owes(**_later) -> None:
    """A class may hold cobalt, or no longer: who delivers it without a declaration is blocked in it (MIN-09)."""
    publish_owing()


def no_blocked_minerals(contract, amendment=None) -> None:
    """New orders of a class whose minerals are blocked for the supplier are refused; other classes go on (MIN-09)."""
    if contract.tier != 1:
        return
    metals = queries.blocked_metals(contract.payee)
    lines = queries.blocked_lines(contract, metals) if metals else []
    if lines:
        named = ", ".join(str(Metal(metal).label) for metal in metals)
        raise RuleBroken(
            _now(
                "Line %(no)s (%(line)s) may hold %(metals)s, and this supplier's smelters of it are not conformant: no"
                " new order of this class. Other classes are not touched."
            )
            % {"no": lines[0].no, "line": lines[0].description, "metals": named}
        )
    if not queries.lacks_cobalt(contract.payee, today()):
        return
    if lines := queries.blocked_lines(contract, [str(Metal.COBALT)]):
        raise RuleBroken(
            _now(
                "Line %(no)s (%(line)s) may hold cobalt, and no accepted declaration of this supplier says from which"
                " smelters: no new order of this class. Other classes are not touched."
            )
            % {"no": lines[0].no, "line": lines[0].description}
        )


def no_bids_in_blocked_classes(company: Company, codes: Collection[str]) -> str:
    """Tenders of a class whose minerals are blocked for the company take no bid of it; others do. Source: domain 17."""
    metals = queries.blocked_metals(company)
    if metals and queries.blocked_codes(codes, metals):
        named = ", ".join(str(Metal(metal).label) for metal in metals)
        return _now(
            "The goods of this tender may hold %(metals)s, and the smelters that %(name)s declared of it are not"
            " conformant: no bid in this class. Other classes are not touched."
        ) % {"metals": named, "name": company.name}
    if queries.blocked_codes(codes, [str(Metal.COBALT)]) and queries.lacks_cobalt(company, today()):
        return _now(
            "The goods of this tender may hold cobalt, and no accepted declaration of %(name)s says from which"
            " smelters: no bid in this class. Declare it, and a reviewer looks at it."
        ) % {"name": company.name}
    return ""


order_checks.add("esg.minerals", no_blocked_minerals)
class_bars.add("esg.minerals", no_bids_in_blocked_classes)


# Who is told ----------------------------------------------------------------------------------------------------------
def _declaration(pk: int) -> MineralDeclaration:
    return MineralDeclaration.objects.select_related("company", "reviewer").get(pk=pk)


def _tell(people: Iterable[User], kind: str, told: MineralDeclaration) -> None:
    params = {
        "number": told.number,
        "company": bilingual(told.company.legal_name_ko, told.company.legal_name_en),
        "template": told.template.upper(),
        "day": told.due_on or "",
    }
    notify(people, kind, params=params, url_name=PAGE, url_args=[told.number])


def supplier_people(company: Company) -> list[User]:
    """Who deals with it at the supplier."""
    return list(people_with_role(company, "SA", "SE"))


@on("esg.minerals_requested")
def tell_requested(*, declaration: int, **_later) -> None:
    """The supplier, unless it began by itself."""
    told = _declaration(declaration)
    if told.requested_by is None or told.requested_by.company_id != told.company_id:
        _tell(supplier_people(told.company), "esg.minerals_requested", told)


@on("esg.minerals_submitted")
def tell_submitted(*, declaration: int, **_later) -> None:
    """The reviewers."""
    _tell(buyer_people_with_role("ER"), "esg.minerals_submitted", _declaration(declaration))


@on("esg.minerals_asked")
def tell_asked(*, declaration: int, **_later) -> None:
    """The supplier."""
    told = _declaration(declaration)
    _tell(supplier_people(told.company), "esg.minerals_asked", told)


@on("esg.minerals_accepted")
def tell_accepted(*, declaration: int, **_later) -> None:
    """The supplier."""
    told = _declaration(declaration)
    _tell(supplier_people(told.company), "esg.minerals_accepted", told)


@on("esg.minerals_ending")
def tell_ending(*, declaration: int, **_later) -> None:
    """The supplier, in time for a new one."""
    told = _declaration(declaration)
    params = {"number": told.number, "template": told.template.upper(), "day": str(told.valid_to)}
    notify(
        supplier_people(told.company),
        "esg.minerals_ending",
        params=params,
        url_name=PAGE,
        url_args=[told.number],
    )


@on("esg.minerals_expired")
def tell_expired(*, declaration: int, **_later) -> None:
    """The supplier."""
    told = _declaration(declaration)
    _tell(supplier_people(told.company), "esg.minerals_expired", told)


@on("esg.minerals_flagged")
def tell_flagged(*, declaration: int, **_later) -> None:
    """Both sides."""
    told = _declaration(declaration)
    people = [*supplier_people(told.company), *buyer_people_with_role("ER")]
    _tell(people, "esg.minerals_flagged", told)


@on("esg.minerals_standing_changed")
def tell_standing(*, company: int, value: str, **_later) -> None:
    """The supplier and purchasing: which classes are blocked, or free again."""
    told = Company.objects.get(pk=company)
    kind = "esg.minerals_blocked" if value.startswith(BLOCKED) else "esg.minerals_free"
    params = {"company": bilingual(told.legal_name_ko, told.legal_name_en)}
    people = [*supplier_people(told), *buyer_people_with_role("PO", "ER")]
    notify(people, kind, params=params, url_name="esg:mineral-findings")


@on("esg.minerals_strategy")
def tell_strategy(*, case: int, **_later) -> None:
    """The supplier."""
    told = MineralCase.objects.select_related("company").get(pk=case)
    notify(
        supplier_people(told.company),
        "esg.minerals_strategy",
        params={"year": told.year},
        url_name="esg:mineral-case",
        url_args=[str(told.uid)],
    )


KINDS = [
    Kind(
        key="esg.minerals_requested",
        title=_("Declare your minerals: %(template)s %(number)s"),
        text=_("Due on %(day)s. Send the workbook that you use anyway, or fill it in on the page."),
        essential=True,
    ),
    Kind(
        key="esg.minerals_submitted",
        title=_("%(company)s has declared its minerals: %(number)s"),
        text=_("%(template)s. It is checked and screened, and waits for a reviewer."),
    ),
    Kind(
        key="esg.minerals_asked",
        title=_("A question about your declaration %(number)s"),
        text=_("Answer by %(day)s: change what is asked about and submit it again."),
        essential=True,
    ),
    Kind(
        key="esg.minerals_accepted",
        title=_("Your declaration of minerals %(number)s is accepted"),
        text=_("%(template)s. It is screened again with each new list of smelters."),
    ),
    Kind(
        key="esg.minerals_ending",
        title=_("Your declaration of minerals %(number)s ends on %(day)s"),
        text=_("%(template)s. Send a new one before: without it cobalt counts as unknown and its classes are blocked."),
    ),
    Kind(
        key="esg.minerals_expired",
        title=_("Your declaration of minerals %(number)s is over"),
        text=_("%(template)s. Send a new one; your answers are kept as a start."),
        essential=True,
    ),
    Kind(
        key="esg.minerals_flagged",
        title=_("A smelter behind the goods of %(company)s needs attention"),
        text=_("Declaration %(number)s. What was found, and until when it is mended, is on its page."),
        essential=True,
    ),
    Kind(
        key="esg.minerals_blocked",
        title=_("No new orders of certain classes: %(company)s"),
        text=_("A smelter is not conformant. Only the classes with this mineral are touched; what runs is paid."),
        essential=True,
    ),
    Kind(
        key="esg.minerals_free",
        title=_("Orders of all classes are possible again: %(company)s"),
        text=_("Nothing about minerals stands against them."),
        essential=True,
    ),
    Kind(
        key="esg.minerals_strategy",
        title=_("What follows from the risks of your minerals in %(year)s is decided"),
        text=_("The decision and its reasons are on the page of the case."),
        essential=True,
    ),
]
for kind in KINDS:
    kinds.register(kind)
