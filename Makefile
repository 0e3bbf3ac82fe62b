# Two commands on a fresh machine: `make run` and `make test`. Each installs what it needs.
# A finished step leaves a stamp, so the next run skips it.

PY       ?= python3
INSTANCE ?= $(CURDIR)/instance
PEOPLE   ?= 60
VENV     := .venv
BIN      := $(CURDIR)/$(VENV)/bin
STAMPS   := $(VENV)/stamps
ASSETS   := registry/assets
STATIC   := registry/static
NODE     := $(ASSETS)/node_modules
PIP      := $(BIN)/pip --disable-pip-version-check install -qq --require-hashes \
            --no-build-isolation --use-pep517 --requirement
FLASK    := $(BIN)/flask --app wsgi
ON_POSTGRESQL := tests/models tests/services tests/web tests/api tests/jobs tests/test_migrations.py

export INSTANCE

.PHONY: run demo test on-sqlite on-postgresql check style types security contracts templates \
        licences bench bench-keep-up soak lock clean setup dev
.DELETE_ON_ERROR:

## run: everything installed, migrated and seeded, then web and worker together on PORT (5000)
run: export DEMO = 1
run: setup
	@$(call seeded,$(PEOPLE),--if-empty)
	@exec $(FLASK) serve

## demo: about 300 people in every state, built afresh beside the data of `make run`
demo: export DEMO = 1
demo: override INSTANCE = $(CURDIR)/build/demo
demo: setup
	@rm -rf $(INSTANCE)
	@$(call seeded,300,)
	@echo "Look at it with: make run INSTANCE=$(INSTANCE)"

## test: the whole suite on SQLite and in the browser, then what keeps rows again on PostgreSQL
test: on-sqlite on-postgresql
on-sqlite on-postgresql: setup dev $(STAMPS)/system-test
on-sqlite:
	$(BIN)/pytest -n 2 --database=sqlite
on-postgresql:
	$(BIN)/pytest -n 2 --database=postgresql $(ON_POSTGRESQL)

## check: style, types, security, import contracts, templates, licences; no network
CHECKS := style types security contracts templates licences
check: $(CHECKS)
$(CHECKS): setup dev
style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
types:
	$(BIN)/mypy
security:
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive workflows registry
contracts:
	$(BIN)/lint-imports
templates:
	$(BIN)/djlint --lint --quiet templates
licences:
	$(BIN)/python -m tests.checks.licences

## bench: the ratios of the README, in one run
bench: setup dev $(STAMPS)/system-test
	$(BIN)/python -m tests.bench

## bench-keep-up: sweeps among a million registrations, and rebuilding from a million events
bench-keep-up: setup dev $(STAMPS)/system-test
	$(BIN)/python -m tests.bench keep-up

## soak: the stateful test for much longer than `make test` gives it
soak: setup dev $(STAMPS)/system-test
	$(BIN)/pytest -n 2 --database=sqlite --hypothesis-profile=soak -k stateful

## lock: read the .in files and package.json again; write the locks, hashes and no addresses
lock: dev
	@$(BIN)/python -m tests.checks.lock

## clean: remove what was built; the data in instance/ stays
clean:
	rm -rf build $(VENV) $(NODE) $(STATIC) htmlcov .coverage .hypothesis \
	  .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup: $(STAMPS)/system-run $(STAMPS)/run $(STATIC)/app.css
dev: $(STAMPS)/dev

# Migrate and seed once per instance, and again when a migration is added. A database given by
# DATABASE_URL has no stamp: it is asked each time.
define seeded
if [ -n "$$DATABASE_URL" ] || [ ! -e "$(INSTANCE)/register.db" ] || [ ! -e "$(INSTANCE)/seeded" ] \
  || [ -n "$$(find migrations -newer "$(INSTANCE)/seeded" -name '*.py')" ]; then \
  mkdir -p "$(INSTANCE)" && $(FLASK) db upgrade && $(FLASK) demo --people $(1) $(2) \
  && touch "$(INSTANCE)/seeded"; fi
endef

$(BIN)/pip:
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; name one with PY=..." >&2; exit 1; }
	@$(PY) -m venv $(VENV) \
	  || { rm -rf $(VENV); echo "As root: apt-get install python3-venv" >&2; exit 1; }

$(STAMPS): | $(BIN)/pip
	@mkdir -p $@

# One package has no wheel; what builds it is locked too, so nothing is fetched without a hash.
$(STAMPS)/build: requirements-build.txt | $(STAMPS)
	@echo "Installing what the application needs ..."
	@$(PIP) $< && touch $@

$(STAMPS)/run: requirements.txt $(STAMPS)/build
	@$(PIP) $< && touch $@

$(STAMPS)/dev: requirements-dev.txt $(STAMPS)/run
	@echo "Installing what the tests need ..."
	@$(PIP) $< && touch $@

$(STAMPS)/system-%: .ci/system | $(STAMPS)
	@PYTHON=$(BIN)/python sh .ci/system $* && touch $@

# Node: the machine's own where it is new enough, else the one on PyPI, in a place of its own.
$(NODE)/.stamp: $(ASSETS)/package-lock.json $(ASSETS)/package.json requirements-node.txt | $(BIN)/pip
	@echo "Building the front end ..."
	@sh .ci/node "$(PY)" $(ASSETS) ci --omit=optional --silent && touch $@

# Icons only: the rest of that folder is the NHS logo, which this register does not wear.
$(STATIC)/app.css: $(NODE)/.stamp $(wildcard $(ASSETS)/*.scss $(ASSETS)/*.js $(ASSETS)/images/*)
	@rm -rf $(STATIC) && mkdir -p $(STATIC)/nhsuk/assets/images
	@cp $(NODE)/nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.js $(STATIC)/nhsuk/
	@cd $(NODE)/nhsuk-frontend/dist/nhsuk/assets/images && cp nhsuk-icon-arrow-*.svg \
	  nhsuk-icon-chevron-*.svg nhsuk-icon-cross.svg nhsuk-icon-minus.svg nhsuk-icon-plus.svg \
	  nhsuk-icon-search.svg nhsuk-icon-tick.svg nhsuk-icon-user.svg $(CURDIR)/$(STATIC)/nhsuk/assets/images/
	@cp $(ASSETS)/*.js $(STATIC)/
	@if [ -d $(ASSETS)/images ]; then cp -r $(ASSETS)/images $(STATIC)/images; fi
	@sh .ci/node "$(PY)" $(ASSETS) run --silent build
