"""DO: make the published files from the API's description: the Python client, the collections, itself."""

import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from portal.developers.models import PublishedFile
from portal.developers.queries import description
from portal.developers.queries.published import missing_kinds
from portal.developers.registry import changes
from portal.developers.rules import archives, bruno, operations, postman
from portal.developers.rules.preparing import prepared
from portal.developers.states import FileKind

CLIENT, PACKAGE = "together-client", "together_client"
NEEDS = ["attrs>=22.2.0", "httpx>=0.23.1,<0.29", "python-dateutil>=2.8"]
BY_HAND: Path = settings.BASE_DIR / "docs" / "client"
CONFIG = f"project_name_override: {CLIENT}\npackage_name_override: {PACKAGE}\nliteral_enums: true\npost_hooks: []\n"
FACE = '''"""A client for the Together API: see ``Together``."""

from .client import AuthenticatedClient, Client
from .session import Problem, Together

__version__ = "{version}"
__all__ = ("AuthenticatedClient", "Client", "Problem", "Together")
'''
LONGEST_SECONDS = 240


class ClientNotMade(Exception):
    """The generator did not understand the description, or warned; its words are the message."""


def version() -> str:
    """The version of what is published: the API's, and how often it has changed."""
    return f"1.{len(changes)}.0"


def publish_files() -> list[PublishedFile]:
    """Make what is not yet there for the present description. Safe to run twice and by two: the first stays."""
    state = description.state()
    missing = missing_kinds(state)
    if not missing:
        return []
    made = []
    for kind in missing:
        name, content = MAKERS[kind]()
        published = PublishedFile(
            kind=kind,
            name=name,
            version=version(),
            description_sha256=state,
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
        )
        try:
            with transaction.atomic():
                published.content.save(name, ContentFile(content), save=False)
                published.save()
        except IntegrityError:  # another process made it meanwhile, of the same bytes
            published.content.delete(save=False)
        else:
            made.append(published)
    return made


def python_client() -> tuple[str, bytes]:
    """The wheel: generated operations, and the session that signs in."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "openapi.json").write_text(json.dumps(prepared(description.description())))
        (place / "config.yaml").write_text(CONFIG)
        out = place / PACKAGE
        command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none", "--fail-on-warning"]
        command += ["--path", "openapi.json", "--output-path", str(out), "--config", "config.yaml"]
        done = subprocess.run(  # noqa: S603 (our own words alone)
            command,
            cwd=place,
            env={"PATH": str(Path(sys.executable).parent), "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=LONGEST_SECONDS,
        )
        if done.returncode:
            raise ClientNotMade(done.stdout[-2000:])
        modules = {f"{PACKAGE}/{path.relative_to(out)}": path.read_bytes() for path in out.rglob("*.py")}
    modules[f"{PACKAGE}/__init__.py"] = FACE.format(version=version()).encode()
    modules[f"{PACKAGE}/session.py"] = (BY_HAND / "session.py").read_bytes()
    modules[f"{PACKAGE}/py.typed"] = b""
    wheel = archives.wheel(
        CLIENT,
        version(),
        modules,
        summary="Client of the Together API, made from its description",
        needs=NEEDS,
        text=(BY_HAND / "README.md").read_text(encoding="utf-8"),
    )
    return archives.wheel_name(CLIENT, version()), wheel


def postman_collection() -> tuple[str, bytes]:
    """One JSON file."""
    info = description.description()["info"]
    found = operations.operations(description.description())
    made = postman.collection(found, title=info["title"], version=version(), said=info.get("description", ""))
    return "together.postman_collection.json", (json.dumps(made, ensure_ascii=False, indent=2) + "\n").encode()


def bruno_collection() -> tuple[str, bytes]:
    """An archive of plain text files."""
    found = operations.operations(description.description())
    return "together.bruno.zip", archives.zipped(bruno.files(found, title=description.description()["info"]["title"]))


def openapi_file() -> tuple[str, bytes]:
    """The description, as programs fetch it."""
    text = json.dumps(description.description(), ensure_ascii=False, indent=1)
    return "together.openapi.json", f"{text}\n".encode()


MAKERS: dict[FileKind, Callable[[], tuple[str, bytes]]] = {
    FileKind.OPENAPI: openapi_file,
    FileKind.PYTHON: python_client,
    FileKind.POSTMAN: postman_collection,
    FileKind.BRUNO: bruno_collection,
}
