"""Words: where a word ends is a decision, made here by the project's own tokenizer; others can be
used for comparison.

Every segmenter returns the whole text: "".join(cut(text)) == text. Nothing is added to a dictionary
that other programs use.

A segment is the text between two pauses (、 , ; : 。 …) of a sentence, with its words; quotation
marks in it are ignored.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from ..common.characters import clause_start, simplified, whole
from ..common.columns import groups
from ..common.files import progress
from ..common.lists import per_lists, read_lexicon, with_lists
from .terms import IGNORED, SURNAMES, without_marks

if TYPE_CHECKING:
    import pandas as pd

COUNTS = ("account", "word", "n")
KINDS = ("office", "term", "formula")
_LETTER = re.compile(r"[^\W\d_]")


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
    """A tokenizer of its own (65 ms), and the added words that have marks or spaces inside, which
    the dictionary cannot hold.
    """
    import rjieba

    tokenizer = rjieba.Jieba()
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
    pairs = _with_words(words)[0].tag(whole(text), guess)
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


# --- segments: the text between two pauses of a sentence, with its words

_SEGMENT = re.compile(r"(?<![\d.])(?!\d{1,2}\.)[^,、;:。!?…\s()《》\[\]【】—]+")
DIGIT = re.compile(r"\d|[一二三四五六七八九十]+[月日时点]")
LETTERS = re.compile(r"[\u3400-\u9fff]+")
# The same character or ending three times within a segment: 抓紧抓实抓细, 政治纪律组织纪律工作纪律.
INSIDE = re.compile(
    r"((?![有分一])[一-龥])(?!\1)[一-龥]\1(?!\1)[一-龥]\1[一-龥]|[一-龥]{2}"
    r"([一-龥]{2})[、]?(?:[一-龥]{2}\2[、]?){2,}"
    r"|[一-龥]{2}([感性力度心化观量])、[一-龥]{2}\3(?:、|和|与|及)[一-龥]{2}\3|"
    r"(?<![一-龥])[一-龥]{2}([一-龥])[一-龥]{2}\4(?![一-龥])"
)
_NAME = re.compile(f"^[{SURNAMES}][一-龥]{{1,2}}$")
_COARSE = {
    "n": "N",
    "v": "V",
    "a": "A",
    "d": "D",
    "m": "M",
    "q": "M",
    "r": "R",
    "p": "P",
    "u": "U",
    "i": "I",
    "l": "I",
    "t": "N",
    "s": "N",
    "f": "F",
    "c": "C",
    "z": "A",
    "b": "A",
    "j": "N",
    "nr": "H",
    "ns": "L",
    "nt": "L",
}
PERSONS = re.compile(
    "(?:人员|军人|同胞|"
    "地区|干部|职工|群众|"
    "党员|同志|医生|护士|"
    "民警|干警|队员|志愿者|代表|负责人|书记|主任|局长|委员|居民|村民|老人|医院|学校|社区|街道|组长|队长|院长|厅长|"
    "[镇县市省区乡处科站会校部局]长|乡镇|机关|单位|部门|公司|企业|机构|中心|支部|小区"
    "|委会|政府|商场|"
    "超市|车站|机场|酒店|"
    "宾馆|饭店|工地|工厂|"
    "市场|公园|广场|大队|支队|分局|商会|协会|银行|法院|[省市县区镇乡村组部科处室队员局厅委办])$"
)


Words = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """The text between two pauses: its characters, its words as (length, part of speech), and the
    pause after it.
    """

    letters: str
    words: Words
    start: int
    end: int
    pause: str
    edges: dict[int, int]  # where words begin and end, and the number of the word
    # coarse parts of speech: N noun, V verb, A adjective, D adverb, H person, L place …
    tags: tuple[str, ...]
    named: bool  # the name of a person or a place, or begins with that of a place

    def part(self, start: int, end: int) -> tuple[str, Words] | None:
        """Letters and words from start to end; None if a word would be cut."""
        i, j = self.edges.get(start), self.edges.get(end)
        return None if i is None or j is None else (self.letters[start:end], self.words[i:j])


@cache
def _coarse(tag: str) -> str:
    return _COARSE.get(tag[:2]) or _COARSE.get(tag[:1], "X")


def make_segment(
    letters: str, words: Sequence[tuple[int, str]], start: int, end: int, pause: str
) -> Segment:
    edges, place = {0: 0}, 0
    for i, (length, _) in enumerate(words, 1):
        place += length
        edges[place] = i
    tags = tuple(tag for _, tag in words)
    return Segment(
        letters,
        tuple(words),
        start,
        end,
        pause,
        edges,
        tags,
        tags[:1] == ("L",) or set(tags) <= {"H", "L", "X"},
    )


def segments(text: str) -> list[Segment]:
    """The segments of a folded text that have Chinese characters; positions count in `text`."""
    bare, at = without_marks(text)
    words = tagged(bare)
    starts, coarse, place = [], [], 0
    for word, tag in words:
        starts.append(place)
        place += len(word)
        coarse.append((len(word), _coarse(tag)))
    result = []
    for match in _SEGMENT.finditer(bare):
        start, end = match.span()
        if not LETTERS.search(bare, start, end):
            continue
        i, j = bisect_left(starts, start), bisect_left(starts, end)
        result.append(
            make_segment(
                bare[start:end], coarse[i:j], at[start], at[end - 1] + 1, bare[end : end + 1]
            )
        )
    return result


def listed(a: str, b: str) -> bool:
    """Whether two segments are items in a list of persons, offices, places or numbers, where
    similarity is not a figure of speech.
    """
    if DIGIT.search(a) and DIGIT.search(b):
        return True
    return bool(PERSONS.search(a) and PERSONS.search(b)) or bool(
        a[0] != b[0] and _NAME.match(a) and _NAME.match(b)
    )


def position(text: str, segment: Segment, i: int) -> int:
    """The position in the text of the i-th letter of a segment; quotation marks are not letters."""
    if len(segment.letters) == segment.end - segment.start:
        return segment.start + i
    return [n for n in range(segment.start, segment.end) if text[n] not in IGNORED][i]
