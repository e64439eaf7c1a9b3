"""FIND: applications as their company writes them and as others read them: fields, costs, files, what is left."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.display import day_text, money_full
from portal.files.models import File
from portal.files.states import ScanState
from portal.people.models import User
from portal.people.queries import people_with_role
from sharedgrowth.support.models import (
    Application,
    ApplicationAnswer,
    ApplicationEditor,
    Attachment,
    CostItem,
    FormField,
    Partner,
    Recommendation,
)
from sharedgrowth.support.queries.calls import programme_of
from sharedgrowth.support.queries.screening import applications_read_by
from sharedgrowth.support.registry import Split
from sharedgrowth.support.rules import answers as rules
from sharedgrowth.support.states import ApplicationState, FieldKind, PartnerState

QUOTES_FROM = Decimal(20_000_000)
COMPANY_READERS = ("SA", "SU", "SF", "SE")
UNSENT = (ApplicationState.DRAFT, ApplicationState.RECOMMENDED)


def own_applications(user: Any) -> QuerySet[Application]:
    """Those of one's own company, the newest first."""
    if not getattr(user, "is_supplier", False) or not user.has_role(*COMPANY_READERS):
        return Application.objects.none()
    found = Application.objects.filter(company=user.company_id).select_related("call", "company")
    return found.order_by("-pk")


def applications_visible_to(user: Any) -> QuerySet[Application]:
    """Own ones; those in which one's company is a partner; for the buyer's side what was sent and is theirs to read."""
    found = Application.objects.select_related("call", "company", "form", "started_by", "submitted_by", "officer")
    if getattr(user, "is_supplier", False) and user.has_role(*COMPANY_READERS):
        joined = Partner.objects.filter(company=user.company_id, state__in=(PartnerState.INVITED, PartnerState.SIGNED))
        return found.filter(Q(company=user.company_id) | Q(pk__in=joined.values("application")))
    if getattr(user, "is_internal", False):
        mine = Q(pk__in=applications_read_by(user).order_by().values("pk"))
        if user.has_role("SG", "AU"):
            mine |= Q(state=ApplicationState.RECOMMENDED)
        return found.filter(mine)
    return found.none()


@dataclass(frozen=True, slots=True)
class FileRow:
    """An attached file: is it still being looked at, blocked, fine?"""

    attachment: Attachment

    @property
    def is_blocked(self) -> bool:
        """The virus scan found something: it does not count, and nobody opens it."""
        return bool(self.attachment.file.is_blocked)

    @property
    def is_waiting(self) -> bool:
        """A scanner is there, and has not looked yet."""
        return bool(settings.CLAMD_ADDRESS) and self.attachment.file.scan == ScanState.UNSCANNED


@dataclass(frozen=True, slots=True)
class Row:
    """A field with its answer."""

    field: FormField
    answer: ApplicationAnswer | None
    asked: bool
    lack: str
    files: Sequence[FileRow] = ()

    @property
    def key(self) -> str:
        """Of the field."""
        return self.field.key

    @property
    def value(self) -> str:
        """As it is kept."""
        return self.answer.value if self.answer else ""

    @property
    def version(self) -> int:
        """0: nothing was ever saved."""
        return self.answer.version if self.answer else 0

    @property
    def shown(self) -> str:
        """As people read it."""
        return shown_value(self.field, self.value)

    @property
    def lack_words(self) -> str:
        """What is left to do, in words."""
        return lack_words(self.field, self.lack)


@dataclass(frozen=True, slots=True)
class CostRow:
    """An item of the costs with its quotes."""

    item: CostItem
    quotes: Sequence[FileRow]
    needed: int

    @property
    def good(self) -> int:
        """Quotes that are not blocked."""
        return sum(1 for each in self.quotes if not each.is_blocked)

    @property
    def missing(self) -> int:
        """How many quotes are still to come."""
        return max(0, self.needed - self.good)

    @property
    def missing_words(self) -> str:
        """In words; "" when enough are there."""
        if not self.missing:
            return ""
        return ngettext("%(count)d quote is missing", "%(count)d quotes are missing", self.missing) % {
            "count": self.missing
        }


@dataclass(frozen=True, slots=True)
class Left:
    """One thing that is left: what, and where on the page."""

    anchor: str
    label: str
    words: str


