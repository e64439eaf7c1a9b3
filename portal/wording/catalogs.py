"""One po file per app: which files feed it, how it is merged, checked and compiled."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from django.apps import apps
from django.conf import settings

from portal.wording.extract import TEMPLATE_SUFFIXES, Message, in_file

LANGUAGE, LANGUAGE_NAME, PLURALS = "ko", "Korean", "nplurals=1; plural=0;"
CORE = "portal"
# Templates that override a package's own belong to the app that answers for them.
OVERRIDES = {"account": "people", "mfa": "people", "usersessions": "people", "allauth": "people"}
SKIPPED = {"tests", "migrations", "node_modules", "__pycache__"}
PLACEHOLDER = re.compile(r"%\(\w+\)[#0 +-]*\d*(?:\.\d+)?[a-zA-Z]|%[sdif]|\{\w*\}")


@dataclass
class Catalog:
    """The Korean of one app."""

    label: str
    folder: Path
    files: list[Path] = field(default_factory=list)
    messages: dict[tuple[str | None, str], list[Message]] = field(default_factory=dict)

    @property
    def po_path(self) -> Path:
        """Where its po file lies."""
        return self.folder / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"

    @property
    def name(self) -> str:
        """The po file's name for people."""
        return self.po_path.relative_to(settings.BASE_DIR).as_posix()

    def read(self) -> polib.POFile:
        """Its po file, empty if there is none."""
        if not self.po_path.exists():
            return polib.POFile()
        return polib.pofile(str(self.po_path), encoding="utf-8")

    def extract(self) -> None:
        """Find its messages in its files."""
        self.messages = {}
        for path in self.files:
            for message in in_file(path, settings.BASE_DIR):
                self.messages.setdefault(message.key, []).append(message)


def catalogs() -> dict[str, Catalog]:
    """Every app of this repository by label, with the files that belong to it."""
    base = Path(settings.BASE_DIR)
    found = {
        config.label: Catalog(config.label, Path(config.path))
        for config in apps.get_app_configs()
        if Path(config.path).is_relative_to(base) and not SKIPPED & set(Path(config.path).relative_to(base).parts)
    }
    found = {label: catalog for label, catalog in found.items() if ".venv" not in catalog.folder.parts}
    folders = {catalog.folder for catalog in found.values()}
    for catalog in found.values():
        catalog.files = [
            path
            for path in _files(catalog.folder, {".py"} | TEMPLATE_SUFFIXES, skip=folders - {catalog.folder})
            if path.suffix == ".py" or "templates" in path.parts
        ]
    for path in _files(base / "templates", TEMPLATE_SUFFIXES, skip=set()):
        top = path.relative_to(base / "templates").parts[0]
        label = OVERRIDES.get(top, top)
        found[label if label in found else CORE].files.append(path)
    return found


def merge(catalog: Catalog) -> tuple[int, int]:
    """Bring the po file up to date with the source; how many messages it has, and how many wait for Korean.

    What is translated stays; what the source no longer says is kept as obsolete, and comes back with the text.
    """
    before = catalog.read()
    known: dict[tuple[str | None, str], polib.POEntry] = {}
    for entry in before:
        known.setdefault((entry.msgctxt, entry.msgid), entry)
    after = polib.POFile(wrapwidth=100)
    after.metadata = {
        "Language": LANGUAGE,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS,
    }
    for key, uses in catalog.messages.items():
        entry = known.pop(key, None) or polib.POEntry(msgctxt=key[0], msgid=key[1])
        _shape(entry, uses)
        after.append(entry)
    for entry in known.values():
        if entry.msgstr or any(entry.msgstr_plural.values()):
            entry.obsolete, entry.occurrences = True, []
            after.append(entry)
    if catalog.messages or len(before):
        _write(catalog.po_path, str(after).rstrip() + "\n")
    waiting = sum(1 for entry in after if not entry.obsolete and not _korean(entry))
    return len(catalog.messages), waiting


