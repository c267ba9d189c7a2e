.DEFAULT_GOAL := help
.PHONY: help setup setup-voice setup-pocket setup-compose run test check fix bench lock sbom advisories wheels screenshot clean

PY     := .venv/bin/python
PYTHON ?= python3
NAME   ?= overhead

# No list can hold torch: its CPU build for Linux and the one with CUDA have one version, other hashes and other needs.
TORCH  := torch triton cuda-bindings cuda-pathfinder cuda-toolkit $(addprefix nvidia-,cublas cuda-cupti cuda-nvrtc cuda-runtime \
            cudnn-cu13 cufft cufile curand cusolver cusparse cusparselt-cu13 nccl-cu13 nvjitlink nvshmem-cu13 nvtx)

help:       ## Show this
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 13

setup: .venv/.ready  ## Install everything into .venv, from hashed lists; does nothing when nothing changed

.venv/.ready: requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Mynah needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Set PYTHON=/path/to/python3.11.")'
	@test -x $(PY) || $(PYTHON) -m venv .venv
	@if command -v uv >/dev/null 2>&1; then \
	   uv pip install --quiet --python $(PY) --no-deps --require-hashes -r requirements/dev.txt && \
	   uv pip install --quiet --python $(PY) --no-deps --no-build-isolation -e . ; \
	 else \
	   $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.txt && \
	   $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . ; \
	 fi
	@touch $@

setup-voice: .venv-voice/.ready  ## What `python -m benchmarks.voice` listens with, into .venv-voice; apart, for some of it is GPL

.venv-voice/.ready: requirements/run.txt requirements/voice.txt
	@test -x .venv-voice/bin/python || $(PYTHON) -m venv .venv-voice
	@if command -v uv >/dev/null 2>&1; then \
	   uv pip install --quiet --python .venv-voice/bin/python --no-deps --require-hashes -r requirements/run.txt -r requirements/voice.txt ; \
	 else \
	   .venv-voice/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/run.txt && \
	   .venv-voice/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/voice.txt ; \
	 fi
	@touch $@

setup-pocket: .venv-pocket/.ready  ## What the tests of the optional engine add to .venv, into .venv-pocket (1.2 GB; 3 more with CUDA)

.venv-pocket/.ready: requirements/pocket.txt
	@test -x .venv-pocket/bin/python || $(PYTHON) -m venv .venv-pocket
	@.venv-pocket/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/pocket.txt
	@.venv-pocket/bin/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
	@touch $@

setup-compose: .venv-compose/.ready  ## What brings compose.yaml up without a Docker engine, into .venv-compose; apart, for it is GPL

.venv-compose/.ready: requirements/compose.txt
	@test -x .venv-compose/bin/python || $(PYTHON) -m venv .venv-compose
	@.venv-compose/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/compose.txt
	@touch $@

run: setup  ## Bring the bot up; with no token it opens a page on loopback
	@.venv/bin/mynah run

test: setup  ## The tests
	@$(PY) -m pytest

check: setup  ## Everything a change must pass but the tests
	$(PY) -m ruff format --check
	$(PY) -m ruff check
	$(PY) -m mypy
	.venv/bin/lint-imports
	.venv/bin/deptry .
	$(PY) -m vulture
	.venv/bin/codespell

fix: setup  ## Format, and mend what can be mended
	$(PY) -m ruff format
	$(PY) -m ruff check --fix

bench: setup  ## One benchmark: make bench NAME=overhead (ack, coldstart, discord, kill, mark, voice)
	@$(PY) -m benchmarks.$(NAME)

screenshot: setup  ## Take the README's pictures of the page (needs Chromium)
	@$(PY) -m tests.screenshot

lock:       ## Renew requirements/*.txt from pyproject.toml (needs uv)
	uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 pyproject.toml -o requirements/run.txt
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 -c requirements/run.txt pyproject.toml --group dev -o requirements/dev.txt
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 -c requirements/dev.txt pyproject.toml --group image -o requirements/image.txt
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 -c requirements/dev.txt --group voice -o requirements/voice.txt
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 -c requirements/dev.txt --group compose -o requirements/compose.txt
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 -c requirements/dev.txt $(addprefix --no-emit-package ,$(TORCH)) --group pocket -o requirements/pocket.txt

sbom: setup  ## Write the image's bill of materials, CycloneDX, to mynah.cdx.json
	@$(PY) -m tests.supply.sbom > mynah.cdx.json && echo mynah.cdx.json

advisories: setup  ## Look every pin up, offline: make advisories SNAPSHOT=/path/to/advisory-database
	@test -n "$(SNAPSHOT)" || { echo "Set SNAPSHOT to the folder of a copy of github.com/pypa/advisory-database."; exit 2; }
	@$(PY) -m tests.supply.advisories "$(SNAPSHOT)"

wheels: setup  ## Whether all of the image is there for aarch64, by asking the package index
	@$(PY) -m tests.supply.wheels aarch64

clean:      ## Remove what setup and the tests made
	rm -rf .venv .venv-voice .venv-pocket .venv-compose .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
