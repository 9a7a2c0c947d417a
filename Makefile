# Every command; CI runs the same ones. The environment is made by start.py, which needs only Python.
PYTHON ?= python3
IN = .venv/bin/

.PHONY: demo assess setup check test bench compile lock clean

demo:
	@$(PYTHON) start.py demo

assess:
	@$(PYTHON) start.py assess

setup:
	@$(PYTHON) start.py setup

check: setup
	$(IN)ruff format --check .
	$(IN)ruff check .
	$(IN)mypy
	$(IN)lint-imports
	$(IN)python tools/check_lock.py
	$(IN)python tools/check_visible.py
	$(IN)fibrocare knowledge compile --check
	$(IN)fibrocare knowledge check

test: setup
	@$(PYTHON) start.py test

bench: setup
	$(IN)python benchmarks/run.py
	$(IN)python benchmarks/trials.py

# Write what is generated: the compiled knowledge and the reference pages.
compile: setup
	$(IN)fibrocare knowledge compile
	$(IN)python tools/write_reference.py

# Needs uv. Hashes, no addresses.
lock:
	uv pip compile --universal --generate-hashes --no-header --no-annotate --extra print --extra response --extra web pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --no-header --no-annotate --extra print --extra response --extra web --extra dev pyproject.toml -o requirements-dev.lock

clean:
	rm -rf .venv dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
