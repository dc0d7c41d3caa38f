"""From a row of any table back to the characters of the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .page import Account


@dataclass(frozen=True, slots=True)
class Trace:
    """The page around raw[start:end]: pairs of kind and text, the marked stretch of kind 'here'.
    Shown escaped.
    """

    account: str
    start: int
    end: int
    parts: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return "\n".join(f"{kind:>10}  {text}" for kind, text in self.parts)

    def _repr_html_(self) -> str:
        import html

        rows = "".join(
            f"<tr><td>{html.escape(kind)}</td><td "
            f"style='text-align:left'>{'<mark>' * (kind == 'here')}{html.escape(text)}</td></tr>"
            for kind, text in self.parts
        )
        return (
            f"<table class='mathjax_ignore'><caption>{html.escape(self.account)} "
            f"{self.start}–{self.end}</caption>{rows}</table>"
        )


def trace(
    account: Account, start: int, end: int, around: int = 80, hide: Callable[[str], str] = str
) -> Trace:
    """The stretch raw[start:end] with up to `around` characters of the page on both sides, each
    with its block's kind.

    `hide` is called with every text that is shown: a `people.Mask` masks the names of private
    persons. Raises ValueError when the positions are not on the page.
    """
    if not 0 <= start <= end <= len(account.raw):
        raise ValueError(
            f"{start}:{end} is not on the page {account.name!r}, which has "
            f"{len(account.raw)} characters"
        )
    parts: list[tuple[str, str]] = []
    for block in account.blocks:
        for a, b, kind in (
            (start - around, start, block.kind),
            (start, end, "here"),
            (end, end + around, block.kind),
        ):
            a, b = max(a, block.start, 0), min(b, block.end)
            if a < b and (kind == "here" or block.kind != "blank"):
                parts.append((kind, hide(" ".join(account.raw[a:b].split()))))
    return Trace(account.name, int(start), int(end), tuple(parts))
