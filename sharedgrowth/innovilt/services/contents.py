"""DO: what an application holds: steel parts, papers, the units sold. Source: domain 12, objects."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.checked import checked
from portal.clock import today
from portal.errors import RuleBroken, WrongState
from portal.files.services import store_upload
from portal.people.models import User
from portal.policy import require
from sharedgrowth.innovilt.models import ApplicationPaper, InnoviltApplication, SteelItem
from sharedgrowth.innovilt.policies import applications as policies
from sharedgrowth.innovilt.services.applications import editable, locked
from sharedgrowth.innovilt.services.steel import let_go
from sharedgrowth.innovilt.states import ApplicationState

MOST_PAPERS = 20
MOST_ITEMS = 20


@transaction.atomic
def report_sold(application: InnoviltApplication, *, year: int, units: int, by: User) -> InnoviltApplication:
    """Each year of a certified product: how many units were sold. A later word replaces an earlier one, and is told."""
    require(policies.may_edit(by, application))
    application = locked(application)
    if application.state != ApplicationState.CERTIFIED:
        raise WrongState(_("The yearly figures are for certified products."))
    if year > today().year:
        raise RuleBroken(_("This year has not begun."), field="year")
    before = application.sales.filter(year=year).values_list("units", flat=True).first()
    application.sales.update_or_create(year=year, defaults={"units": units})
    record(application, "sales_reported", by=by, payload={"year": year, "units": int(units), "before": before})
    return application


@transaction.atomic
def save_item(application: InnoviltApplication, given: dict[str, Any], *, item: SteelItem | None = None, by: User):
    """One steel part, new or changed."""
    require(policies.may_edit(by, application))
    application = editable(application)
    if item is None:
        last = application.items.order_by("-no").first()
        if application.items.count() >= MOST_ITEMS:
            raise RuleBroken(_("At most %(most)s parts.") % {"most": MOST_ITEMS}, field="name")
        item = SteelItem(application=application, no=last.no + 1 if last else 1)
    else:
        item = application.items.get(pk=item.pk)
    for name, value in given.items():
        setattr(item, name, value)
    if item.posco:
        item.maker = ""
    checked(item)
    item.save()
    return item


@transaction.atomic
def drop_item(item: SteelItem, *, by: User) -> None:
    """A part goes, and with it what proves it: its coils are free again."""
    require(policies.may_edit(by, item.application))
    editable(item.application)
    let_go(item.proofs.all())
    item.delete()


@transaction.atomic
def add_paper(application: InnoviltApplication, *, kind: str, title: str, upload: UploadedFile, by: User):
    """A drawing, test report, patent or reference."""
    require(policies.may_edit(by, application))
    application = editable(application)
    if application.papers.count() >= MOST_PAPERS:
        raise RuleBroken(_("At most %(most)s files.") % {"most": MOST_PAPERS}, field="file")
    file = store_upload(upload, company=application.company, by=by)
    paper = ApplicationPaper(
        application=application, kind=kind, title=title.strip() or file.name[:160], file=file, added_by=by
    )
    checked(paper)
    paper.save(force_insert=True)
    return paper


@transaction.atomic
def drop_paper(paper: ApplicationPaper, *, by: User) -> None:
    """Taken out of a draft."""
    require(policies.may_edit(by, paper.application))
    editable(paper.application)
    paper.delete()
