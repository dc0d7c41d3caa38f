"""Texts of any length that look like official prose: characters drawn after the two before them, as in the seeds."""

import random
from collections import defaultdict

import gongwen as gw


def invented(characters: int, size: int = 2000, seed: int = 0) -> list[str]:
    """Invented texts of about `size` characters each, `characters` in all."""
    corpus = gw.read_corpus(gw.text.project_root() / "seeds")
    source = "".join(corpus.account(name).text for name in corpus.accounts["account"])
    follows: dict[str, list[str]] = defaultdict(list)
    for a, b, c in zip(source, source[1:], source[2:]):
        follows[a + b].append(c)
    rng = random.Random(seed)
    texts = []
    for _ in range(max(1, characters // size)):
        at = rng.randrange(len(source) - 2)
        text = [source[at], source[at + 1]]
        while len(text) < size:
            text.append(rng.choice(follows.get(text[-2] + text[-1]) or source))
            if rng.random() < 0.02:  # other names and numbers than those of the seeds
                text.append(rng.choice(source))
        texts.append("".join(text))
    return texts
