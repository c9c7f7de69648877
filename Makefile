.PHONY: run test check bench demo
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
