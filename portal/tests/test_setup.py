"""Set-up: lock files, messages, embedded servers, and starts that cannot work."""

import ast
import json
import os
import re
import socket
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import polib
import pytest

from portal.embedded.store import Store
from portal.wording import catalogs
from portal.wording.extract import BadMessage, in_python, in_template

ROOT = Path(__file__).resolve().parents[2]
ASKED = re.compile(r"^([A-Za-z0-9._-]+)", re.MULTILINE)


# Lock files


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-node.txt", "requirements-ocds.txt"])
def test_every_locked_package_has_a_version_and_hashes_and_no_address(name):
    text = (ROOT / name).read_text()
    packages = re.split(r"\n(?=\S)", text.strip())

    assert "://" not in text
    assert "--index-url" not in text
    for package in packages:
        assert re.match(r"[A-Za-z0-9._-]+(\[[\w,]+\])?==\S+", package), package
        assert "--hash=sha256:" in package, package


def test_every_package_that_is_asked_for_is_locked():
    asked = ASKED.findall((ROOT / "requirements.in").read_text())
    locked = re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / "requirements.txt").read_text(), re.MULTILINE)

    assert {name.lower().replace("_", "-") for name in asked} <= set(locked)


def test_every_package_that_is_imported_is_asked_for():
    """One that only comes along with another could go away with it."""
    asked = {name.lower().replace("_", "-") for name in ASKED.findall((ROOT / "requirements.in").read_text())}
    owners = packages_distributions()
    imported: dict[str, str] = {}
    for path in (
        path
        for top in ("portal", "catalog", "purchasing", "sharedgrowth", "tools")
        for path in (ROOT / top).rglob("*.py")
    ):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            imported |= {name.split(".")[0]: f"{path.relative_to(ROOT)}:{node.lineno}" for name in names}

    assert {
        name: place
        for name, place in imported.items()
        if name in owners and not asked & {owner.lower().replace("_", "-") for owner in owners[name]}
    } == {}


def test_front_end_lock_has_hashes_and_no_addresses():
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = {name: facts for name, facts in lock["packages"].items() if name}

    assert packages
    assert [name for name, facts in packages.items() if not facts.get("integrity")] == []
    assert [name for name, facts in packages.items() if "resolved" in facts] == []


# Messages


def test_messages_are_found_in_python():
    found = in_python(
        "a = _('plain')\n"
        "b = pgettext_lazy('verb', 'open')\n"
        "c = ngettext('%(n)s bid', '%(n)s bids', n)\n"
        "d = translation.gettext('dotted')\n"
        "e = gettext(variable)\n",
        "app/views.py",
    )

    assert [(m.context, m.text, m.plural, m.line) for m in found] == [
        (None, "plain", None, 1),
        ("verb", "open", None, 2),
        (None, "%(n)s bid", "%(n)s bids", 3),
        (None, "dotted", None, 4),
    ]


def test_messages_are_found_in_templates():
    found = in_template(
        "<p>it's {% translate 'One \"quoted\"' %}</p>\n"
        '{% include "x.html" with title=_("In a tag") %}\n'
        '{% blocktranslate trimmed count n=bids context "count" %}\n  {{ n }} bid of 5%\n'
        "{% plural %}\n  {{ n }} bids\n{% endblocktranslate %}",
        "page.html",
    )

    assert [(m.context, m.text, m.plural) for m in found] == [
        (None, 'One "quoted"', None),
        (None, "In a tag", None),
        ("count", "%(n)s bid of 5%%", "%(n)s bids"),
    ]


def test_a_text_put_together_at_run_time_is_refused():
    with pytest.raises(BadMessage, match=r"views\.py:1"):
        in_python('_(f"{n} bids")', "views.py")


@pytest.fixture
def catalog(tmp_path, settings):
    """The Korean of an app of one file, which asks for three texts."""
    settings.BASE_DIR = tmp_path
    source = tmp_path / "shop" / "views.py"
    source.parent.mkdir()
    source.write_text("_('Save')\npgettext('verb', 'Open')\nngettext('%(n)s bid', '%(n)s bids', 2)\n")
    catalog = catalogs.Catalog("shop", source.parent, [source])
    catalog.extract()
    return catalog


def translate(catalog, **words):
    """Write Korean into the po file."""
    po = catalog.read()
    for entry in po:
        korean = words.get(entry.msgid.split()[-1], "")
        if entry.msgid_plural:
            entry.msgstr_plural = {0: korean}
        else:
            entry.msgstr = korean
    po.save(str(catalog.po_path))


