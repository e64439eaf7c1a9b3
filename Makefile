# Everyday commands. A machine needs Python >= 3.11 and make; set-up brings the rest.
#
#   make run       everything, at http://127.0.0.1:8000/ until Ctrl-C   (PORT, HOST, VAR_DIR, DEMO=off)
#   make sandbox   a portal for trying, with its own data (var/sandbox), a clock to move on and counterparts; PORT=8100
#   make setup     packages, front-end files, servers and tables: all of that but the demo and the start
#   make test      lint, contracts, types, translations and all tests   (ARGS="-k tender" goes to pytest;
#                  LOOKS=all: axe sees each page eight times instead of twice)
#   make lint      the checks alone                  make format    bring the code into shape
#   make demo      an empty portal gets a demo       (SCALE=1 SEED=1)
#   make bench     measure pages and imports         make messages  find new texts, update the Korean
#   make shell     a Python with the portal loaded   make lock      new versions of all packages
#   make stop      end the embedded database         make clean     remove the data and all caches

PY = .venv/bin/python
SCALE ?= 1
SEED ?= 1
ARGS ?=

.PHONY: run sandbox setup install install-tests test lint format bench demo check-scale shell messages stop clean lock

run: install
	@exec $(PY) tools/run.py

sandbox: export SANDBOX = on
sandbox: export VAR_DIR := $(or $(VAR_DIR),var)/sandbox
sandbox: export PORT := $(or $(PORT),8100)
sandbox: install
	@exec $(PY) tools/run.py

setup: install
	@exec $(PY) tools/run.py --prepare

install:
	@python=$$(sh tools/find_python.sh) && "$$python" tools/setup.py

install-tests:
	@python=$$(sh tools/find_python.sh) && "$$python" tools/setup.py --tests

test: install-tests
	@exec $(PY) tools/test.py $(ARGS)

lint: install-tests
	@exec $(PY) tools/test.py --checks

format: install
	@$(PY) -m ruff check --fix-only --quiet . && $(PY) -m ruff format --quiet .

bench: setup
	@exec $(PY) manage.py bench $(ARGS)

demo: check-scale setup
	@exec $(PY) manage.py demo --scale $(SCALE) --seed $(SEED)

check-scale:  # before a set-up that takes minutes
	@for number in "SCALE=$(SCALE)" "SEED=$(SEED)"; do \
	    case "$${number#*=}" in \
	        ''|0*|*[!0-9]*) echo "$$number is not a whole number of 1 or more, as in: make demo SCALE=2" >&2; exit 1;; \
	    esac; \
	done

shell: setup
	@exec $(PY) manage.py shell

messages: install
	@$(PY) manage.py messages && $(PY) manage.py messages --compile

stop:
	@test ! -x $(PY) || $(PY) manage.py services stop

clean: stop
	@cd "$${VAR_DIR:-var}" 2>/dev/null || exit 0; rm -rf postgres valkey embedded.json embedded.lock static media test beat-schedule* setup.log
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis

lock: install
	@$(PY) -m pip install --quiet --disable-pip-version-check uv
	@for name in requirements requirements-node requirements-ocds; do \
	    $(PY) -m uv pip compile $$name.in --upgrade --universal --python-version 3.11 --generate-hashes \
	        --no-emit-index-url --no-annotate --no-header --quiet --output-file $$name.txt || exit 1; \
	done
	@npm install --package-lock-only --ignore-scripts
