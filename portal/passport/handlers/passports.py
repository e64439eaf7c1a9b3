"""Passports: the worker is woken, what it left behind is taken up, people are told, old files go."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.clock import today
from portal.notices.registry import Kind, kinds
from portal.notices.services import notify
from portal.outbox.services import on, sweeps, until_done
from portal.passport import tasks
from portal.passport.models import Passport, PassportImport
from portal.passport.queries.passports import left_behind
from portal.passport.services import issuing, taking

kinds.register(
    Kind(
        key="passport.issued",
        title=_("The data passport %(passport)s is ready"),
        text=_("Its file stays for seven days. It holds all that was chosen: keep it like a business secret."),
    )
)
kinds.register(
    Kind(
        key="passport.failed",
        title=_("The data passport %(passport)s has stopped"),
        text=_("Open it: the reason stands there."),
        essential=True,
    )
)
kinds.register(
    Kind(
        key="passport.imported",
        title=_("The passport %(passport)s is taken in"),
        text=_("Open it to see what came of each section. Products are drafts until they are sent to the review."),
    )
)
kinds.register(
    Kind(
        key="passport.import_failed",
        title=_("Taking in the passport %(passport)s has stopped"),
        text=_("Open it: the reason stands there, and it goes on where it stood."),
        essential=True,
    )
)


@on("passport.queued")
def wake_for_passport(*, passport: int, **_later) -> None:
    """At once; a call that is lost is made up for by the sweep."""
    transaction.on_commit(lambda: tasks.run_passport.delay(passport=passport), robust=True)


@on("passport.taking")
def wake_for_import(*, passport: int, **_later) -> None:
    """Likewise."""
    transaction.on_commit(lambda: tasks.run_import.delay(passport=passport), robust=True)


@on("passport.issued", "passport.failed")
def tell_of_passport(*, passport: int, **_later) -> None:
    """Who asked for it."""
    done = Passport.objects.select_related("asked_by").get(pk=passport)
    kind = "passport.failed" if done.failure else "passport.issued"
    notify(
        [done.asked_by],
        kind,
        params={"passport": done.number},
        url_name="passport:passport-detail",
        url_args=[done.uid],
    )


@on("passport.imported", "passport.import_failed")
def tell_of_import(*, passport: int, **_later) -> None:
    """Who sent it in."""
    done = PassportImport.objects.select_related("sent_by").get(pk=passport)
    kind = "passport.import_failed" if done.failure else "passport.imported"
    notify(
        [done.sent_by],
        kind,
        params={"passport": done.number},
        url_name="passport:import-detail",
        url_args=[done.uid],
    )


@sweeps
def take_up_passports() -> None:
    """What a killed worker left."""
    passports, imports = left_behind()
    for pk in passports:
        tasks.run_passport.delay(passport=pk)
    for pk in imports:
        tasks.run_import.delay(passport=pk)


@sweeps
def expire_passports() -> None:
    """Files that have been there for a week."""
    issuing.expire_passports()


@sweeps
def tidy_imports() -> None:
    """Files of passports that were taken in a month ago; and once a day bytes that nobody names."""
    taking.tidy()
    until_done("passport: lost files", today().isoformat(), taking.remove_lost_files)
