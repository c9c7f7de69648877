"""The little CSS there is: density, and the classes of our own HTML. Colours come from the palette, both themes."""

from __future__ import annotations

from functools import cache
from urllib.parse import quote

from gxstats import catalog

# the mark of the rail, cut out of a square: three bars; its colour is the theme's, so it needs no second picture
_MARK = ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 26 26"><path fill-rule="evenodd" '
         'd="M4 0h18a4 4 0 0 1 4 4v18a4 4 0 0 1-4 4H4a4 4 0 0 1-4-4V4a4 4 0 0 1 4-4z'
         'M6 13v6h3v-6zM11.5 7v12h3V7zM17 10.5V19h3v-8.5z"/></svg>')


def _both(name: str) -> str:
    light, dark = catalog.palette()["page"][name]
    return f"light-dark({light},{dark})"


def _tint(name: str) -> str:
    light, dark = catalog.palette()["tint"][name]
    return f"light-dark({light},{dark})"


def _severity(name: str) -> str:
    light, dark = catalog.palette()["severity"][name]
    return f"light-dark({light},{dark})"


@cache
def paper() -> str:
    """What is added for `?print=1`: no rail, no buttons, the light theme, 700 px, two charts and three figures in a row."""
    ink, line = (catalog.colour("page", name) for name in ("ink", "hairline"))
    return f"""
[data-testid=stSidebar],[data-testid=stExpandSidebarButton],.stAppHeader,.stDownloadButton,.stButton{{display:none!important}}
.stApp{{color-scheme:light!important;background:#FFF!important}}
.stMain :is(p,h2,h4,label,[data-testid=stText],.stCaptionContainer){{color:{ink}!important}}
.stMainBlockContainer{{max-width:700px;padding:0}}
.gx-tiles{{grid-template-columns:repeat(3,1fr)}} .gx-tile{{padding:4px 8px;min-height:0}} .gx-value{{font-size:1.5rem}}
.stMain [data-testid=stHorizontalBlock]{{flex-flow:row wrap!important}}
.stMain [data-testid=stColumn]{{flex:1 1 300px!important;min-width:0!important;width:auto!important}}
.stMain [data-testid=stColumn]:has([data-testid=stColumn]){{flex:1 0 100%!important}}
.stMain [class*=st-key-card_],.stMain [data-testid=stLayoutWrapper]>div{{border-color:{line}!important}}
.gx-whole{{font-size:11.5px}} .gx-whole :is(td,th){{min-width:0;padding:3px 5px}}
.gx-tile,.gx-official tr,[class*=st-key-card_],.js-plotly-plot{{break-inside:avoid}}
"""


