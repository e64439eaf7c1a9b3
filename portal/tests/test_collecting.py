"""What is left out before the first test shows nothing, and what one process rewrites is what the others take."""

from types import SimpleNamespace

import pytest
from _pytest.assertion import rewrite
from _pytest.doctest import DoctestModule
from hypothesis.internal.conjecture import providers

from portal.tests.collecting import ROOT, files_of_tests, is_rule, kept_at, only_with_examples, rewrite_a_share


@pytest.mark.parametrize(
    ("name", "stays"),
    [("portal/money.py", True), ("portal/warm.py", False), ("portal/people/__init__.py", True)],
)
def test_only_a_file_with_an_example_is_looked_through_for_doctests(name, stays, request):
    path = ROOT / name
    tests = pytest.Module.from_parent(request.session, path=path)
    examples = DoctestModule.from_parent(request.session, path=path)

    assert only_with_examples([examples, tests], path) == ([examples, tests] if stays else [tests])


def test_numbers_to_try_are_those_of_rules():
    assert providers.is_local_module_file.__wrapped__ is is_rule
    assert is_rule(str(ROOT / "purchasing" / "esg" / "rules" / "scoring.py"))
    assert not is_rule(str(ROOT / "purchasing" / "esg" / "models.py"))
    assert not is_rule(str(ROOT / "catalog" / "rules" / "tests" / "test_units.py"))
    assert not is_rule(rewrite.__file__)


def test_each_process_rewrites_its_share_and_pytest_takes_it(tmp_path, pytestconfig, monkeypatch):
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    for number in range(5):
        (tmp_path / f"test_{number}.py").write_text(f"def test_it():\n    assert {number} == 7\n")
    files = files_of_tests([str(tmp_path)])
    assert [path.name for path in files] == [f"test_{number}.py" for number in range(5)]

    def process(name: str) -> SimpleNamespace:
        given = {"workerid": name, "workercount": 2}
        return SimpleNamespace(
            args=[str(tmp_path)], workerinput=given, stash=pytestconfig.stash, getini=pytestconfig.getini
        )

    assert rewrite_a_share(process("gw1")) == 2
    assert [kept_at(path).exists() for path in files] == [False, True, False, True, False]
    assert rewrite_a_share(process("gw1")) == 1  # what is not there yet is shared again
    assert rewrite_a_share(process("gw0")) == 1
    code = rewrite._read_pyc(files[1], kept_at(files[1]))
    assert "@pytest_ar" in code.co_names  # the name by which assertions that were rewritten explain themselves


def test_one_process_alone_rewrites_as_it_goes(tmp_path):
    (tmp_path / "test_it.py").write_text("assert True\n")

    assert rewrite_a_share(SimpleNamespace(args=[str(tmp_path)])) == 0
    assert not kept_at(tmp_path / "test_it.py").exists()
