"""Cells become the store, and what people decide is kept."""
