"""HOW MUCH goes into a published archive, byte for byte: the same contents are always the same file."""

import base64
import hashlib
import io
import zipfile
from collections.abc import Mapping

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest moment a ZIP archive can name
READABLE = 0o100644 << 16  # an ordinary file, readable by everybody


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A ZIP archive whose bytes depend on names and contents alone: sorted, without times and owners.

    Source: decision 44 (a published file is named by its fingerprint, and anybody can build it again).

    >>> zipped({"b": b"2", "a": b"1"}) == zipped({"a": b"1", "b": b"2"})
    True
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, READABLE, 3
            archive.writestr(entry, files[name], compresslevel=9)
    return out.getvalue()


def wheel_name(name: str, version: str) -> str:
    """The file name of a pure-Python wheel.

    Source: PyPA, Binary distribution format.

    >>> wheel_name("together-client", "1.2.0")
    'together_client-1.2.0-py3-none-any.whl'
    """
    return f"{name.replace('-', '_')}-{version}-py3-none-any.whl"


def wheel(name: str, version: str, modules: Mapping[str, bytes], *, summary: str, needs: list[str], text: str) -> bytes:
    """A wheel of ``modules`` (path → contents), with what an installer asks for: metadata, tag and a list of hashes.

    Source: PyPA, Binary distribution format 1.0; Core metadata 2.1.

    >>> import io, zipfile
    >>> made = wheel("a-b", "1.0", {"a_b/__init__.py": b""}, summary="s", needs=["attrs>=22"], text="Hello")
    >>> zipfile.ZipFile(io.BytesIO(made)).namelist()  # doctest: +NORMALIZE_WHITESPACE
    ['a_b-1.0.dist-info/METADATA', 'a_b-1.0.dist-info/RECORD', 'a_b-1.0.dist-info/WHEEL', 'a_b/__init__.py']
    """
    folder = f"{name.replace('-', '_')}-{version}.dist-info"
    head = [
        "Metadata-Version: 2.1",
        f"Name: {name}",
        f"Version: {version}",
        f"Summary: {summary}",
        "Requires-Python: >=3.10",
        *(f"Requires-Dist: {need}" for need in needs),
        "Description-Content-Type: text/markdown",
    ]
    files = {
        **modules,
        f"{folder}/METADATA": ("\n".join(head) + f"\n\n{text}").encode(),
        f"{folder}/WHEEL": b"Wheel-Version: 1.0\nGenerator: together\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    lines = [f"{path},sha256={_record_hash(content)},{len(content)}" for path, content in sorted(files.items())]
    record = "\n".join([*lines, f"{folder}/RECORD,,", ""])
    return zipped({**files, f"{folder}/RECORD": record.encode()})


def _record_hash(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
