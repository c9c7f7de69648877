"""Whether this machine has letters for Chinese: what is drawn or embedded here would show boxes without."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

from gxstats.errors import GxstatsError

# the families of usual systems, the best first: Windows, macOS, Linux
FAMILIES = ("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", "Hiragino Sans GB",
            "SimSun", "SimHei", "FangSong", "Songti SC", "STSong", "STHeiti", "Noto Serif CJK SC", "Source Han Serif SC",
            "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback")


@cache
def installed() -> frozenset[str]:
    """The families of this machine that have Chinese letters, as the font configuration says, or on Windows and macOS the
    usual files that are there; empty where there is none."""
    if shutil.which("fc-list"):
        listed = subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True, check=False).stdout
        return frozenset(name.strip() for line in listed.splitlines() for name in line.split(","))
    files = {"msyh.ttc": "Microsoft YaHei", "simsun.ttc": "SimSun", "simhei.ttf": "SimHei", "PingFang.ttc": "PingFang SC",
             "Hiragino Sans GB.ttc": "Hiragino Sans GB", "Songti.ttc": "Songti SC"}
    places = (Path("C:/Windows/Fonts"), Path("/System/Library/Fonts"), Path("/System/Library/Fonts/Supplemental"))
    return frozenset(family for name, family in files.items() if any((place / name).exists() for place in places))


def chinese(known: frozenset[str] | None = None) -> str:
    """The family to use of those that are `known` (installed ones without it); GxstatsError says what is missing."""
    known = installed() if known is None else known
    found = next((family for family in FAMILIES if family in known), "")
    if not found:
        raise GxstatsError("no Chinese font was found here: install one, such as the package fonts-noto-cjk, or take the Word "
                           "file or the web page, which need none")
    return found
