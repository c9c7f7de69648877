"""The tests of gxstats."""