def test_what_is_missing_is_named_with_its_place(catalog):
    assert catalogs.merge(catalog) == (3, 3)
    assert list(catalogs.faults(catalog)) == [
        "shop/views.py:1: no Korean for 'Save' in shop/locale/ko/LC_MESSAGES/django.po",
        "shop/views.py:2: no Korean for 'Open' (verb) in shop/locale/ko/LC_MESSAGES/django.po",
        "shop/views.py:3: no Korean for '%(n)s bid' in shop/locale/ko/LC_MESSAGES/django.po",
    ]


def test_a_complete_catalog_passes_compiles_and_is_not_touched_again(catalog):
    catalogs.merge(catalog)
    translate(catalog, Save="저장", Open="열기", bid="응찰 %(n)s건")
    catalogs.merge(catalog)
    before = catalog.po_path.read_bytes()

    assert catalogs.merge(catalog) == (3, 0)
    assert catalog.po_path.read_bytes() == before
    assert list(catalogs.faults(catalog)) == []
    assert catalogs.compile_catalog(catalog) is True
    assert catalogs.compile_catalog(catalog) is False
    compiled = {entry.msgid: entry for entry in polib.mofile(str(catalog.po_path.with_suffix(".mo")))}
    assert compiled["%(n)s bid"].msgstr_plural == {0: "응찰 %(n)s건"}
    assert compiled["Open"].msgctxt == "verb"


def test_a_wrong_placeholder_is_a_fault(catalog):
    catalogs.merge(catalog)
    translate(catalog, Save="저장 {x}", Open="열기", bid="응찰 %(count)s건")

    assert [fault.split(" in the Korean")[0] for fault in catalogs.faults(catalog)] == [
        "shop/views.py:1: {x} is unknown",
        "shop/views.py:3: %(count)s is unknown",
        "shop/views.py:3: %(n)s is missing",
    ]


def test_fuzzy_is_a_fault(catalog):
    catalogs.merge(catalog)
    translate(catalog, Save="저장", Open="열기", bid="응찰 %(n)s건")
    po = catalog.read()
    po.find("Save").flags.append("fuzzy")
    po.save(str(catalog.po_path))

    assert [fault.split(" for ")[0] for fault in catalogs.faults(catalog)] == ["shop/views.py:1: fuzzy Korean"]


def test_korean_of_a_text_that_went_away_is_kept_and_comes_back(catalog):
    catalogs.merge(catalog)
    translate(catalog, Save="저장", Open="열기", bid="응찰 %(n)s건")
    source = catalog.files[0].read_text()

    catalog.files[0].write_text(source.replace("_('Save')", ""))
    catalog.extract()
    catalogs.merge(catalog)
    gone = catalog.read().find("Save", include_obsolete_entries=True)
    catalog.files[0].write_text(source)
    catalog.extract()
    catalogs.merge(catalog)

    assert (gone.obsolete, gone.msgstr) == (1, "저장")
    assert list(catalogs.faults(catalog)) == []


def test_two_apps_that_translate_a_text_differently_are_told(catalog, tmp_path):
    other_source = tmp_path / "bank" / "views.py"
    other_source.parent.mkdir()
    other_source.write_text("_('Save')\n")
    other = catalogs.Catalog("bank", other_source.parent, [other_source])
    other.extract()
    for each, korean in ((catalog, "저장"), (other, "저축")):
        catalogs.merge(each)
        translate(each, Save=korean, Open="열기", bid="응찰 %(n)s건")

    assert [quarrel.split(":")[0] for quarrel in catalogs.quarrels([catalog, other])] == [
        "bank/locale/ko/LC_MESSAGES/django.po"
    ]


def test_templates_belong_to_the_app_of_their_folder_and_the_rest_to_the_portal():
    found = {
        path.relative_to(ROOT / "templates").parts[0]: catalog.label
        for catalog in catalogs.catalogs().values()
        for path in catalog.files
        if path.is_relative_to(ROOT / "templates")
    }

    assert found["home"] == "home"
    assert found["layouts"] == "portal"
    assert {found[name] for name in ("account", "mfa", "usersessions") if name in found} <= {"people"}


# Embedded servers


