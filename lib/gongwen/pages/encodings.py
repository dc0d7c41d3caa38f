"""Bytes → text: which encoding a page is in, and its letters, also where some bytes are damaged.

A declaration is a hint only: servers declare their default on pages that are in another encoding.
What decides is whether the bytes above ASCII, read in an encoding, give common Chinese characters.
A damaged place becomes one �, and the letters after it are read again.
"""

from __future__ import annotations

import codecs
import re
from array import array
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import accumulate

from ..common.characters import fold
from .packed import PageError

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
MAGIC = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip file (perhaps Word or Excel)",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\x1f\x8b": "a gzip file",
    b"Rar!": "a RAR file",
    b"SQLite": "a database",
    b"\x7fELF": "a program",
}
# each begins with a plain word, which is searched for quickly
_DECLARED = (
    re.compile(rb"charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([a-z0-9_-]{3,20})"),
    re.compile(rb"<\?xml\b[^<>]{0,99}?\sencoding=[\"']([a-z0-9_-]{3,20})"),
)
# A page that declares gb2312 is mostly GBK; its superset reads both. Left: names that Python knows.
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "cp950": "big5hkscs"}
_NAMES = {"x-gbk": "gbk", "gb_2312-80": "gbk", "x-x-big5": "big5", "cn-big5": "big5"}
_CHINESE = ("utf-8", "gb18030", "big5hkscs")
# of one byte a letter: they read any bytes, so that a declaration of them proves nothing
_SINGLE = re.compile("iso8859|cp125|koi8|mac|latin|ascii|cp437|cp85|charmap")
# a letter of two or four bytes never goes over a byte below 0x30 or from : to ?
_STRETCH = re.compile(rb"[\x80-\xff][^\x00-\x2f\x3a-\x3f]*+")
_SAMPLE = 2_000  # bytes above ASCII that are looked at
_LONGEST = 20_000  # bytes of a stretch whose damage is searched for
_LIKELY = 0.75  # of the characters above ASCII are common: the encoding is right
_CERTAIN = 0.95  # as many, and no need to ask chardet
# chardet's confidence in a Japanese or Korean encoding; half of it is enough where none of these
# characters is, whose bytes are no frequent letters in Japanese or Korean
_SURE = 0.9
_FREQUENT = re.compile("[一是上为為有在中要以用]")
_ZEROS = 1_000  # bytes of text for each zero byte that is damage
_NO_TEXT = "the file has zero bytes: it is not text, or it is damaged"


def decode(data: bytes) -> str:
    """The text of a page's bytes: by byte-order mark, else UTF-8, else the declared encoding if the
    text then looks Chinese, else the one in which it does, else a detected one (chardet).

    The byte-order mark is not part of the text. Raises PageError for empty and binary data and for
    bytes that no encoding reads. A page with a few damaged bytes is not lost: each damaged place is
    a �, and `pages` adds a Failure that says how many.
    """
    return checked(data)[0]


def checked(data: bytes) -> tuple[str, str]:
    """The text of a page's bytes, and a note on damaged characters or "". Raises PageError, also
    for a page without any text.
    """
    text, notice = decoded(data) if data.strip() else ("", "")
    if not text.strip():  # for example a byte-order mark alone
        raise PageError("empty", "the file is empty")
    return text, notice


def decoded(data: bytes) -> tuple[str, str]:
    """The text of a page's bytes without the byte-order mark, and a note on damaged characters or
    "". Raises PageError.
    """
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _marked(data.removeprefix(mark), encoding, mark.endswith(b"\xff"))
    for magic, what in MAGIC.items():
        if data.startswith(magic):
            raise PageError("binary", f"this is {what}, not text: save the page as text or HTML")
    return _unmarked(data)


def encoding_of(data: bytes) -> str:
    """The encoding of bytes that have no mark and are not sound UTF-8; "" if no encoding is likely.

    First the declared ones, if the text then looks Chinese (a declared Japanese or Korean encoding:
    if it can be read), then UTF-8, GB 18030 and Big5, whichever looks most Chinese, then others.
    """
    sample = _stretches(data)
    declared = _declared(data)
    for name in declared:
        chinese = name in _CHINESE
        if _likeness(sample, name) >= _LIKELY if chinese else _of_east_asia(data, name):
            return name
    best, likeness = max(
        ((name, _likeness(sample, name)) for name in _CHINESE), key=lambda pair: pair[1]
    )
    frequent = _FREQUENT.search(sample.decode(best, "replace"))
    if likeness >= _CERTAIN and frequent:
        return best
    detected, confidence = _detected(sample)
    sure = confidence >= (_SURE if frequent else _SURE / 2) and len(sample) >= 200
    if sure and _of_east_asia(data, detected):
        return detected
    if likeness >= _LIKELY:
        return best
    return _of_few(data, sample, [*declared, detected])


