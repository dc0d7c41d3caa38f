"""Characters, and keys for matching text; every other module uses them.

No stored text is changed here. `fold` makes a key as long as its input, so that a position in the
key is the same position in the text.
"""

from __future__ import annotations

import hashlib
import re
import sys
import unicodedata
from codecs import utf_16_be_encode  # str.encode looks up this codec each time
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

# the name of a document: a number or a day in it counts nothing
DOCUMENT = re.compile("《[^《》]*》")


# Format controls (zero-width, bidi) and control codes: they carry no reading and are dropped from
# `Block.text`.
INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\x00-\x08\x0e-\x1b\x7f"


_NO_LETTER = re.compile(r"[\W_]+")
# what most of these are in a folded text: a short class is matched several times as fast
_MARKS = re.compile(r"[ ,.:;!?()/|<>\[\]_、。“”《》…—·-]+")
# What the first byte of a character in UTF-16 says: it is an ideograph, it may be a rarer one (a
# radical, or half of one that takes four bytes), or it is none; 〇 is apart from them.
_IDEOGRAPH_BYTE, _RARE_BYTE = 1, 2
_FIRST_BYTES = bytes(
    _IDEOGRAPH_BYTE
    if 0x34 <= byte < 0xA0 or byte in (0xF9, 0xFA)
    else _RARE_BYTE * (byte in (0x2E, 0x2F, 0xD8))
    for byte in range(256)
)
_RARE_IDEOGRAPH = re.compile("[\u2e80-\u2fd5\U00020000-\U0003ffff]")


_EDGE = re.compile(f"[\\s{INVISIBLE}]+")


# Control characters, line separators and marks that reverse the direction of writing: a file name
# that holds one cannot be shown in a line of a table as it is.
_NO_NAME = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


# Made from the official OpenCC (Apache-2.0) by `python -m tests.characters`, and read in a
# twentieth of the time that its converter takes for it.
SIMPLIFIED = Path(__file__).with_name("simplified.csv")


