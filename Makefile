# make publish : tout installer, construire, valider, publier une version et la servir sur http://localhost:8000
# make test    : tout installer et tout vérifier
# Il faut Python 3.11 ou plus (PYTHON=python3.12 pour en choisir un) et make ; le reste s'installe dans .venv.

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

.PHONY: publish screenshots test test-stores schemathesis lint format build validate porte docs serve evaluate calibrate mqa lock clean

publish: build
	@$(BIN)/pactes serve

build: $(INSTALLED)
	@$(BIN)/pactes build

serve: $(INSTALLED)
	@$(BIN)/pactes serve

validate: $(INSTALLED)
	@$(BIN)/pactes validate

# La porte de l'ontologie seule, en quelques secondes ; elle est aussi dans make test.
porte: $(INSTALLED)
	@$(BIN)/python -m pactes.validation.porte tests/ontology

# docs/ontologie.md : ce à quoi sert chaque terme de l'ontologie, compté dans data/ttl. À refaire après une construction.
docs: $(INSTALLED)
	@$(BIN)/python scripts/build_docs.py

# Ce que l'extraction vaut sur les références, montré et gardé pour la prochaine version.
evaluate: $(INSTALLED)
	@$(BIN)/pactes evaluate --write

# À refaire quand des règles ou des références changent.
calibrate: $(INSTALLED)
	@$(BIN)/python scripts/calibrate_confidence.py

# La qualité des métadonnées de la version courante, par la méthode de data.europa.eu (405 points).
mqa: $(INSTALLED)
	@$(BIN)/python scripts/metadata_quality.py

# Une capture de chaque genre de page de la version courante (après make publish), et la planche : build/captures/index.html.
screenshots: $(INSTALLED)
	@$(BIN)/python scripts/screenshots.py

# Files of tests are shared out among the cores: each file's servers are started once.
test: $(INSTALLED)
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

# Tous les tests HTTP sur un serveur Oxigraph, puis sur Virtuoso ; ce qui diffère, et pourquoi : tests/http/differences.toml.
test-stores: $(INSTALLED)
	@for store in oxigraph virtuoso; do \
	  PACTES_TEST_STORE=$$store $(BIN)/python -m pytest tests/http --numprocesses auto --maxprocesses 4 --dist loadfile || exit 1; \
	done

# Dix mille requêtes tirées de la description du service (OpenAPI) : aucune réponse non décrite, aucun 5xx que 503.
schemathesis: $(INSTALLED)
	@PACTES_SCHEMATHESIS_REQUESTS=10000 $(BIN)/python -m pytest -s tests/http/test_openapi.py -k generated

# L'endurance : dix minutes de tout à la fois, sur deux processus web puis un seul (SECONDS=90 pour moins).
soak: $(INSTALLED)
	@$(BIN)/python benchmarks/soak.py --seconds $(or $(SECONDS),600)

lint: $(INSTALLED)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

format: $(INSTALLED)
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

# Only for those who change dependencies; needs uv.
lock:
	uv pip compile pyproject.toml --extra dev --universal --generate-hashes --quiet --custom-compile-command "make lock" -o requirements.lock

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "pactes demande Python 3.11 ou plus ; $$($(PYTHON) --version) trouvé. Essayez : make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { \
	  echo "L'environnement .venv n'a pas pu être créé. Sous Debian ou Ubuntu : apt install python3-venv, puis recommencez."; rm -rf .venv; exit 1; }
	@echo "Installation des dépendances dans .venv (une fois)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

clean:
	rm -rf .venv releases build dist .mypy_cache .ruff_cache .pytest_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
