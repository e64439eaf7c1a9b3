"""HOW MUCH: what a file must be to be taken. Pure functions of names and bytes."""

from portal.files.rules.contents import check_contents
from portal.files.rules.kinds import CONTENT_TYPES, EXTENSIONS, Unfit, extensions_of, kind_of, kinds_text
from portal.files.rules.names import clean_name, disposition
from portal.files.rules.pictures import PREVIEW_PX, THUMBNAIL_PX, Picture, redraw
from portal.files.rules.properties import Properties, Unreadable, properties_of

__all__ = [
    "CONTENT_TYPES",
    "EXTENSIONS",
    "PREVIEW_PX",
    "THUMBNAIL_PX",
    "Picture",
    "Properties",
    "Unfit",
    "Unreadable",
    "check_contents",
    "clean_name",
    "disposition",
    "extensions_of",
    "kind_of",
    "kinds_text",
    "properties_of",
    "redraw",
]
