"""The gates of reproduction: what differs between two runs, and between a folder of seeds and its
checksums.

Compared are the bytes of CSV, SVG, texts and notebooks, and the decoded pixels of PNG, in notebooks
too (its bytes depend on the machine's zlib).
"""

import hashlib
import io
import json
from base64 import b64decode
from pathlib import Path

from PIL import Image

KINDS = {".svg", ".csv", ".png", ".md", ".tex", ".json", ".ipynb"}


def files(folder: Path) -> set[str]:
    """What a run writes into a folder, by name."""
    return {path.name for path in folder.iterdir() if path.suffix in KINDS}


def differences(stored: Path, again: Path) -> list[str]:
    """Names of files that are in one folder only, or not the same in both."""
    both = files(stored) & files(again)
    other = {n for n in both if (stored / n).read_bytes() != (again / n).read_bytes()}
    return sorted(
        (files(stored) ^ files(again))
        | {name for name in other if content(stored / name) != content(again / name)}
    )


def content(path: Path):
    """What is compared of a file: of a picture its size and decoded pixels, else the bytes; of a
    notebook its pictures so, and the rest.
    """
    if path.suffix == ".png":
        return pixels(path.read_bytes())
    if path.suffix != ".ipynb":
        return path.read_bytes()
    text, seen = path.read_bytes(), []
    for output in (
        output for cell in json.loads(text)["cells"] for output in cell.get("outputs", [])
    ):
        png = "".join(output.get("data", {}).get("image/png", "")).encode()
        if png:
            text = text.replace(png, b"", 1)
            seen.append(pixels(b64decode(png)))
    return text, seen


def pixels(png: bytes) -> tuple[tuple[int, int], bytes]:
    """Size and decoded pixels of a picture."""
    picture = Image.open(io.BytesIO(png)).convert("RGBA")
    return picture.size, picture.tobytes()


def changed_seeds(folder: Path) -> list[str]:
    """Names of seeds that are not what SHA256SUMS says, or that it does not know."""
    sums = dict(
        line.split()[::-1] for line in (folder / "SHA256SUMS").read_text("utf8").splitlines()
    )
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.suffix in (".txt", ".csv")
    }
    return sorted(name for name in sums.keys() | found.keys() if sums.get(name) != found.get(name))