def python(code: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a piece of Python in the checkout, as another process would."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def own_servers(tmp_path_factory):
    """A VAR_DIR of our own with a path longer than a socket's may be; its servers are stopped at the end."""
    var_dir = tmp_path_factory.mktemp("servers") / ("long-name-" * 12)
    yield str(var_dir)
    done = python("from portal import embedded; print(sorted(embedded.stop()))", VAR_DIR=str(var_dir), EMBEDDED="")
    assert done.stdout.strip() == "['postgres', 'valkey']", done.stderr


URLS = "from portal.embedded import database_urls, redis_url; print(*database_urls(), redis_url())"


def test_servers_started_by_two_at_once_are_the_same_and_are_found_again(own_servers):
    racing = [
        subprocess.Popen(
            [sys.executable, "-c", URLS],
            cwd=ROOT,
            env={**os.environ, "VAR_DIR": own_servers, "EMBEDDED": ""},
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    first, second = (process.communicate(timeout=120)[0].strip() for process in racing)
    again = python(URLS, VAR_DIR=own_servers, EMBEDDED="")

    assert first.startswith("postgresql://twp_app:")
    assert first == second == again.stdout.strip()


def test_a_server_that_was_killed_starts_again_with_its_data(own_servers):
    facts = "import psycopg2; from portal.embedded import database_urls; c = psycopg2.connect(database_urls()[1]); "
    facts += "c.autocommit = True; k = c.cursor(); k.execute('%s'); print(k.rowcount)"
    made = python(facts % "CREATE TABLE kept ()", VAR_DIR=own_servers, EMBEDDED="")
    pid = int((Path(own_servers) / "postgres" / "data" / "postmaster.pid").read_text().split("\n")[0])

    os.kill(pid, 9)
    found = python(facts % "TABLE kept", VAR_DIR=own_servers, EMBEDDED="")

    assert made.returncode == 0, made.stderr
    assert found.stdout.strip() == "0", found.stderr


def test_the_app_role_may_write_rows_but_not_change_tables(own_servers):
    code = (
        "import psycopg2; from portal.embedded import database_urls\n"
        "app, owner = (psycopg2.connect(url) for url in database_urls())\n"
        "owner.autocommit = app.autocommit = True\n"
        "owner.cursor().execute('CREATE TABLE rows (id int)')\n"
        "app.cursor().execute('INSERT INTO rows VALUES (1)')\n"
        "for order in ('CREATE TABLE mine ()', 'DROP TABLE rows', 'ALTER TABLE rows ADD b int'):\n"
        "    try:\n"
        "        app.cursor().execute(order)\n"
        "    except psycopg2.errors.InsufficientPrivilege:\n"
        "        print('refused')\n"
    )

    done = python(code, VAR_DIR=own_servers, EMBEDDED="")

    assert done.stdout.split() == ["refused"] * 3, done.stderr


def test_passwords_are_readable_by_their_owner_alone(own_servers):
    start = python(URLS, VAR_DIR=own_servers, EMBEDDED="")

    assert start.returncode == 0
    assert Store(Path(own_servers)).path.stat().st_mode & 0o077 == 0


# Starts that cannot work say so in one line


def start(**environ: str) -> subprocess.CompletedProcess[str]:
    """`make run` up to the point of preparing, with a VAR_DIR that must not be touched."""
    return subprocess.run(
        [sys.executable, "tools/run.py"],
        cwd=ROOT,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_taken_port_is_named(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = start(PORT=str(port), HOST="127.0.0.1", VAR_DIR=str(tmp_path))

    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} on 127.0.0.1 cannot be used")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_database_address_is_named(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    done = start(PORT=str(port), DATABASE_URL="postgresql://a:b@127.0.0.1:1/c", VAR_DIR=str(tmp_path))

    assert done.returncode == 1
    assert done.stderr.startswith("DATABASE_URL does not work: ")
    assert done.stderr.count("\n") == 1


def test_an_old_python_is_named(tmp_path):
    old = tmp_path / "python-old"
    old.write_text("#!/bin/sh\ncase $1 in --version) echo Python 3.9.2;; *) exit 1;; esac\n")
    old.chmod(0o755)

    done = subprocess.run(
        ["/bin/sh", "tools/find_python.sh"],
        cwd=ROOT,
        env={**os.environ, "PYTHON": str(old)},
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Python 3.11 or newer is needed (found: Python 3.9.2).")


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")

    done = python(URLS.replace("print", "str"), VAR_DIR=str(tmp_path / "file"), EMBEDDED="")

    assert done.returncode == 1
    assert f"Cannot write to {tmp_path / 'file'}" in done.stderr.splitlines()[-1]
