"""gxstats: China's annual reports on government information disclosure, read, checked and compared over years."""

__version__ = "0.1.0"
