# Everything a newcomer, a developer or CI types. The first target that needs it makes the virtual environment.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.PHONY: demo test check format bench evaluate breadth fuzz torture unplug flood clean

$(VENV)/demo: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[demo,web]'
	@touch $@

$(VENV)/dev: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev,ocr]'
	@touch $@ $(VENV)/demo

demo: $(VENV)/demo            ## the main job, embedded: no account, no server
	$(BIN)/mailbot demo

test: $(VENV)/dev             ## every test; those that need Dovecot, tesseract or Chromium are skipped where it is absent
	$(BIN)/python -m pytest -n auto --dist loadgroup

check: $(VENV)/dev            ## types, style, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/dev            ## goals beside references measured in the same run; ARGS="drain --messages 1000"
	$(BIN)/python -m benchmarks $(ARGS)

evaluate: $(VENV)/dev         ## how right the readings are, beside the kept figures; ARGS=--misses, ARGS=--keep
	$(BIN)/python -m tests.evaluation $(ARGS)

breadth: $(VENV)/dev          ## the same on submissions made by chance; ARGS="--seed 7 --count 552 --misses"
	$(BIN)/python -m tests.breadth $(ARGS)

fuzz: $(VENV)/dev             ## the fuzzer, twenty minutes; finds are kept as tests; ARGS='--seconds 60 pdf'
	$(BIN)/python -m tests.fuzz $(ARGS)

unplug: $(VENV)/dev           ## ten minutes of servers that come and go while notes arrive; ARGS="MINUTES COUNT [SEED]"
	$(BIN)/python -m tests.faults.unplug $(or $(ARGS),10 300)

flood: $(VENV)/dev            ## ten thousand messages of one sender: what others wait, what letters go; ARGS="COUNT NOTES [end]"
	$(BIN)/python -m tests.faults.flood $(or $(ARGS),10000 8)

torture: $(VENV)/dev          ## kills, broken disks and servers, hostile mail, twenty minutes; ARGS="--seconds 60 crashes"
	$(BIN)/python -m tests.torture $(ARGS)

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis demo
