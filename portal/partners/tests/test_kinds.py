"""Kinds of problem: their codes are frozen, each is told in both languages, and every refusal has one of them."""

import ast
from pathlib import Path

import pytest
import yaml
from django.utils.translation import override

from portal.api.problems import KINDS, kind_of
from portal.errors import NotAllowed, Refused, RuleBroken, WrongState

ROOT = Path(__file__).resolve().parents[3]
ROOMS = ("portal", "catalog", "purchasing", "sharedgrowth")


def test_codes_are_added_and_never_changed_or_dropped():
    frozen = yaml.safe_load((ROOT / "docs" / "api" / "problems.yaml").read_text())
    assert {code: kind.status for code, kind in KINDS.items()} == frozen


@pytest.mark.parametrize("code", sorted(KINDS))
def test_each_is_told_in_both_languages(code):
    told = {}
    for language in ("ko", "en"):
        with override(language):
            told[language] = (str(KINDS[code].title), str(KINDS[code].advice))
    assert told["en"][1] != told["ko"][1]
    assert told["en"][0] != told["ko"][0] or told["en"][0] == "Idempotency-Key"


def test_every_kind_of_refusal_has_a_code_of_its_status():
    for refusal, status in ((RuleBroken, 422), (WrongState, 409), (NotAllowed, 403)):
        assert KINDS[refusal("no").code].status == status
    assert Refused("no", code="idempotency_key_reused").code == "idempotency_key_reused"
    assert kind_of(418).code == "bad_request"


def codes_of_refusals() -> set[str]:
    """What is written as ``code="…"`` where somebody raises a refusal."""
    found: set[str] = set()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            text = path.read_text()
            if "code=" in text and "tests" not in path.parts and ("RuleBroken(" in text or "WrongState(" in text):
                for node in ast.walk(ast.parse(text)):
                    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"RuleBroken", "WrongState"}:
                        found |= {word.value.value for word in node.keywords if word.arg == "code"}
    return found


def test_codes_that_services_give_are_registered():
    assert codes_of_refusals() <= set(KINDS)
    assert codes_of_refusals() >= {"idempotency_key_reused"}
