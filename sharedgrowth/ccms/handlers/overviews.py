"""Overviews: who is told of what."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on
from portal.people.models import User
from portal.people.queries import buyer_people_with_role
from sharedgrowth.ccms.models import Overview

PAGE = "ccms:overview-work"


def _tell(overview: int, kind: str, people: Iterable[User | None], **more) -> None:
    found = Overview.objects.select_related("module", "written_by", "module__owner").get(pk=overview)
    params = {
        "code": found.module.code,
        "title": bilingual(found.module.title_ko, found.module.title_en),
        "version": found.version,
        "lang": bilingual(*LANGS[found.lang]),
        **more,
    }
    notify({each for each in people if each}, f"ccms.{kind}", params=params, url_name=PAGE, url_args=[str(found.uid)])


LANGS = {"ko": ("한국어", "Korean"), "en": ("영어", "English")}


def _authors(overview: int) -> list[User | None]:
    found = Overview.objects.select_related("written_by", "module__owner").get(pk=overview)
    return [found.written_by, found.module.owner]


@on("ccms.overview_submitted")
def tell_office(*, overview: int, **_later) -> None:
    """The office reviews."""
    _tell(overview, "overview_submitted", buyer_people_with_role("CC"))


@on("ccms.overview_passed_on")
def tell_legal(*, overview: int, **_later) -> None:
    """Legal and communications approve."""
    _tell(overview, "overview_passed_on", buyer_people_with_role("CP"))


@on("ccms.overview_approved")
def tell_publishers(*, overview: int, **_later) -> None:
    """The office publishes."""
    _tell(overview, "overview_approved", buyer_people_with_role("CC"))


@on("ccms.overview_sent_back")
def tell_sent_back(*, overview: int, **_later) -> None:
    """Who wrote it."""
    remark = Overview.objects.values_list("remark", flat=True).get(pk=overview)
    _tell(overview, "overview_sent_back", _authors(overview), reason=remark[:300])


@on("ccms.overview_published")
def tell_published(*, overview: int, **_later) -> None:
    """Who wrote it."""
    _tell(overview, "overview_published", _authors(overview))


@on("ccms.overview_withdrawn")
def tell_withdrawn(*, overview: int, **_later) -> None:
    """Who wrote it."""
    reason = Overview.objects.values_list("reason", flat=True).get(pk=overview)
    _tell(overview, "overview_withdrawn", _authors(overview), reason=reason[:300])


@on("ccms.overview_broken")
def tell_broken(*, overview: int, **_later) -> None:
    """The office, legal, audit: somebody went past the portal."""
    _tell(overview, "overview_broken", buyer_people_with_role("CC", "CP", "AU"))


WORDS = (  # kind, title, text
    (
        "overview_submitted",
        _("An overview is to be reviewed: %(code)s %(title)s"),
        _("Version %(version)s in %(lang)s. Who wrote it does not review it."),
    ),
    (
        "overview_passed_on",
        _("An overview is to be approved: %(code)s %(title)s"),
        _("Version %(version)s in %(lang)s. Once approved its text is frozen."),
    ),
    (
        "overview_approved",
        _("An overview is to be published: %(code)s %(title)s"),
        _("Version %(version)s in %(lang)s is approved."),
    ),
    (
        "overview_sent_back",
        _("An overview came back: %(code)s %(title)s"),
        _("Version %(version)s in %(lang)s. %(reason)s"),
    ),
    (
        "overview_published",
        _("An overview is published: %(code)s %(title)s"),
        _("Version %(version)s in %(lang)s is in force."),
    ),
    (
        "overview_withdrawn",
        _("An overview was withdrawn: %(code)s %(title)s"),
        _("Version %(version)s in %(lang)s. %(reason)s"),
    ),
    (
        "overview_broken",
        _("Changed after approval: %(code)s %(title)s"),
        _("The fingerprint of version %(version)s in %(lang)s no longer fits its text. Look at the audit trail."),
    ),
)
for key, title, text in WORDS:
    kinds.register(Kind(key=f"ccms.{key}", title=title, text=text, essential=key == "overview_broken"))
