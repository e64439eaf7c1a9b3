"""DOOR: what this app hears, and the sweep that finds what was missed."""

from django.utils.translation import gettext_lazy as _

from portal.files import services
from portal.files.models import File
from portal.notices.registry import Kind, kinds
from portal.notices.services import notify
from portal.outbox.services import on, sweeps
from portal.people.queries import people_with_role

kinds.register(
    Kind(
        key="files.file_blocked",
        title=_("The virus scan blocked a file: %(file)s"),
        text=_("Nobody can open it. Check the computer it came from and send a clean copy."),
        essential=True,
    )
)


@on("files.file_stored")
def scan_stored_file(*, file: int, **_later) -> None:
    """Scan at once; a failure is tried again by the outbox. A discarded file is nobody's concern."""
    if found := File.objects.filter(pk=file).first():
        services.scan_file(found)


@on("files.file_blocked")
def tell_of_blocked_file(*, file: int, **_later) -> None:
    """Who sent it, and the administrators of its company."""
    blocked = File.objects.select_related("company", "uploaded_by").filter(pk=file).first()
    if blocked is None:
        return
    people = set(people_with_role(blocked.company, "SA")) if blocked.company else set()
    if blocked.uploaded_by:
        people.add(blocked.uploaded_by)
    notify(people, "files.file_blocked", params={"file": blocked.name})


sweeps(services.scan_waiting_files)
sweeps(services.remove_orphans)