# Radicals, which PDFs have in place of the characters that look like them (⻓ for 长), and those
# characters, as Unicode's EquivalentUnifiedIdeograph pairs them; ⻑ is a form of 长 already.
_RADICALS = (
    "⺁⺄⺅⺆⺈⺉⺊⺋⺌⺍⺎⺏⺐⺒⺓⺔⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺫⺬⺭⺯⺰⺱⺲⺳⺴⺶⺹⺺⺻⺼"
    "⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳"
)
_LIKE_RADICALS = (
    "厂乙亻冂刀刂卜㔾小小兀尣尢巳幺彑忄㣺扌攵旡日月歺母民氵氺灬爫爫丬牛犭王目示礻糹纟罓罒㓁冗羊耂肀聿月"
    "臼艹艹艹虎衤覀西见角讠贝车辶辶辶阝钅长镸长门阝雨青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
# the radicals of the Kangxi dictionary, and two blocks of characters that have a second code
_SECOND_CODES = (range(0x2F00, 0x2FD6), range(0xF900, 0xFADA), range(0x2F800, 0x2FA1E))
_UNUSUAL = re.compile("[\u2e80-\u2fd5\uf900-\ufad9\U0002f800-\U0002fa1d]")


@lru_cache(maxsize=1)
def _usual() -> dict[int, str]:
    """The usual character for each radical and each second code (code point → character)."""
    codes = (code for block in _SECOND_CODES for code in block)
    pairs = {code: unicodedata.normalize("NFKC", chr(code)) for code in codes}
    pairs |= dict(zip(map(ord, _RADICALS), _LIKE_RADICALS, strict=True))
    return {code: character for code, character in pairs.items() if ord(character) != code}


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    """The simplified character for each traditional one (code point → character), as OpenCC
    converts a character by itself; and the same for radicals and second codes.
    """
    rows = (line.split(",") for line in SIMPLIFIED.read_text("utf8").splitlines()[1:])
    simple = {ord(old): new for old, new in rows}
    return simple | {code: simple.get(ord(usual), usual) for code, usual in _usual().items()}


@lru_cache(maxsize=1)
def _folding() -> dict[int, str]:
    wide = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    return {
        **_simplified(),
        **wide,
        0x3000: " ",
        0xA0: " ",
        ord("○"): "〇",
        ord("◯"): "〇",
        ord("﹕"): ":",
        ord("∶"): ":",
        ord("｜"): "|",
        ord("丨"): ":",
        ord("⼁"): ":",
    }


@lru_cache(maxsize=1)
def _folding_table():
    """The folding as an array: the code point of each code point's key."""
    import numpy as np

    table = np.arange(sys.maxunicode + 1, dtype="<u4")
    folding = _folding()
    table[list(folding)] = list(map(ord, folding.values()))
    return table


def _translated(text: str) -> str:
    """`text` translated by the folding, through an array: for a long text twelve times as fast."""
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    return _folding_table()[codes].tobytes().decode("utf-32-le", "surrogatepass")


def fold(text: str) -> str:
    """A key for matching, as long as `text`: simplified script, ASCII punctuation, digits and
    letters, lower case, no radicals in place of characters.

    >>> fold("來源：2020 年")
    '来源:2020 年'
    """
    key = text.translate(_folding()) if len(text) < 50 else _translated(text)
    if not key.isprintable():
        key = whole(key)
    lower = key.lower()
    # İ is two letters in lower case, and Σ another one at the end of a word: there each letter by
    # itself, so that a key is the same in
    # every text.
    return (
        lower
        if len(lower) == len(key) and "Σ" not in key
        else "".join(c.lower() if len(c.lower()) == 1 else c for c in key)
    )


def usual(text: str) -> str:
    """`text` with the usual character for each radical, as PDFs have them; as long as `text`.

    >>> usual("⽣命重于泰⼭")
    '生命重于泰山'
    """
    return text.translate(_usual()) if _UNUSUAL.search(text) else text


@lru_cache(maxsize=1)
def _traditional() -> frozenset[str]:
    return frozenset(map(chr, _simplified()))


def simplified(text: str) -> str:
    """`text` in simplified script, character by character; unchanged where nothing is traditional.

    A text that GB 2312 can encode is returned as it is: this is quick to test, and keeps 乾 in
    乾隆.

    >>> simplified("聯防聯控")
    '联防联控'
    """
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return text if _traditional().isdisjoint(text) else text.translate(_simplified())
    return text


def letters(folded: str) -> str:
    """A folded text without spaces, punctuation or symbols."""
    if folded.isalnum():
        return folded
    bare = _MARKS.sub("", folded)
    return bare if bare.isalnum() else _NO_LETTER.sub("", bare)


def squeeze(text: str) -> str:
    """A key for comparing two lines: folded, without spaces, punctuation or symbols.

    >>> squeeze("“战疫” 纪实")
    '战疫纪实'
    """
    return letters(fold(text))


def trim(text: str) -> tuple[int, int]:
    """Start and end of `text` without spaces and invisible characters at its ends.

    >>> trim("\\u3000 战疫 ")
    (2, 4)
    """
    head = _EDGE.match(text)
    start = head.end() if head else 0
    end = len(text)
    while end > start and _EDGE.match(text, end - 1, end):
        # one character: to the end of the text it would be the same again and again
        end -= 1
    return start, end


_IDEOGRAPH = re.compile("[\u2e80-\u2fd5\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇]")


def cjk(text: str) -> int:
    """Number of Chinese characters (ideographs of any block, radicals) in `text`."""
    kinds = utf_16_be_encode(text, "surrogatepass")[0][::2].translate(_FIRST_BYTES)
    common = kinds.count(_IDEOGRAPH_BYTE) + text.count("〇")
    return common + (len(_RARE_IDEOGRAPH.findall(text)) if _RARE_BYTE in kinds else 0)


def whole(text: str) -> str:
    """`text` with � for each lone surrogate, which has no UTF-8 form and fits into no file or
    table.
    """
    return text if text.isascii() else re.sub(r"[\ud800-\udfff]", "\ufffd", text)


def legible(name: str) -> str:
    """A name that can be written into any line of any table: � for control characters and for those
    that reverse the direction of writing.
    """
    return _NO_NAME.sub("\ufffd", whole(name))


def width(text: str) -> int:
    """Columns that a text takes where a Chinese character takes two.

    >>> width("陕西 A")
    6
    """
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def brief(text: str, most: int = 500) -> str:
    """A text cut to `most` characters, with the number of those left out: a message may quote what
    somebody made to be long.
    """
    return text if len(text) <= most else f"{text[:most]} … ({len(text) - most:,} more characters)"


def digest(text: str) -> int:
    """A signed 64-bit hash of a text."""
    return int.from_bytes(
        hashlib.blake2b(text.encode("utf8", "surrogatepass"), digest_size=8).digest(),
        "little",
        signed=True,
    )


def alternatives(words: Iterable[str]) -> str:
    """One pattern for all the words, the longest first, so that of two words with the same
    beginning the longer is matched.
    """
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


CLAUSE_ENDS = ",。;:!?"  # in a folded text


def clause_start(text: str, place: int, stops: str = CLAUSE_ENDS, reach: int | None = None) -> int:
    """Where the clause that contains `place` begins: after the last stop before it, at most `reach`
    characters before it.
    """
    least = 0 if reach is None else max(0, place - reach)
    return max(least, *(text.rfind(stop, least, place) + 1 for stop in stops))


# quotation marks: each opening one with the one that closes it
PAIRS = {
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    "〝": "〞",
    "﹁": "﹂",
    "﹃": "﹄",
    '"': '"',
}


# for a pattern's class, and for a character that is one of them
OPENING, CLOSING = "".join(PAIRS), "".join(PAIRS.values())
MARKS = "".join(sorted({*OPENING, *CLOSING}))
QUOTE = re.compile(f"[{MARKS}]")
# the pairs whose marks tell by themselves whether they open or close; a straight mark does either
DIRECTED = {opens: closes for opens, closes in PAIRS.items() if opens != closes}


# brackets that frame a line or a name; in a folded text the wide round ones do not occur
FRAMES = {"(": ")", "（": "）", "[": "]", "【": "】"}
BRACKETS = "".join((*FRAMES, *FRAMES.values()))  # to be stripped
# for a pattern's class
OPENING_BRACKETS, CLOSING_BRACKETS = map(re.escape, ("".join(FRAMES), "".join(FRAMES.values())))


LETTER = re.compile(r"[^\W_]")


def key(text: str) -> tuple[str, list[int]]:
    """The letters, digits and ideographs of `text`, folded (simplified script, narrow, lower case),
    and the position of each in `text`.

    >>> key("戰「疫」!")
    ('战疫', [0, 2])
    """
    folded = fold(text)
    at = [m.start() for m in LETTER.finditer(folded)]
    return "".join(folded[i] for i in at), at
