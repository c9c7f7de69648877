.PHONY: run test check bench demo bundle
run:
	streamlit run app.py
test:
	pytest
check:
	ruff check .
	mypy
	pytest tests/test_house.py
bench:
	python -m benchmarks
bundle:
	python bundle/make.py dist/gxstats-offline
