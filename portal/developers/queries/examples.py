"""FIND: the example scripts in ``docs/examples/`` and their sections."""

from functools import cache
from pathlib import Path

from django.conf import settings

from portal.api.answers import FOLDER as ANSWERS
from portal.developers.rules.examples import LANGUAGES, Section, sections

FOLDER: Path = settings.BASE_DIR / "docs" / "examples"


def languages_of(name: str) -> list[str]:
    """In which languages the example is there, in the order of the choice."""
    return [language for language, ending in LANGUAGES.items() if (FOLDER / f"{name}.{ending}").is_file()]


def _files() -> dict[str, Path]:
    return {path.name: path for path in sorted(FOLDER.iterdir()) if path.suffix in {".py", ".sh"}}


def file_names() -> list[str]:
    """Every example file that may be fetched."""
    return list(_files())


@cache
def _read(path: Path, _changed: float) -> tuple[str, dict[str, Section]]:
    text = path.read_text(encoding="utf-8")
    return text, sections(text)


def source(name: str) -> str:
    """The whole file; KeyError when there is none."""
    path = _files()[name]
    return _read(path, path.stat().st_mtime)[0]


def section(name: str, part: str) -> Section:
    """One section of a file; KeyError when the file or the section is not there."""
    path = _files()[name]
    return _read(path, path.stat().st_mtime)[1][part]


def answer(name: str) -> str:
    """An answer of the portal as the guides show it: ``docs/examples/answers/<name>.json``."""
    return (ANSWERS / f"{name}.json").read_text(encoding="utf-8").rstrip()
