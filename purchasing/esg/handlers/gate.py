"""The entry gate: who is told what, who opens the evidence, and what the clock does."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from portal.clock import today
from portal.files.models import File
from portal.files.registry import readers
from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on, sweeps
from portal.people.models import Company, User
from portal.people.queries import buyer_people_with_role, people_with_role
from portal.people.registry import honour_checks, level_checks
from purchasing.contracts.registry import order_checks
from purchasing.esg.models import CodeConsent, CodeOfConduct, Entry, EntryPoint, terms_on
from purchasing.esg.queries import gate as queries
from purchasing.esg.services import code as code_services
from purchasing.esg.services import gate_decisions
from purchasing.esg.services.honour import check_before_honour
from purchasing.esg.states import CONSENTS, ConsentState, EntryState

ENTRY_PAGE = "esg:entry-detail"
CODE_PAGE = "esg:code-detail"


@readers.register("esg.entry_evidence")
def reads_entry_evidence(user: User, file: File) -> bool | None:
    """Reviewers, committee, compliance and audit open the evidence of entries that were submitted."""
    if not queries.reads_evidence(user):
        return None
    held = EntryPoint.objects.filter(files=file, entry__submitted_at__isnull=False)
    return True if held.exists() else None


order_checks.add("esg.order-cap", gate_decisions.check_order_cap)
level_checks.add("esg.code", code_services.check_consent_before_level)
honour_checks.add("esg.standing", check_before_honour)


@sweeps
def watch_consents() -> None:
    """Once a day: reminders of consents, and their end."""
    code_services.run_consent_clock(today())


@sweeps
def watch_entries() -> None:
    """Once a day: reminders of entries that end, and their end."""
    gate_decisions.run_entry_clock(today())


def _entry(pk: int) -> Entry:
    return Entry.objects.select_related("company", "reviewer").get(pk=pk)


def _own(company: Company):
    return people_with_role(company, *queries.ENTRY_OWN)


def _named(company: Company) -> dict[str, str]:
    return bilingual(company.legal_name_ko, company.legal_name_en)


def _tell_entry(people, kind: str, entry: Entry, **params) -> None:
    told = {"number": entry.number, "company": _named(entry.company), **params}
    notify(people, kind, params=told, url_name=ENTRY_PAGE, url_args=[entry.number])


@on("esg.entry_submitted")
def tell_reviewers(*, entry: int, **_later) -> None:
    """All reviewers: one of them takes it."""
    told = _entry(entry)
    due = told.decide_by or ""
    _tell_entry(buyer_people_with_role("ER"), "esg.entry_submitted", told, due=due)


@on("esg.entry_asked")
def tell_question(*, entry: int, **_later) -> None:
    """The company, with the day until which it answers."""
    told = _entry(entry)
    due = told.answer_due or ""
    _tell_entry(_own(told.company), "esg.entry_asked", told, due=due)


@on("esg.entry_answered")
def tell_reply(*, entry: int, **_later) -> None:
    """The reviewer."""
    told = _entry(entry)
    if told.reviewer is not None:
        _tell_entry([told.reviewer], "esg.entry_answered", told)


@on("esg.entry_decided")
def tell_decision(*, entry: int, **_later) -> None:
    """The company, with what it may do now."""
    told = _entry(entry)
    kinds_by_state = {
        EntryState.QUALIFIED: "esg.entry_qualified",
        EntryState.CONDITIONAL: "esg.entry_conditional",
        EntryState.NOT_QUALIFIED: "esg.entry_refused",
    }
    if kind := kinds_by_state.get(EntryState(told.state)):
        until = {"until": told.valid_to} if told.valid_to else {}
        _tell_entry(_own(told.company), kind, told, **until)


@on("esg.entry_ending")
def tell_ending(*, entry: int, left: int, **_later) -> None:
    """The company: it can be renewed."""
    _tell_entry(_own(_entry(entry).company), "esg.entry_ending", _entry(entry), left=left)


@on("esg.entry_late")
def tell_late(*, entry: int, **_later) -> None:
    """Approvers and the committee: the answer to the supplier is overdue."""
    told = _entry(entry)
    due = told.decide_by or ""
    _tell_entry(buyer_people_with_role("AP", "EC"), "esg.entry_late", told, due=due)


@on("esg.entry_evidence_ending")
def tell_evidence_ending(*, entry: int, item: str, until: str, left: int, **_later) -> None:
    """The company: a newer document is needed."""
    told = _entry(entry)
    _tell_entry(
        _own(told.company), "esg.entry_evidence_ending", told, item=item, until=date.fromisoformat(until), left=left
    )


@on("esg.entry_expired")
def tell_expired(*, entry: int, **_later) -> None:
    """The company."""
    told = _entry(entry)
    _tell_entry(_own(told.company), "esg.entry_expired", told)


@on("esg.code_published")
def tell_new_code(*, code: int, **_later) -> None:
    """Administrators of active suppliers, with the day until which they consent, if it asks for it."""
    told = CodeOfConduct.objects.get(pk=code)
    until = queries.consent_deadline(told, terms_on(today()))
    kind = "esg.code_asks" if told.is_material else "esg.code_changed"
    companies = Company.objects.filter(is_buyer=False, state="active")
    people = User.objects.filter(
        is_active=True,
        memberships__state="active",
        memberships__company__in=companies,
        memberships__roles__code__in=queries.SIGNERS,
    ).distinct()
    page = "esg:code-consent" if told.is_material else CODE_PAGE
    notify(people, kind, params={"version": told.version, "until": until}, url_name=page)


@on("esg.code_consented")
def tell_exception(*, consent: int, **_later) -> None:
    """Legal, of an exception that waits."""
    told = CodeConsent.objects.select_related("company", "code").get(pk=consent)
    if told.state == ConsentState.EXCEPTION:
        params = {"company": _named(told.company), "version": told.code.version}
        notify(buyer_people_with_role("CP"), "esg.code_exception", params=params, url_name="esg:code-consents")


@on("esg.code_exception_decided")
def tell_exception_decided(*, consent: int, **_later) -> None:
    """The company's administrators."""
    told = CodeConsent.objects.select_related("company", "code").get(pk=consent)
    kind = "esg.code_exception_accepted" if told.state in CONSENTS else "esg.code_exception_refused"
    people = people_with_role(told.company, *queries.SIGNERS)
    notify(people, kind, params={"version": told.code.version}, url_name="esg:code-consents")


