"""DO: take files in, publish and discard them, have them scanned."""

from portal.files.services.scanning import scan_file, scan_waiting_files
from portal.files.services.storing import (
    Inspected,
    discard_file,
    inspect_upload,
    publish_file,
    store_upload,
    withdraw_file,
)
from portal.files.services.tidying import remove_orphans

__all__ = [
    "Inspected",
    "discard_file",
    "inspect_upload",
    "publish_file",
    "remove_orphans",
    "scan_file",
    "scan_waiting_files",
    "store_upload",
    "withdraw_file",
]