def _of_few(data: bytes, sample: bytes, names: list[str]) -> str:
    """The encoding of bytes that do not look Chinese as they are: a short text with a shift in it,
    damaged UTF-8 in any language, or one of those declared or detected; "" if there is none.
    """
    if shifted := next((name for name in _CHINESE[1:] if _shifted(sample, name)), ""):
        return shifted
    text = sample.decode("utf-8", "replace")
    if sum(not c.isascii() for c in text) >= 11 * text.count("\ufffd"):
        return "utf-8"
    return next((name for name in names if name and _reads(data, name)), "")


def _of_east_asia(data: bytes, encoding: str) -> bool:
    """Whether it is an encoding of Japanese or Korean that reads all the bytes."""
    other = encoding and encoding not in _CHINESE and not _SINGLE.match(encoding)
    return bool(other) and _reads(data, encoding)


def wide(data: bytes) -> tuple[str, str]:
    """The text of UTF-16 or UTF-32 without its mark, which has zero bytes, and a note on damage.

    Raises PageError if in none of them most of it is common Chinese or ASCII.
    """
    texts = [_sixteen(data, big) for big in (False, True)]
    texts += [data.decode(f"utf-32-{end}", "replace") for end in ("le", "be")]
    best = max(texts, key=lambda text: _readable(text[:_SAMPLE]))
    if _readable(best[:_SAMPLE]) < 0.7:
        raise PageError("binary", _NO_TEXT)
    return best, _note(best)


# --- with a mark, and without ---------------------------------------------------------------------


def _marked(data: bytes, encoding: str, big: bool) -> tuple[str, str]:
    if encoding == "utf-8-sig":
        return _unmarked(data)
    if encoding == "utf-16":
        text = _sixteen(data, big)
    elif encoding == "utf-32":
        text = data.decode(f"utf-32-{'be' if big else 'le'}", "replace")
    else:
        text = _mended(data, encoding)
    if 4 * text.count("\ufffd") > len(text):
        raise PageError("encoding", f"not valid {encoding}: save the file as UTF-8")
    return text, _note(text)