def faults(catalog: Catalog) -> Iterator[str]:
    """What is wrong with the Korean of ``catalog``, one line each with the place in the source."""
    try:
        entries = {(entry.msgctxt, entry.msgid): entry for entry in catalog.read() if not entry.obsolete}
    except (OSError, ValueError) as trouble:
        yield f"{catalog.name}: cannot be read: {trouble}"
        return
    for key, uses in catalog.messages.items():
        first, entry = uses[0], entries.get(key)
        where = f"{first.file}:{first.line}"
        if entry is None or not _korean(entry):
            yield f"{where}: no Korean for {_short(key)} in {catalog.name}"
        elif entry.fuzzy:
            yield f"{where}: fuzzy Korean for {_short(key)} in {catalog.name}"
        elif bool(first.plural) != bool(entry.msgstr_plural):
            yield f"{where}: {_short(key)} changed between one form and plural: run `make messages`"
        else:
            for fault in _misfits(first, entry):
                yield f"{where}: {fault} in the Korean of {_short(key)} in {catalog.name}"


def quarrels(every: list[Catalog]) -> Iterator[str]:
    """Texts that two apps translate differently: at run time one would win everywhere."""
    seen: dict[tuple[str | None, str], tuple[str, str]] = {}
    for catalog in every:
        for entry in catalog.read():
            key, korean = (entry.msgctxt, entry.msgid), _korean(entry)
            if entry.obsolete or not korean or key not in catalog.messages:
                continue
            name, other = seen.setdefault(key, (catalog.name, korean))
            if other != korean:
                yield (
                    f"{catalog.name}: {_short(key)} is {korean!r} here and {other!r} in {name}: "
                    "agree on one, or tell them apart with pgettext"
                )


def compile_catalog(catalog: Catalog) -> bool:
    """Write the mo file that Django reads, if the po file is newer; whether it was written."""
    po_path, mo_path = catalog.po_path, catalog.po_path.with_suffix(".mo")
    if not po_path.exists():
        return False
    if mo_path.exists() and mo_path.stat().st_mtime_ns > po_path.stat().st_mtime_ns:
        return False
    draft = mo_path.with_suffix(f".{os.getpid()}")
    catalog.read().save_as_mofile(str(draft))
    draft.replace(mo_path)
    return True


def _files(folder: Path, suffixes: set[str], skip: set[Path]) -> Iterator[Path]:
    for path in sorted(folder.iterdir()) if folder.exists() else ():
        if path.is_dir():
            if path not in skip and path.name not in SKIPPED and not path.name.startswith("."):
                yield from _files(path, suffixes, skip)
        elif path.suffix in suffixes:
            yield path


def _shape(entry: polib.POEntry, uses: list[Message]) -> None:
    """Give an entry the form of its message; line numbers are left out, they would change with every edit."""
    plural = next((use.plural for use in uses if use.plural), None)
    entry.obsolete = False
    entry.occurrences = [(name, "") for name in dict.fromkeys(use.file for use in uses)]
    if plural and not entry.msgstr_plural:
        entry.msgstr_plural, entry.msgstr = {0: entry.msgstr}, ""
    elif not plural and entry.msgstr_plural:
        entry.msgstr, entry.msgstr_plural = entry.msgstr_plural.get(0, ""), {}
    entry.msgid_plural = plural or ""
    entry.flags = [flag for flag in entry.flags if flag == "fuzzy"]
    if "%(" in entry.msgid + entry.msgid_plural:
        entry.flags.append("python-format")


def _korean(entry: polib.POEntry) -> str:
    return str(entry.msgstr_plural.get(0, "") if entry.msgstr_plural else entry.msgstr)


def _misfits(message: Message, entry: polib.POEntry) -> Iterator[str]:
    """What a machine can see of a wrong translation.

    A placeholder may be left out of the Korean only where one of the English forms does without it too.
    """
    korean = _korean(entry)
    forms = [set(PLACEHOLDER.findall(form)) for form in (message.text, message.plural) if form]
    has, may, must = set(PLACEHOLDER.findall(korean)), set.union(*forms), set.intersection(*forms)
    if has - may:
        yield f"{', '.join(sorted(has - may))} is unknown"
    if must - has:
        yield f"{', '.join(sorted(must - has))} is missing"
    if message.text.startswith("\n") != korean.startswith("\n") or message.text.endswith("\n") != korean.endswith("\n"):
        yield "a line break at the start or end is not the same"


def _short(key: tuple[str | None, str]) -> str:
    context, text = key
    shown = text if len(text) <= 60 else f"{text[:57]}…"
    return f"{shown!r}" + (f" ({context})" if context else "")


def _write(path: Path, text: str) -> None:
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