@dataclass(slots=True)
class Sheet:
    """A whole application, ready to show, check and print."""

    application: Application
    rows: list[Row]
    costs: list[CostRow]
    partners: list[Partner]
    files: list[FileRow] = field(default_factory=list)

    @property
    def asked(self) -> list[Row]:
        """The fields that count."""
        return [row for row in self.rows if row.asked]

    @property
    def sections(self) -> list[tuple[str, list[Row]]]:
        """Fields under their headings, in order; those that are not asked are there, too, and hidden."""
        found: list[tuple[str, list[Row]]] = []
        for row in self.rows:
            if not found or found[-1][0] != row.field.section:
                found.append((row.field.section, []))
            found[-1][1].append(row)
        return found

    @property
    def asked_sections(self) -> list[tuple[str, list[Row]]]:
        """As it is read: only what is asked, no empty headings."""
        shown = [(name, [row for row in rows if row.asked]) for name, rows in self.sections]
        return [(name, rows) for name, rows in shown if rows]

    @property
    def has_costs(self) -> bool:
        """Whether the form asks for costs."""
        return any(row.field.kind == FieldKind.COSTS and row.asked for row in self.rows)

    @property
    def total(self) -> Decimal:
        """The sum of the costs."""
        return sum((row.item.amount_won for row in self.costs), Decimal(0))

    @property
    def split(self) -> Split | None:
        """Who would pay what, by the rule of the call; None without costs or without money."""
        return split_of(self.application, self.total, self.value("level"))

    def value(self, key: str) -> str:
        """The answer to the field ``key``, or ""."""
        return next((row.value for row in self.rows if row.key == key and row.asked), "")

    @property
    def left(self) -> list[Left]:
        """What is missing before it can be sent, in the order of the page."""
        found = [Left(f"field-{row.key}", row.field.label, row.lack_words) for row in self.asked if row.lack]
        found += [Left(f"cost-{row.item.pk}", row.item.title, row.missing_words) for row in self.costs if row.missing]
        for partner in self.partners:
            if partner.state != PartnerState.SIGNED or partner.signed_sha256 != self.text_sha256:
                words = _("has not signed this text")
                found.append(Left("partners", partner.company.name, words))
        return found

    @property
    def text_sha256(self) -> str:
        """What partners sign: the fingerprint of what stands here now, without the partners themselves."""
        return rules.fingerprint(content_of(self))

    @property
    def edited(self) -> tuple[Any, Any] | None:
        """Who saved last, and when."""
        saved = [(row.answer.edited_at, row.answer.edited_by) for row in self.rows if row.answer]
        saved += [(row.item.edited_at, row.item.edited_by) for row in self.costs]
        return max(saved, key=lambda each: each[0], default=None)


def split_of(application: Application, total: Decimal, level: str) -> Split | None:
    """The programme's split of ``total`` under the call's terms; None where no money is given or nothing is asked."""
    call = application.call
    programme = programme_of(call)
    if programme is None or programme.split is None or total <= 0:
        return None
    return programme.split(total, level, call.funding_mode, call.most_won, call.params)


def quotes_from(application: Application) -> Decimal:
    """From which amount on two quotes are needed, by the call."""
    return Decimal(application.call.params.get("quotes_from_won", QUOTES_FROM))


def field_in(each: FormField) -> rules.FieldIn:
    """A field as the rules know it."""
    return rules.FieldIn(
        key=each.key,
        kind=each.kind,
        required=each.required,
        options=tuple(option["value"] for option in each.options),
        least=each.least,
        most=each.most,
        most_letters=each.most_letters,
        shown_if_key=each.shown_if_key,
        shown_if_value=each.shown_if_value,
    )


def sheet_of(application: Application) -> Sheet:
    """Everything that stands in it. The number of queries does not grow with its fields."""
    form = application.form
    fields = list(form.fields.all()) if form is not None else []
    answers = {each.field_id: each for each in application.answers.select_related("edited_by")}
    files = [
        FileRow(each)
        for each in application.attachments.filter(removed_at=None).select_related("file", "added_by").order_by("pk")
    ]
    two_from = quotes_from(application)
    costs = [
        CostRow(
            item,
            [each for each in files if each.attachment.cost_id == item.pk],
            rules.quotes_needed(item.amount_won, two_from),
        )
        for item in application.costs.select_related("edited_by").order_by("order", "pk")
    ]
    known = [field_in(each) for each in fields]
    told = {each.key: answers[each.pk].value for each in fields if each.pk in answers}
    asked = rules.asked_keys(known, told)
    rows = []
    for each, one in zip(fields, known, strict=True):
        held = [row for row in files if row.attachment.field_id == each.pk]
        blocked = sum(1 for row in held if row.is_blocked)
        lack = ""
        if each.key in asked:
            lack = rules.lack_of(
                one, told.get(each.key, ""), files=len(held) - blocked, blocked=blocked, costs=len(costs)
            )
        rows.append(Row(each, answers.get(each.pk), each.key in asked, lack, held))
    partners = application.partners.exclude(state=PartnerState.REMOVED).select_related("company", "signed_by")
    return Sheet(application, rows, costs, list(partners.order_by("pk")), files)


