"""DOOR: what this app hears, and the sweep that finds what was missed."""

from portal.files import services
from portal.files.models import File
from portal.outbox.services import on, sweeps


@on("files.file_stored")
def scan_stored_file(*, file: int, **_later) -> None:
    """Scan at once; a failure is tried again by the outbox. A discarded file is nobody's concern."""
    if found := File.objects.filter(pk=file).first():
        services.scan_file(found)


sweeps(services.scan_waiting_files)
