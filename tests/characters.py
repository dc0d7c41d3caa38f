"""The table of simplified characters, from the official OpenCC: `python -m tests.characters`
writes it anew.
"""

import opencc
from gongwen.common.characters import SIMPLIFIED
from gongwen.common.files import write_text

# Ideographs and their extensions. Compatibility forms are other code points of one character and no
# traditional ones.
BLOCKS = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0x20000, 0x2F800), (0x30000, 0x33480))


def table() -> dict[str, str]:
    """Each ideograph that OpenCC's t2s changes where it is alone, with what it becomes."""
    characters = [chr(code) for block in BLOCKS for code in range(*block)]
    converted = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {old: new for old, new in zip(characters, converted, strict=True) if old != new}


def written(pairs: dict[str, str]) -> str:
    return "".join(f"{old},{new}\n" for old, new in [("traditional", "simplified"), *pairs.items()])


if __name__ == "__main__":
    write_text(SIMPLIFIED, written(table()))
