"""Where the project's files are."""

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))


def readings() -> list[dict]:
    """The hand readings of the five seeds, whole, in the seeds' order."""
    return [
        json.loads(path.read_text("utf8"))
        for path in sorted((ROOT / "tests" / "gold" / "accounts").glob("*.json"))
    ]
