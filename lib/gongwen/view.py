"""One account with its devices in colour: escaped HTML, and plain text for a terminal."""

from __future__ import annotations

import html
from dataclasses import dataclass

import pandas as pd

from .coding import KEYS

# Light grounds on which black letters can be read; the letter tells the devices apart without
# colour.
STYLES = {
    "war": ("#F4B6A6", "W"),
    "loyalty": ("#F7D774", "L"),
    "slogan": ("#BFD9F2", "S"),
    "parallelism": ("#D9E8C4", "P"),
    "fourchar": ("#C7E5DA", "4"),
    "shorthand": ("#E5D5F0", "N"),
    "quote": ("#E6E6E6", "Q"),
    "sacrifice": ("#F6C9DF", "G"),
    "urgency": ("#FBD0A2", "U"),
    "figures": ("#CFE8EF", "#"),
    "imagery": ("#EBDDC3", "I"),
}
_OTHER = ("#D0D0D0", "+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence that has the same devices throughout; `first`: those that begin with
    it.
    """

    text: str
    devices: tuple[str, ...]
    first: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class View:
    """An account's paragraphs in pieces. A notebook shows it in colour, everything escaped."""

    account: str
    paragraphs: tuple[tuple[Piece, ...], ...]

    def __str__(self) -> str:
        return "\n".join(
            "".join("".join(f"[{style(d)[1]}]" for d in p.first) + p.text for p in pieces)
            for pieces in self.paragraphs
        )

    def __repr__(self) -> str:
        return f"View({self.account!r}, {len(self.paragraphs)} paragraphs)"

    def _repr_html_(self) -> str:
        used = [
            d for d in STYLES if any(d in p.devices for pieces in self.paragraphs for p in pieces)
        ]
        used += sorted(
            {d for pieces in self.paragraphs for p in pieces for d in p.devices} - set(STYLES)
        )
        key = " ".join(
            f"<span style='background:{style(d)[0]};color:#000;padding:0 "
            f".4em'>{html.escape(style(d)[1])} {html.escape(d)}</span>"
            for d in used
        )
        body = "".join(
            f"<p style='text-align:left;line-height:1.9'>{''.join(map(_html, pieces))}</p>"
            for pieces in self.paragraphs
        )
        return (
            "<div class='mathjax_ignore'><p "
            f"style='text-align:left'><b>{html.escape(self.account)}</b> {key}</p>{body}</div>"
        )


def style(device: str) -> tuple[str, str]:
    """Ground colour and letter of a device; devices of one's own share one."""
    return STYLES.get(device, _OTHER)


def _html(piece: Piece) -> str:
    if not piece.devices:
        return html.escape(piece.text)
    grounds = [style(device)[0] for device in piece.devices]
    bands = ",".join(
        f"{c} {100 * i // len(grounds)}% {100 * (i + 1) // len(grounds)}%"
        for i, c in enumerate(grounds)
    )
    ground = f"linear-gradient({bands})" if len(grounds) > 1 else grounds[0]
    letters = "".join(
        f"<sup style='font-size:.6em'>{html.escape(style(device)[1])}</sup>"
        for device in piece.first
    )
    title = html.escape(", ".join(piece.devices), quote=True)
    return (
        f"<span title='{title}' "
        f"style='background:{ground};color:#000'>{letters}{html.escape(piece.text)}</span>"
    )


def view(sentences: pd.DataFrame, marks: pd.DataFrame, account: str) -> View:
    """An account's sentences with their marks; raises ValueError for an account that is not in the
    table, naming those there are.
    """
    part = sentences[sentences["account"] == account]
    if part.empty:
        raise ValueError(
            f"no account named {account!r}; there are: "
            f"{', '.join(sorted(set(sentences['account']))[:10])}"
        )
    found: dict[tuple, list[tuple[str, int, int]]] = {}
    for *key, device, start, end in marks.loc[
        marks["account"] == account, [*KEYS, "device", "start", "end"]
    ].itertuples(index=False):
        found.setdefault(tuple(key), []).append((device, int(start), int(end)))
    paragraphs: dict[int, list[Piece]] = {}
    for row in part.itertuples(index=False):
        paragraphs.setdefault(row.paragraph, []).extend(
            pieces(row.text, found.get((row.account, row.paragraph, row.sentence), []))
        )
    return View(account, tuple(map(tuple, paragraphs.values())))


def pieces(text: str, marks: list[tuple[str, int, int]]) -> list[Piece]:
    """A sentence cut where a device begins or ends.

    >>> [(p.text, p.devices) for p in pieces("第一时间请战", [("urgency", 0, 4), ("war", 4, 6)])]
    [('第一时间', ('urgency',)), ('请战', ('war',))]
    """
    cuts = sorted({0, len(text), *(place for _, start, end in marks for place in (start, end))})
    found = []
    for a, b in zip(cuts, cuts[1:]):
        devices = dict.fromkeys(d for d, start, end in marks if start <= a and b <= end)
        first = dict.fromkeys(d for d, start, _ in marks if start == a)
        found.append(Piece(text[a:b], tuple(devices), tuple(first)))
    return found
