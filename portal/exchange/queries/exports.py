"""FIND: what a person may take out, and the exports a person may see."""

from datetime import datetime, timedelta

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from portal.clock import SEOUL, ClockTimestamp
from portal.errors import RuleBroken
from portal.exchange.models.exports import Export, ExportPart
from portal.exchange.registry.exports import Dataset, datasets
from portal.exchange.rules.exports import KEPT_DAYS, file_name, plain
from portal.exchange.states.exports import STOPPED, UNFINISHED, ExportState
from portal.partners.queries import opened_by, roles_lent_now
from portal.people.models import Membership, User

STALE = timedelta(minutes=2)  # without a sign of life the worker is taken for gone


def datasets_for(user: User, scopes: frozenset[str] | None = None) -> list[tuple[str, Dataset]]:
    """What the person, or the program with these ``scopes``, may take out."""
    return [(code, each) for code, each in datasets.items() if is_open_to(user, each, scopes)]


def is_open_to(user: User, dataset: Dataset, scopes: frozenset[str] | None = None) -> bool:
    """Whether the rows of ``dataset`` are among what the person or program may take out."""
    company = user.company
    if company is None or (dataset.supplier_only and company.is_buyer):
        return False
    if user.is_service:
        return bool(dataset.scope) and dataset.scope in opened_by(scopes or ())
    return user.has_role(*dataset.roles)


def rows_of(
    dataset: Dataset,
    user: User,
    *,
    date_from=None,
    date_before=None,
    states: list[str] | None = None,
) -> QuerySet[Model]:
    """The rows that ``user`` may see, narrowed down, in the order of their key."""
    rows = dataset.rows(user)
    for day, lookup in ((date_from, "gte"), (date_before, "lt")):
        if day is None:
            continue
        if not dataset.period:
            raise RuleBroken(_("These rows cannot be narrowed down by a period."), field="date_from")
        bound = day if dataset.period_is_day else datetime(day.year, day.month, day.day, tzinfo=SEOUL)
        rows = rows.filter(**{f"{dataset.period}__{lookup}": bound})
    if states:
        rows = rows.filter(**{f"{dataset.state_field}__in": states})
    return rows.order_by("pk")


def exports_visible_to(user: User) -> QuerySet[Export]:
    """One's own for the company one acts for; the company's administrator and the portal's auditors see all of theirs.

    Who sees an export knows of it; its files are for the one who asked (``policies.may_take``).
    """
    exports = Export.objects.select_related("company", "asked_by").order_by("-id")
    if user.is_internal and user.has_role("AD", "AU"):
        return exports
    if user.company_id is None:
        return exports.none()
    own = exports.filter(company_id=user.company_id)
    return own if user.has_role("SA") and not user.is_service else own.filter(asked_by=user)


def parts_of(export: Export) -> QuerySet[ExportPart]:
    """Its files, in order."""
    return export.parts.order_by("number")


def unfinished_of(user: User) -> int:
    """How many exports of the person the worker still has."""
    return Export.objects.filter(asked_by=user, state__in=UNFINISHED).count()


def left_behind() -> list[int]:
    """Exports whose worker has given no sign of life: to be taken up again."""
    quiet = Export.objects.filter(state__in=UNFINISHED, touched_at__lt=ClockTimestamp() - STALE)
    return list(quiet.values_list("pk", flat=True))


def to_expire(most: int) -> list[int]:
    """Exports whose files have been there long enough, also those that were stopped in the middle."""
    ready = Export.objects.filter(state=ExportState.READY, expires_at__lte=ClockTimestamp())
    stopped = Export.objects.filter(state__in=STOPPED, finished_at__lte=ClockTimestamp() - timedelta(days=KEPT_DAYS))
    found = list(ready.order_by("expires_at").values_list("pk", flat=True)[:most])
    return found + list(stopped.order_by("finished_at").values_list("pk", flat=True)[: most - len(found)])


def acting(export: Export) -> User | None:
    """Who asked, with the rights that they hold now in that company; None when they hold none any more.

    The worker has no rights of its own. Source: security B23.
    """
    user = User.objects.get(pk=export.asked_by_id)
    membership = Membership.objects.select_related("company").filter(user=user, company=export.company).first()
    if not user.is_active or membership is None or not membership.is_active or not membership.company.is_active:
        return None
    user.active_membership = membership
    if user.is_service:
        roles = roles_lent_now(user, export.scopes)
        if roles is None:
            return None
        user.role_codes = roles
    return user


def plain_value(value: object) -> str | int | bool | None:
    """A value in its one written form, for other apps that write rows."""
    return plain(value)


def name_of(export: Export, part: ExportPart) -> str:
    """The name of a file as people keep it."""
    return file_name(
        export.number, export.dataset, part=part.number, parts=export.parts_done, ending=export.file_format
    )
