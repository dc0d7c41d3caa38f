"""Words: where one ends is a decision, made here by a tokenizer of one's own, and by others to
compare with.

Every segmenter gives back its text: "".join(cut(text)) == text. Nothing is added to a dictionary
that others use.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import pairwise

import pandas as pd

from .text import clause_start, groups, progress, read_lexicon, simplified, whole

COUNTS = ("account", "word", "n")
KINDS = ("office", "term", "formula")
_LETTER = re.compile(r"[^\W\d_]")


def user_words(*kinds: str) -> tuple[str, ...]:
    """The words of lexicons/words.csv of these kinds (office, term, formula; none named: offices
    and terms).

    Raises ValueError for an unknown kind, naming those there are.
    """
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise ValueError(f"no kind of words named {unknown[0]!r}; there are: {', '.join(KINDS)}")
    return tuple(
        row["word"] for row in read_lexicon("words") if row["kind"] in (kinds or ("office", "term"))
    )


def cut(text: str, words: Iterable[str] | None = None) -> list[str]:
    """Words of `text` after jieba's dictionary and its model for unknown words (by rjieba); spaces
    and marks are words too.

    Traditional characters are read as simplified ones and given back as they stand. `words` stay
    whole where they can: None for the offices and terms of lexicons/words.csv, () for jieba's
    dictionary alone, or your own, such as user_words("office", "term", "formula").

    >>> cut("退役军人事务局联防联控")
    ['退役军人事务局', '联防联控']
    >>> cut("退役军人事务局联防联控", ())
    ['退役军人', '事务局', '联防', '联控']
    """
    tokenizer, marked = _tokenizer(
        words if words is None or isinstance(words, (str, tuple)) else tuple(words)
    )
    plain = simplified(text)  # the dictionary has simplified words only
    try:
        tokens = tokenizer.cut(plain)
    except UnicodeEncodeError:  # half a character, which the tokenizer cannot read
        plain = whole(plain)
        tokens = tokenizer.cut(plain)
    if plain is not text:
        tokens = _slices(text, tokens)
    return tokens if marked is None else _joined(text, tokens, marked)


@lru_cache(maxsize=8)
def _tokenizer(words: tuple[str, ...] | str | None):
    """A tokenizer of its own (65 ms), and the added words that have marks or spaces inside, which
    the dictionary cannot hold.
    """
    import rjieba

    tokenizer = rjieba.Jieba()
    added = user_words() if words is None else (words,) if isinstance(words, str) else words
    for word in dict.fromkeys(added):
        if not word.strip():
            raise ValueError(
                "an empty word cannot be kept whole: leave it out of the list of words"
            )
        tokenizer.add_word(word, tokenizer.suggest_freq(word), "n")
    marked = sorted((word for word in added if not word.isalnum()), key=len, reverse=True)
    return tokenizer, re.compile("|".join(map(re.escape, marked))) if marked else None


def tagged(
    text: str, words: Iterable[str] | None = (), guess: bool = False
) -> list[tuple[str, str]]:
    """Words of `text` with jieba's parts of speech (n noun, v verb, r pronoun …), after its
    dictionary, unknown words in letters.

    `words` as in `cut`, but by default none are added; those added are nouns. `guess`: its model
    also guesses words that no dictionary has, such as names.
    """
    pairs = _tokenizer(words if words is None or isinstance(words, (str, tuple)) else tuple(words))[
        0
    ].tag(whole(text), guess)
    return list(zip(_slices(text, [word for word, _ in pairs]), [tag for _, tag in pairs]))


def _joined(text: str, tokens: list[str], marked: re.Pattern[str]) -> list[str]:
    """`tokens`, with those joined that together are a marked word (战“疫”) and begin and end where
    it does.
    """
    if not marked.search(text):
        return tokens
    edges = [0]
    for token in tokens:
        edges.append(edges[-1] + len(token))
    kept, known = set(edges), set(edges)
    for match in marked.finditer(text):
        if match.start() in known and match.end() in known:
            kept -= set(range(match.start() + 1, match.end()))
    return [text[a:b] for a, b in pairwise(sorted(kept))]


def _slices(text: str, tokens: list[str]) -> list[str]:
    """The tokens as they stand in `text`, where half characters were replaced for the tokenizer."""
    ends = [0]
    for token in tokens:
        ends.append(ends[-1] + len(token))
    return [text[a:b] for a, b in pairwise(ends)]


def whole_word(text: str, start: int, end: int) -> int:
    """Where the word begins that ends at `end`, if it begins one letter before `start`; else
    `start`: 工作者 of 作者, 副书记 of 书记.
    """
    if text[start - 1 : start] == "副":
        return start - 1
    last = cut(text[clause_start(text, start) : end])[-1:]
    return start - 1 if last and len(last[0]) == end - start + 1 else start


def characters(text: str) -> list[str]:
    """Each character for itself: no decision about words at all."""
    return list(text)


def is_word(token: str) -> bool:
    """Whether a token has a letter or a Chinese character: punctuation, spaces and bare numbers are
    not counted as words.
    """
    return bool(_LETTER.search(token))


def count(
    sentences: pd.DataFrame, cut: Callable[[str], list[str]] = cut, by: str = "account"
) -> pd.DataFrame:
    """How often each account uses each word: account word n, by number and then by word.

    `cut` is any function from a text to its words; `by` any column of `sentences` in place of the
    account. Tokens without a letter are not counted.
    """
    values, codes = groups(sentences, by)
    texts = progress(zip(codes.tolist(), sentences["text"]), "cutting words", total=len(sentences))
    n = Counter((code, token) for code, text in texts for token in cut(text) if is_word(token))
    rows = sorted(((code, -times, token) for (code, token), times in n.items()))
    frame = pd.DataFrame(
        {by: pd.Series(values).iloc[[code for code, _, _ in rows]].reset_index(drop=True)}
    )
    frame = frame.assign(
        word=pd.Series([token for _, _, token in rows], dtype="str"),
        n=[-times for _, times, _ in rows],
    )
    return frame.astype({"n": "int64"} | ({by: "str"} if by == "account" else {}))


def by_account(
    sentences: pd.DataFrame, cut: Callable[[str], list[str]] = cut
) -> dict[str, list[str]]:
    """The words of each account in order, without marks and numbers."""
    parts = sentences.groupby("account", sort=False)["text"]
    return {
        account: [word for text in part for word in cut(text) if is_word(word)]
        for account, part in parts
    }