def _unmarked(data: bytes) -> tuple[str, str]:
    zeros = data.count(0)
    if zeros > max(2, len(data) // _ZEROS):
        return wide(data)
    with suppress(UnicodeDecodeError):
        if not zeros:
            return data.decode("utf-8"), ""
    # a zero byte is no letter in any of them, and neither is this one
    data = data.replace(b"\0", b"\xff")
    encoding = encoding_of(data)
    if zeros and encoding not in _CHINESE:
        raise PageError("binary", _NO_TEXT)
    if not encoding:
        raise PageError("encoding", "no encoding reads it: save the file as UTF-8")
    text = _mended(data, encoding)
    return text, _note(text) if encoding in _CHINESE else ""


def _note(text: str) -> str:
    lost = text.count("\ufffd")
    return f"{lost} damaged characters are shown as \ufffd" if lost else ""


# --- which encoding -------------------------------------------------------------------------------


def _stretches(data: bytes) -> bytes:
    """What tells encodings apart: the stretches with bytes above ASCII, one on each line, up to
    _SAMPLE bytes. A page may have any amount of scripts before them.
    """
    parts: list[bytes] = []
    size = 0
    for match in _STRETCH.finditer(data):
        parts.append(match[0][: _SAMPLE - size])
        size += len(parts[-1])
        if size >= _SAMPLE:
            break
    return b"\n".join(parts)


def _declared(data: bytes) -> list[str]:
    """The encodings that a page names, as Python calls them."""
    lower = data[:1_000_000].lower()
    matches = (match for pattern in _DECLARED for match in pattern.finditer(lower))
    names = dict.fromkeys(match[1].decode("ascii") for match in matches)
    return [name for name in dict.fromkeys(map(_superset, names)) if name]


def _superset(name: str) -> str:
    """Python's name for an encoding of texts, or for the larger one that includes it; "" for
    others (charset=undefined, idna, hex).
    """
    try:
        b"a".decode(name := codecs.lookup(_NAMES.get(name, name)).name)
    except (ValueError, LookupError):
        return ""
    return _SUPERSETS.get(name, name)


def _detected(sample: bytes) -> tuple[str, float]:
    import chardet

    result = chardet.detect(sample)
    return _superset(result.get("encoding") or "ascii"), result.get("confidence") or 0.0


def _reads(data: bytes, encoding: str) -> bool:
    """Whether an encoding reads all the bytes; ASCII reads none of those in question."""
    try:
        data.decode(encoding)
    except (ValueError, LookupError):
        return False
    return True


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """The 3,755 common characters of GB 2312 and its marks, as `fold` gives them."""
    rows = (*range(0xA1, 0xA4), *range(0xB0, 0xD8))
    pairs = bytes(byte for row in rows for cell in range(0xA1, 0xFF) for byte in (row, cell))
    return frozenset(fold(pairs.decode("gb2312", "ignore")))


def _likeness(sample: bytes, encoding: str) -> float:
    """The share of common Chinese characters in those above ASCII, if the bytes are read so."""
    return _share(sample.decode(encoding, "replace"))


def _share(text: str) -> float:
    above = "".join(c for c in text if not c.isascii())
    return sum(map(_common().__contains__, fold(above))) / max(1, len(above))


def _shifted(sample: bytes, encoding: str) -> bool:
    """Whether damage alone makes a short text look unlike Chinese: after a missing byte each letter
    up to the next ASCII is read from halves of two.
    """
    text = "\n".join(_realigned(part, encoding, frozenset()) for part in sample.split(b"\n"))
    return 20 * text.count("\ufffd") < len(text) and _share(text) >= _LIKELY


def _readable(text: str) -> float:
    """The share of ASCII and common Chinese characters in a text."""
    common = _common()
    plain = sum(c in common or c.isprintable() or c.isspace() for c in text if c.isascii())
    chinese = sum(c in common for c in fold("".join(c for c in text if not c.isascii())))
    return (plain + chinese) / max(1, len(text))


# --- damaged letters ------------------------------------------------------------------------------


def _sixteen(data: bytes, big: bool) -> str:
    """The text of UTF-16. Of an odd number of bytes one is missing or too many: it is left out
    where most letters before and after it can be read.
    """
    end = "be" if big else "le"
    if len(data) % 2 == 0:
        return data.decode(f"utf-16-{end}", "replace").removeprefix("\ufeff")
    before, after = _units(data[:-1], big), _units(data[1:], big)
    common = _common()
    known = ([c < "\x7f" or c in common for c in text] for text in (before, after))
    gains = (b - a for b, a in zip(*known))
    sums = list(accumulate(gains, initial=0))
    at = max(range(len(sums)), key=lambda i: (sums[i], i))
    text = before[:at] + "\ufffd" + after[at:]
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _units(data: bytes, big: bool) -> str:
    units = array("H", data)
    if big != (array("H", b"\0\1")[0] == 1):
        units.byteswap()
    return "".join(map(chr, units))


def _mended(data: bytes, encoding: str) -> str:
    """The text with � for each damaged place. UTF-8 shows where its next letter begins; in the
    others it is searched for in the stretch where the damage is.
    """
    with suppress(UnicodeDecodeError):
        return data.decode(encoding)
    if encoding == "utf-8":
        return data.decode(encoding, "replace")
    sound: list[str | bytes] = []
    last = 0
    for match in _STRETCH.finditer(data):
        sound.append(data[last : match.start()].decode("ascii"))
        try:
            sound.append(match[0].decode(encoding))
        except UnicodeDecodeError:
            sound.append(match[0])
        last = match.end()
    sound.append(data[last:].decode("ascii"))
    known = frozenset().union(*(part for part in sound if isinstance(part, str)))
    return "".join(
        part if isinstance(part, str) else _realigned(part, encoding, known) for part in sound
    )


def _realigned(stretch: bytes, encoding: str, known: frozenset[str]) -> str:
    """A stretch of bytes as the letters that are likeliest, those of the rest of the page first,
    with � where bytes belong to none.
    """
    if len(stretch) > _LONGEST:
        return stretch.decode(encoding, "replace")
    # for each place the least cost to come there, the place before, and what is read in between
    least: list[tuple[int, int, str]] = [(0, 0, "")] + [(10**9, 0, "")] * len(stretch)
    for i in range(len(stretch)):
        for size, letter, cost in _steps(stretch, i, encoding, known):
            least[i + size] = min(least[i + size], (least[i][0] + cost, i, letter))
    letters: list[str] = []
    i = len(stretch)
    while i:
        _, i, letter = least[i]
        letters.append(letter)
    return re.sub("\ufffd+", "\ufffd", "".join(reversed(letters)))


def _steps(
    stretch: bytes, i: int, encoding: str, known: frozenset[str]
) -> Iterator[tuple[int, str, int]]:
    """What may be read at a place: number of bytes, letter, and a cost, higher for what is rarer.
    A damaged byte costs less than a rare letter.
    """
    yield (1, chr(stretch[i]), 1) if stretch[i] < 0x80 else (1, "\ufffd", 8)
    for size in (2, 4):
        data = stretch[i : i + size]
        letter = _letter(data, encoding) if stretch[i] >= 0x80 and len(data) == size else ""
        if letter:
            cost = 1 if letter in known else 2 if fold(letter) in _common() else 10
            yield size, letter, cost


@lru_cache(maxsize=10_000)
def _letter(data: bytes, encoding: str) -> str:
    """The one letter that the bytes are; "" if they are something else."""
    try:
        letter = data.decode(encoding)
    except UnicodeDecodeError:
        return ""
    return letter if len(letter) == 1 and letter.isprintable() else ""