@on("esg.consent_due")
def tell_consent_due(*, company: int, left: int, until: str, **_later) -> None:
    """Administrators: so many days are left."""
    people = people_with_role(Company.objects.get(pk=company), *queries.SIGNERS)
    notify(people, "esg.consent_due", params={"left": left, "until": until}, url_name="esg:code-consent")


@on("esg.consent_lapsed")
def tell_consent_lapsed(*, company: int, **_later) -> None:
    """Administrators: no new bid is taken until they sign."""
    people = people_with_role(Company.objects.get(pk=company), *queries.SIGNERS)
    notify(people, "esg.consent_lapsed", url_name="esg:code-consent")


kinds.register(
    Kind(
        key="esg.entry_submitted",
        title=_("Entry qualification to review: %(company)s"),
        text=_("%(number)s; the decision is due on %(due)s."),
    )
)
kinds.register(
    Kind(
        key="esg.entry_asked",
        title=_("Question about the entry qualification %(number)s"),
        text=_("Answer by %(due)s; an application without an answer ends."),
        essential=True,
    )
)
kinds.register(
    Kind(
        key="esg.entry_answered",
        title=_("Answered: entry qualification of %(company)s"),
        text=_("%(number)s can be reviewed further."),
    )
)
kinds.register(
    Kind(
        key="esg.entry_qualified",
        title=_("Qualified: %(number)s"),
        text=_("It holds until %(until)s. With the consent to the code of conduct bids are taken."),
        essential=True,
    )
)
kinds.register(
    Kind(
        key="esg.entry_conditional",
        title=_("Qualified on conditions: %(number)s"),
        text=_("Until %(until)s bids are taken and orders are capped; a corrective action is open."),
        essential=True,
    )
)
kinds.register(
    Kind(
        key="esg.entry_refused",
        title=_("Not qualified: %(number)s"),
        text=_("The letter lists what to remedy. Apply again as soon as it is done."),
        essential=True,
    )
)
kinds.register(
    Kind(
        key="esg.entry_ending",
        title=_("The entry qualification ends in %(left)s days"),
        text=_("%(number)s can be renewed now; without a qualification no bid is taken."),
        essential=True,
    )
)
kinds.register(
    Kind(
        key="esg.entry_late",
        title=_("Decision overdue: entry qualification of %(company)s"),
        text=_("%(number)s was due on %(due)s. See that a reviewer decides."),
        essential=True,
    )
)
kinds.register(
    Kind(
        key="esg.entry_evidence_ending",
        title=_("Evidence of the entry qualification ends in %(left)s days"),
        text=_("%(number)s, %(item)s: valid until %(until)s. Without a newer one a corrective action is asked for."),
        essential=True,
    )
)
kinds.register(
    Kind(
        key="esg.entry_expired",
        title=_("Entry qualification ended: %(number)s"),
        text=_("No new bid is taken until a new one is there. Running contracts go on."),
        essential=True,
    )
)
kinds.register(
    Kind(
        key="esg.code_asks",
        title=_("New code of conduct %(version)s: consent needed"),
        text=_("The former consent counts until %(until)s; then no new bid is taken. Running contracts go on."),
        essential=True,
    )
)
kinds.register(
    Kind(
        key="esg.code_changed",
        title=_("The code of conduct has changed: version %(version)s"),
        text=_("The consent that you gave still counts."),
    )
)
kinds.register(
    Kind(
        key="esg.code_exception",
        title=_("Exception to the code of conduct: %(company)s"),
        text=_("Version %(version)s was signed with an exception; the consent does not count before the decision."),
    )
)
kinds.register(
    Kind(
        key="esg.code_exception_accepted",
        title=_("Exception accepted: code of conduct %(version)s"),
        text=_("The consent counts from now on."),
        essential=True,
    )
)
kinds.register(
    Kind(
        key="esg.code_exception_refused",
        title=_("Exception refused: code of conduct %(version)s"),
        text=_("Sign the code without the exception; until then no new bid is taken."),
        essential=True,
    )
)
kinds.register(
    Kind(
        key="esg.consent_due",
        title=_("Consent to the code of conduct: %(left)s days left"),
        text=_("After %(until)s no new bid is taken. Running contracts go on."),
        essential=True,
    )
)
kinds.register(
    Kind(
        key="esg.consent_lapsed",
        title=_("No new bids: consent to the code of conduct is missing"),
        text=_("Read the version in force and sign it; bids are taken again at once. Running contracts go on."),
        essential=True,
    )
)
