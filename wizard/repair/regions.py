"""What a region's name looks like, whichever AWS may open yet. ("AWS Regions and Availability Zones")"""

from __future__ import annotations

import re

_AREA = r"(?:us|eu|ap|sa|ca|me|af|il|mx|cn|us-gov|us-iso[a-z]?|eu-iso[a-z]?|eusc-de)"
_SIDE = r"(?:north|south|east|west|central|northeast|northwest|southeast|southwest)"


def is_region(text: str) -> bool:
    """Whether a text can be a region's name: no call goes to one that cannot."""
    return re.fullmatch(rf"{_AREA}-{_SIDE}-[1-9]", text) is not None
