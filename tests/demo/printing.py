"""Reports printed to PDF, with ruling lines and without; printing needs weasyprint, which only the tests have."""

from __future__ import annotations

import warnings
from functools import cache

from gxstats.demo.layouts import web
from gxstats.demo.made import Made

_RULED = "table { border-collapse: collapse } td { border: 0.6pt solid black; padding: 2pt 4pt }"
_PLAIN = "table { border-collapse: collapse } td { border: none; padding: 2pt 7pt }"
_PAGE = """@page { size: A4; margin: 24mm 20mm; @bottom-center { content: "- " counter(page) " -"; font-size: 9pt } }
body { font: 9pt/1.5 "Noto Serif CJK SC", serif }
h1 { font-size: 15pt; text-align: center } td { text-align: center }"""


@cache
def printed(ruled: bool, page: bytes) -> bytes:
    """A web page printed, the same one only once."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import weasyprint
        style = weasyprint.CSS(string=_PAGE + (_RULED if ruled else _PLAIN))
        return bytes(weasyprint.HTML(string=page.decode()).write_pdf(stylesheets=[style]))


def pdf(made: Made, ruled: bool = True) -> bytes:
    """A report as a PDF of several pages, its long table over a page edge, page marks at the foot."""
    page = web.plain(made).replace(b'<table border="1" cellspacing="0">', b"<table>")
    return printed(ruled, page)
