"""HOW MUCH: what a file must be to be taken. Pure functions of names and bytes."""

from portal.files.rules.contents import check_contents
from portal.files.rules.kinds import CONTENT_TYPES, EXTENSIONS, Unfit, extensions_of, kind_of, kinds_text
from portal.files.rules.names import clean_name, disposition
from portal.files.rules.pictures import PREVIEW_PX, THUMBNAIL_PX, Picture, redraw

__all__ = [
    "CONTENT_TYPES",
    "EXTENSIONS",
    "PREVIEW_PX",
    "THUMBNAIL_PX",
    "Picture",
    "Unfit",
    "check_contents",
    "clean_name",
    "disposition",
    "extensions_of",
    "kind_of",
    "kinds_text",
    "redraw",
]
