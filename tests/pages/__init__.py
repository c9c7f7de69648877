"""Tests of the pages in every state."""
