"""The codes of a unit: the unified social credit code (GB 32100) with its check digit, the division code (GB/T 2260)."""

from __future__ import annotations

import re

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I, O, S, V, Z
_CREDIT = re.compile(f"[{_SIGNS}]{{2}}[0-9]{{6}}[{_SIGNS}]{{10}}")
_REGION = re.compile(r"[1-9][0-9]{5}(?:[0-9]{3}){0,2}")  # six digits; nine for a township, twelve for a village


def check_sign(code: str) -> str:
    """The last sign of a credit code by its first seventeen: weights 3^i modulo 31."""
    total = sum(_SIGNS.index(sign) * pow(3, at, 31) for at, sign in enumerate(code[:17]))
    return _SIGNS[-total % 31]


def credit_code_is_right(code: str) -> bool:
    """Whether a credit code has eighteen signs of the right kinds and the check digit they ask for."""
    return bool(_CREDIT.fullmatch(code)) and check_sign(code) == code[17]


def region_code_is_right(code: str) -> bool:
    """Whether a division code has six, nine or twelve digits."""
    return bool(_REGION.fullmatch(code))
