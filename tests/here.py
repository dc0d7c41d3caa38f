"""Where the project's files are."""

from pathlib import Path

from gongwen.common.gold import Label, read_gold
from gongwen.pages import sources

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))


def readings() -> dict[str, list[Label]]:
    """The labels of the five seeds, by account."""
    return read_gold(ROOT / "tests" / "gold" / "seeds.csv", sources.texts(ROOT / "seeds"))


def labelled(*kinds: str) -> list[str]:
    """What is labelled as one of these kinds in the five seeds."""
    return [
        label.words for labels in readings().values() for label in labels if label.kind in kinds
    ]