def shown_value(of: FormField, value: str) -> str:
    """An answer as people read it."""
    if not value:
        return ""
    kind = of.kind
    if kind in (FieldKind.NUMBER, FieldKind.MONEY):
        number = rules.number_in(value)
        if number is None:
            return value
        if kind == FieldKind.MONEY:
            return str(money_full(number))
        apart = " " if of.unit[:1].isascii() and of.unit[:1].isalpha() else ""  # 24명, 3.8%, 24 people
        return f"{number.normalize():,f}{apart}{of.unit}"
    if kind == FieldKind.CHOICE:
        return dict(of.choices).get(value, value)
    if kind == FieldKind.YESNO:
        return _("yes") if value == "yes" else _("no")
    if kind == FieldKind.DATE:
        day = rules.day_in(value)
        return day_text(day, "day") if day else value
    return value


def lack_words(of: FormField, lack: str) -> str:
    """What a field lacks, in words that say what to do."""
    if not lack:
        return ""
    least = f"{of.least.normalize():,f}" if of.least is not None else ""
    most = f"{of.most.normalize():,f}" if of.most is not None else ""
    return {
        rules.MISSING: _("is missing"),
        rules.BELOW: _("is below %(least)s") % {"least": least},
        rules.ABOVE: _("is above %(most)s") % {"most": most},
        rules.NO_NUMBER: _("is no number"),
        rules.NO_DAY: _("is no date"),
        rules.NO_OPTION: _("is none of the choices"),
        rules.TOO_LONG: _("is longer than %(most)s characters") % {"most": of.most_letters},
        rules.NO_COSTS: _("no item is entered"),
        rules.BLOCKED: _("the virus scan blocked a file: take it out and send a clean copy"),
    }[lack]


def content_of(sheet: Sheet) -> dict[str, Any]:
    """The application's own words in a form that has one text only: what is signed and submitted."""
    application = sheet.application
    return {
        "application": application.number,
        "call": application.call.number,
        "company": application.company.number,
        "form": str(application.form) if application.form else "",
        "answers": [
            {
                "key": row.key,
                "label": row.field.label_ko,
                "value": row.value,
                "files": [_named(each) for each in row.files],
            }
            for row in sheet.asked
        ],
        "costs": [
            {
                "title": row.item.title,
                "vendor": row.item.vendor,
                "amount_won": f"{row.item.amount_won:.0f}",
                "quotes": [_named(each) for each in row.quotes],
            }
            for row in sheet.costs
        ],
    }


def _named(row: FileRow) -> dict[str, str]:
    return {"name": row.attachment.file.name, "sha256": row.attachment.file.sha256}


def editors_of(application: Application) -> list[ApplicationEditor]:
    """Colleagues who write it, too."""
    return list(application.editors.select_related("user").order_by("pk"))


def with_editors(applications: QuerySet[Application]) -> QuerySet[Application]:
    """With the co-editors, for policies that ask of many."""
    return applications.prefetch_related(Prefetch("editors", queryset=ApplicationEditor.objects.select_related("user")))


def copies_for(user: Any, application_programmes: Collection[str]) -> list[Application]:
    """Earlier applications of the company to the same programmes, to begin from."""
    found = own_applications(user).filter(call__programme__in=application_programmes)
    return list(found.exclude(state=ApplicationState.RECOMMENDED)[:10])


def answers_by_key(application: Application) -> Mapping[str, str]:
    """Key of the field to its answer."""
    rows = application.answers.select_related("field")
    return {each.field.key: each.value for each in rows}


def writers_of(application: Application) -> set[User]:
    """Who is told of an application: who began it, its co-editors, the administrators of the company."""
    people = {each.user for each in application.editors.select_related("user")}
    if application.started_by is not None:
        people.add(application.started_by)
    return people | set(people_with_role(application.company, "SA"))


def reads_file(user: Any, file: File) -> bool:
    """Whether the file belongs to an application, or a recommendation, that this person reads."""
    held = Attachment.objects.filter(file=file, removed_at=None).values("application")
    letters = Recommendation.objects.filter(letter=file).values("application")
    if not held.exists() and not letters.exists():
        return False
    return applications_visible_to(user).filter(Q(pk__in=held) | Q(pk__in=letters)).exists()
