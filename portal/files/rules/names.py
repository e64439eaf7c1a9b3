"""File names: a label that people read, never a path."""

import re
import unicodedata
from urllib.parse import quote

from django.utils.translation import gettext as _

from portal.files.rules.kinds import Unfit
from portal.text import BIDI_CONTROLS, BLANK_LETTERS, is_visible

LONGEST_BYTES = 240  # file systems stop at 255 bytes; a Hangul syllable takes three
RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")  # devices on Windows


def clean_name(raw: str) -> str:
    """The last part of ``raw``, composed (NFC), without control, invisible or path characters; Hangul survives.

    A name that turns its reading direction ("gpj.exe" shown as "exe.jpg") is refused.
    Source: security A60, A62, section 8.

    >>> clean_name("C:\\\\도면\\\\펌프 도면.PDF"), clean_name("../../etc/passwd.csv"), clean_name("a\\r\\nSet: x.pdf")
    ('펌프 도면.PDF', 'passwd.csv', 'aSet_ x.pdf')
    >>> clean_name("CON.pdf"), clean_name("견적.pdf. ")
    ('_CON.pdf', '견적.pdf')
    """
    name = unicodedata.normalize("NFC", raw).replace("\\", "/").rpartition("/")[2]
    if any(character in BIDI_CONTROLS for character in name):
        raise Unfit(_("The file name contains hidden direction marks. Rename the file and send it again."))
    name = "".join(character for character in name if _is_printed(character))
    name = re.sub(r'[<>:"|?*]', "_", re.sub(r"\s+", " ", name)).strip(" ").lstrip(".").rstrip(". ")
    if not is_visible(name.rpartition(".")[0]):
        raise Unfit(_("The file name has no visible characters. Rename the file and send it again."))
    return _shortened(f"_{name}" if RESERVED.match(name) else name)


def _is_printed(character: str) -> bool:
    return character not in BLANK_LETTERS and (
        character == " " or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp")
    )


def _shortened(name: str) -> str:
    stem, _dot, extension = name.rpartition(".")
    room = LONGEST_BYTES - len(extension.encode()) - 1
    while len(stem.encode()) > room or len(stem) + len(extension) + 1 > 200:
        stem = stem[:-1]
    return f"{stem.rstrip()}.{extension}"


def disposition(name: str, *, inline: bool) -> str:
    """The ``Content-Disposition`` header: the true name as UTF-8, and an ASCII stand-in for old programs.

    Source: RFC 6266 section 4.3, RFC 8187; security A61, A62.

    >>> disposition("도면 1.pdf", inline=False)
    'attachment; filename="__ 1.pdf"; filename*=UTF-8\\'\\'%EB%8F%84%EB%A9%B4%201.pdf'
    >>> disposition("plan.png", inline=True)
    'inline; filename="plan.png"'
    """
    plain = re.sub(r"[^ !#$&+\-.0-9A-Z^_`a-z{}~()\[\],;=@]", "_", name)
    header = f'{"inline" if inline else "attachment"}; filename="{plain}"'
    return header if plain == name else f"{header}; filename*=UTF-8''{quote(name, safe='')}"
