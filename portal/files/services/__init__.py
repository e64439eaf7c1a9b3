"""DO: take files in, publish and discard them, have them scanned."""

from portal.files.rules import Properties, Unreadable, properties_of
from portal.files.services.scanning import require_scanned, scan_content, scan_file, scan_waiting_files
from portal.files.services.storing import (
    Inspected,
    content_type_of,
    discard_file,
    inspect_upload,
    most_mb,
    publish_file,
    reads_file,
    store_upload,
    withdraw_file,
)
from portal.files.services.tidying import remove_orphans, remove_unnamed
from portal.files.services.verifying import verify_contents

__all__ = [
    "Inspected",
    "Properties",
    "Unreadable",
    "discard_file",
    "inspect_upload",
    "most_mb",
    "properties_of",
    "publish_file",
    "reads_file",
    "remove_orphans",
    "remove_unnamed",
    "require_scanned",
    "content_type_of",
    "scan_content",
    "scan_file",
    "scan_waiting_files",
    "store_upload",
    "verify_contents",
    "withdraw_file",
]