@cache
def css() -> str:
    """One style sheet for all pages. Streamlit's own CSV of a table is hidden: it has no BOM, so spreadsheets garble its Chinese,
    and guards no formula; ours stand under the charts and on the download page."""
    return f"""
.stMainBlockContainer{{padding:.6rem 1.4rem 1rem;max-width:1560px}}
.stAppHeader{{height:2rem;min-height:2rem;background:transparent}}
[data-testid=stToolbar]{{top:0}}
[data-testid=stSidebarHeader]{{height:3rem;padding-bottom:0;margin-bottom:0}}
.gx-brand{{display:grid;grid-template-columns:26px 1fr;column-gap:7px;align-items:center;margin:-2.45rem 0 .1rem;
  font-size:.78rem;line-height:1.15;color:{_both('muted')}}} .gx-brand b{{font-size:1rem;color:{_both('ink')}}}
.gx-brand::before{{content:"";grid-row:span 2;width:26px;height:26px;background:{_both('primary')};
  mask:url("data:image/svg+xml,{quote(_MARK)}")}}
.gx-group{{font-size:.93rem;color:{_both('muted')};margin:.4rem 0 .15rem}}
[class*=st-key-nav_]{{min-height:1.72rem}}
[class*=st-key-nav_] a{{height:1.62rem;width:100%;padding:0 .5rem}}
[class*=st-key-nav_] [data-testid=stPageLink]{{width:100%}}
[class*=st-key-nav_here_] a{{background:light-dark(#DDE2EC,#2B343E);font-weight:600}}
[data-testid=stSidebarUserContent]{{padding-bottom:1rem}}
[data-testid=stBaseButton-primary]{{color:{_both('ink_on_primary')}}}
.gx-tiles{{display:grid;grid-template-columns:repeat(auto-fit,minmax(158px,1fr));gap:8px}}
.gx-tile{{border:1px solid {_both('hairline')};border-top:3px solid {_both('primary')};border-radius:4px;padding:8px 11px;
  min-height:92px;color:{_both('ink')}}}
.gx-label{{font-size:.93rem;color:{_both('muted')}}}
.gx-value{{font-size:1.75rem;font-weight:600;line-height:1.2;display:flex;justify-content:space-between;align-items:center}}
.gx-value small{{font-size:.93rem;font-weight:400;margin-left:3px}}
.gx-change,.gx-base{{font-size:.86rem;line-height:1.35}}
.gx-value span{{white-space:nowrap}}
.gx-value{{gap:4px}} .gx-value img{{min-width:0;flex:0 1 auto}}
.stMain h4{{text-wrap:balance}}
.stCaptionContainer{{margin-bottom:-.4rem}}
[data-testid=stElementToolbarButton]:has([aria-label^="Download as CSV"]){{display:none}}
[class*=st-key-camera_]{{position:relative;height:0}}
.gx-camera{{position:absolute;right:-10px;top:0;white-space:nowrap;line-height:1}}
.gx-camera button{{border:0;background:none;color:{_both('muted')};font:inherit;font-size:11px;padding:1px 3px;cursor:pointer;
  border-radius:3px}} .gx-camera button:is(:hover,:focus-visible){{color:{_both('primary')};outline:1px solid {_both('primary')}}}
.st-key-coverage button{{min-height:0;padding:0}}
.st-key-attention{{gap:.1rem}} .st-key-attention .stCaptionContainer{{margin:.35rem 0 0}}
.st-key-attention a{{min-height:1.45rem;height:auto;padding:.08rem .5rem}}
.st-key-attention a *{{white-space:normal;line-height:1.3}}
.st-key-attention [data-testid=stText]{{font-size:.93rem}}
.gx-base{{color:{_both('muted')}}}
.gx-invented{{font-size:.86rem;padding:2px 6px;border-radius:4px;background:{_tint('warning')};color:{_both('ink')};
  white-space:nowrap}}
.gx-footer{{font-size:12px;color:{_both('muted')};border-top:1px solid {_both('hairline')};padding-top:6px;margin-top:6px}}
.gx-warn{{background:{_tint('warning')};border-left:3px solid {_severity('warning')};padding:.5rem .8rem;white-space:pre-wrap}}
.gx-plain{{border-collapse:collapse;font-size:13px;width:100%;color:{_both('ink')}}}
.gx-plain td{{border-bottom:1px solid {_both('hairline')};padding:3px 6px}}
.gx-plain td:first-child{{color:{_both('muted')};width:9em}}
.gx-whole{{border-collapse:collapse;font-size:13px;width:100%;color:{_both('ink')}}}
.gx-whole :is(td,th){{border-bottom:1px solid {_both('hairline')};padding:4px 8px;text-align:left;vertical-align:top;
  overflow-wrap:break-word;min-width:4.2em}} .gx-whole .short{{white-space:nowrap}}
.gx-whole .grey td{{color:{_both('muted')};background:{_tint('not_rated')}}} .gx-whole .bold td{{font-weight:600}}
.gx-whole th{{background:{_both('panel')};color:{_both('muted')};font-weight:400}} .gx-whole tr{{break-inside:avoid}}
.gx-official{{border-collapse:collapse;font-size:12.5px;width:100%;color:{_both('ink')}}}
.gx-official td{{border:1px solid {_both('hairline')};padding:1px 5px;height:20px;vertical-align:middle}}
.gx-official .head{{background:{_both('panel')};text-align:center;text-wrap:balance}}
.gx-official .n{{text-align:right;font-variant-numeric:tabular-nums}}
.gx-official .zero,.gx-official .none{{color:{_both('muted')}}}
.gx-official .sum{{background:{_both('panel')};font-weight:600}}
.gx-official .broken{{background:{_tint('error')};outline:2px solid {_severity('error')};outline-offset:-2px}}
.gx-official .unsure{{background:{_tint('warning')};border-bottom:2px dotted {_severity('warning')}}}
.gx-official .solved{{background:{_tint('info')};border-bottom:2px dashed {_severity('info')}}}
.gx-official .corrected{{background:{_tint('pass')};border-bottom:2px solid {_severity('pass')}}}
.gx-official .here{{outline:3px solid {_both('primary')};outline-offset:-2px;font-weight:700}}
.gx-official sup{{font-size:9px;margin-left:1px}}
.gx-legend span{{margin-right:12px;white-space:nowrap}} .gx-legend b{{font-weight:400;padding:0 3px 0 6px;margin-right:5px}}
.gx-title{{font-size:1rem;font-weight:600;color:{_both('ink')};overflow-wrap:anywhere}}
.gx-note{{color:{_both('ink')}}} .gx-info{{background:{_tint('info')};border-left:3px solid {_severity('info')};
  padding:.4rem .7rem;color:{_both('ink')};overflow-wrap:anywhere}}
.gx-clip{{max-height:124px;overflow:auto}}
[data-testid=stLayoutWrapper]:has(>.st-key-one_cell){{position:sticky;bottom:0;z-index:2}}
.st-key-one_cell{{background:{_both('background')};box-shadow:0 -3px 8px rgba(0,0,0,.08)}}
.gx-narrow td{{padding:1px 3px;font-size:12px;min-width:1.3em}}
.gx-why{{font-size:.93rem;color:{_both('ink')};border-collapse:collapse}}
.gx-why th{{color:{_both('muted')};font-weight:400;text-align:left;vertical-align:top;white-space:nowrap;padding:2px 10px 2px 0}}
.gx-why td{{padding:2px 0;vertical-align:top;overflow-wrap:anywhere}}
.gx-lines{{font-family:monospace;font-size:12.5px;white-space:pre-wrap;color:{_both('ink')}}}
.gx-lines .here{{background:{_tint('warning')}}}
.gx-lines .no{{color:{_both('muted')};display:inline-block;min-width:3.2em}}
.gx-passages{{border-collapse:collapse;font-size:12.5px;width:100%;table-layout:fixed;color:{_both('ink')}}}
.gx-passages td,.gx-passages th{{border:1px solid {_both('hairline')};padding:4px 8px;vertical-align:top;text-align:left}}
.gx-passages th{{background:{_both('panel')};font-weight:600}}
.gx-passages .sign{{width:2.2em;text-align:center;color:{_both('muted')}}}
.gx-passages .kept td{{color:{_both('muted')}}}
.gx-passages .added td:last-child{{background:{_tint('info')}}}
.gx-passages .removed td:nth-child(2){{background:{_tint('not_rated')};text-decoration:line-through}}
.gx-official .differs small{{white-space:nowrap;color:{_both('muted')};font-weight:400;margin-left:3px;font-size:10px}}
.gx-passages mark{{background:{_tint('warning')};color:inherit}}
@media print{{
 [data-testid=stHorizontalBlock]{{display:flex!important;flex-flow:row nowrap!important}}
 [data-testid=stColumn]{{min-width:0!important;width:auto!important;flex:1 1 0!important}}
 [data-testid=stSidebar],.stAppHeader{{display:none!important}}
 @page{{size:A4;margin:10mm 12mm}} *{{print-color-adjust:exact}}
}}
"""
