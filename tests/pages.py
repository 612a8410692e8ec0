"""Pages as their readers see them."""

import re


def closely(html: str) -> str:
    """HTML with one space for any white space, and none beside a tag, where it shows seldom."""
    return re.sub(r"(?<=>) | (?=<)", "", re.sub(r"\s+", " ", html))
