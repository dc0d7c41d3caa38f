"""Words: where a word ends is a decision, made here by the project's own tokenizer; others can be
used for comparison.

Every segmenter returns the whole text: "".join(cut(text)) == text. Nothing is added to a dictionary
that other programs use.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from ..common.characters import clause_start, simplified, whole
from ..common.columns import groups
from ..common.files import progress
from ..common.lists import per_lists, read_lexicon, with_lists

if TYPE_CHECKING:
    import pandas as pd

COUNTS = ("account", "word", "n")
KINDS = ("office", "term", "formula")
_LETTER = re.compile(r"[^\W\d_]")
_HELD = re.compile("[\u4e00-\u9fd5a-zA-Z0-9]+")


@with_lists
def user_words(*kinds: str) -> tuple[str, ...]:
    """The words of lexicons/words.csv of these kinds (office, term, formula; by default offices and
    terms).

    Raises ValueError for an unknown kind, naming the known ones.
    """
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise ValueError(f"no kind of words named {unknown[0]!r}; there are: {', '.join(KINDS)}")
    return tuple(
        row["word"] for row in read_lexicon("words") if row["kind"] in (kinds or ("office", "term"))
    )


@with_lists
def cut(text: str, words: Iterable[str] | None = None) -> list[str]:
    """Words of `text` by jieba's dictionary and its model for unknown words (rjieba); spaces and
    punctuation are words too.

    Traditional characters are segmented as simplified ones but returned unchanged. `words`: words
    that are not to be split, if possible. None for the offices and terms of lexicons/words.csv, ()
    for jieba's dictionary alone, or your own, such as user_words("office", "term", "formula").

    >>> cut("退役军人事务局联防联控")
    ['退役军人事务局', '联防联控']
    >>> cut("退役军人事务局联防联控", ())
    ['退役军人', '事务局', '联防', '联控']
    """
    tokenizer, marked = _with_words(words)
    plain = simplified(text)  # the dictionary has simplified words only
    try:
        tokens = tokenizer.cut(plain)
    except UnicodeEncodeError:  # half a character, which the tokenizer cannot read
        plain = whole(plain)
        tokens = tokenizer.cut(plain)
    if plain is not text:
        tokens = _slices(text, tokens)
    return tokens if marked is None else _joined(text, tokens, marked)


def _with_words(words: Iterable[str] | None):
    """The tokenizer with words that are not to be split; None for those of the lexicon."""
    if words is None:
        return _with_lexicon()
    return _tokenizer((words,) if isinstance(words, str) else tuple(words))


@per_lists
def _with_lexicon():
    return _tokenizer(_offices_and_terms())


@per_lists
def _offices_and_terms() -> tuple[str, ...]:
    return user_words()


@lru_cache(maxsize=8)
def _tokenizer(added: tuple[str, ...]):
    """A tokenizer of its own (65 ms), and the added words that its dictionary cannot hold, because
    it cuts them at marks, spaces, and letters that are neither Chinese nor ASCII (Ⅰ, β).
    """
    import rjieba

    tokenizer = rjieba.Jieba()
    for word in dict.fromkeys(added):
        if not word.strip():
            raise ValueError(
                "an empty word cannot be kept whole: leave it out of the list of words"
            )
        tokenizer.add_word(word, tokenizer.suggest_freq(word), "n")
    marked = sorted((word for word in added if not _HELD.fullmatch(word)), key=len, reverse=True)
    return tokenizer, re.compile("|".join(map(re.escape, marked))) if marked else None


def tagged(
    text: str, words: Iterable[str] | None = (), guess: bool = False
) -> list[tuple[str, str]]:
    """Words of `text` with jieba's parts of speech (n noun, v verb, r pronoun …), after its
    dictionary, unknown words in letters.

    `words` as in `cut`, but by default none are added; those added are nouns. `guess`: its model
    also guesses words that no dictionary has, such as names.
    """
    plain = whole(text)
    pairs = _with_words(words)[0].tag(plain, guess)
    if plain is text:
        return pairs
    return list(zip(_slices(text, [word for word, _ in pairs]), [tag for _, tag in pairs]))


def _joined(text: str, tokens: list[str], marked: re.Pattern[str]) -> list[str]:
    """`tokens`, with those joined that form a word with marks (战“疫”), if they begin and end where
    it does.
    """
    if not marked.search(text):
        return tokens
    edges = [0]
    for token in tokens:
        edges.append(edges[-1] + len(token))
    known, remaining = set(edges), set(edges)
    for match in marked.finditer(text):
        if match.start() in known and match.end() in known:
            remaining -= set(range(match.start() + 1, match.end()))
    return [text[a:b] for a, b in pairwise(sorted(remaining))]


def _slices(text: str, tokens: list[str]) -> list[str]:
    """The tokens as written in `text`, where half characters were replaced for the tokenizer."""
    ends = [0]
    for token in tokens:
        ends.append(ends[-1] + len(token))
    return [text[a:b] for a, b in pairwise(ends)]


def whole_word(text: str, start: int, end: int) -> int:
    """The start of the word that ends at `end`: before `start` where a longer one ends there (社会
    工作者 for 作者, 副书记 for 书记) that is not put together of two (支部书记).
    """
    if text[start - 1 : start] == "副":
        return start - 1
    last = cut(text[clause_start(text, start) : end])[-1:]
    longer = len(last[0]) - (end - start) if last else 0
    if longer > 1 and len(cut(last[0][:longer])) == 1:
        return start
    return start - max(0, longer)


def characters(text: str) -> list[str]:
    """Each character as a token, without any decision about words."""
    return list(text)


def is_word(token: str) -> bool:
    """Whether a token has a letter or a Chinese character; punctuation, spaces and bare numbers do
    not count as words.
    """
    return bool(_LETTER.search(token))


@with_lists
def count(
    sentences: pd.DataFrame, cut: Callable[[str], list[str]] = cut, by: str = "account"
) -> pd.DataFrame:
    """How often each account uses each word: account word n, by number and then by word.

    `cut` is any function from a text to its words; `by` any column of `sentences` in place of the
    account. Tokens without a letter are not counted.
    """
    import pandas as pd

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


@with_lists
def by_account(
    sentences: pd.DataFrame, cut: Callable[[str], list[str]] = cut
) -> dict[str, list[str]]:
    """The words of each account in order, without punctuation and numbers."""
    parts = sentences.groupby("account", sort=False)["text"]
    kept: dict[str, str] = {}  # each different word is in memory once
    return {
        account: [kept.setdefault(w, w) for text in part for w in cut(text) if is_word(w)]
        for account, part in parts
    }
