"""How well sentiment scorers tell positive sentences in real documents, and how well harm that is
averted is told.

`make accuracy REAL=folder` finds the sentences of tests/gold/real/tone.csv and averted.csv by their
hash. Everything is fitted on the coded sentences of the seeds. Pairs of sentences are of one genre,
intervals are over documents. The half *read* is left out of the scores, because models of devices
are fitted from it. Other programs and dictionaries, where they are installed, score the same
sentences.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
from gongwen import sentiment
from gongwen.common.files import project_root
from gongwen.common.sheets import read_rows
from gongwen.common.stats import auc, bootstrap, krippendorff_alpha
from gongwen.rhetoric import mark_text
from gongwen.rhetoric.mark import MARKS
from gongwen.sentiment.tone import NAMES, Tone, reader, scale
from gongwen.sentiment.validity import REAL, average_precision

GOLD, AVERTED = "tests/gold/real/tone.csv", "tests/gold/real/averted.csv"
SEEDS = "tests/gold/sentences.csv"
SCORES = "tests/gold/real/tone_scores.csv"
POLARITY = {"praise": 1, "resolve": 1, "neutral": 0, "negative": -1}
READ = "read"
KEYS = ["account", "paragraph", "sentence"]
Scorer = Callable[[str], float]


def sentences(texts: Mapping[str, str]) -> pd.DataFrame:
    """The coded sentences that are there, without those of the half *read*: account (the genre)
    paragraph (the document) sentence text tone polarity document.
    """
    rows = [
        row
        for row in read_rows(project_root() / GOLD)
        if row["sha256"] in texts and row["half"] != READ
    ]
    table = pd.DataFrame(rows, columns=["sha256", "part", "document", "tone"])
    return pd.DataFrame(
        {
            "account": table["part"],
            "paragraph": table["document"].factorize()[0],
            "sentence": table.groupby("document").cumcount(),
            "text": table["sha256"].map(texts),
            "tone": table["tone"],
            "polarity": table["tone"].map(POLARITY),
            "document": table["document"],
        }
    )


def _used(table: pd.DataFrame) -> pd.DataFrame:
    """What each scorer uses of a sentence, each read by itself."""
    keys = table[KEYS].itertuples(index=False, name=None)
    marks = [
        (*key, m.device, m.surface, m.start, m.end)
        for key, text in zip(keys, table["text"])
        for m in mark_text(text)
    ]
    return sentiment.scorers(table, marks=pd.DataFrame(marks, columns=list(MARKS)))


def scores(texts: Mapping[str, str]) -> pd.DataFrame:
    """As `sentiment.worth` for all sentences (where: real), for each genre, and for praise and for
    resolve alone, without the sentences of the other.
    """
    table = sentences(texts)
    if table.empty:
        return pd.DataFrame()
    gold = sentiment.read_polarity(project_root() / SEEDS)
    trained, used = (sentiment.scorers(gold), gold), _used(table)
    parts = [(REAL, table.index)]
    parts += [(f"{REAL}: {name}", part.index) for name, part in table.groupby("account")]
    for own, other in (("praise", "resolve"), ("resolve", "praise")):
        parts.append((f"{REAL}: {own}", table.index[table["tone"] != other]))
    rows = [
        sentiment.validity(
            table.loc[part].reset_index(drop=True),
            used.loc[part].reset_index(drop=True),
            trained=trained,
        ).assign(where=where)
        for where, part in parts
    ]
    joined = pd.concat(rows, ignore_index=True)
    return joined[["where", *joined.columns.drop("where")]]


def tables(
    texts: Mapping[str, str], worth: pd.DataFrame, with_peers: bool
) -> Iterator[tuple[str, pd.DataFrame]]:
    """What docs/accuracy.md says of tone: each table with the line before it."""
    n = worth.groupby("where", sort=False)[["n", "positive"]].first()
    sizes = "; ".join(f"{row.Index}: {row.positive} of {row.n} positive" for row in n.itertuples())
    yield f"Scorers fitted on the seeds ({sizes}):", _shown(sentiment.named(worth))
    others = table(texts, with_peers)
    if len(others):
        yield "Other programs and dictionaries on the same sentences:", _shown(others)
    yield "Words of harm behind a verb of prevention in the sentence:", averted(texts)
    yield "The two coders:", pd.DataFrame(agreement())


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    """AUC with its interval in one cell, and the other measures."""
    cells = [f"{a:.2f} ({b:.2f} to {c:.2f})" for a, b, c in zip(rows.auc, rows.low, rows.high)]
    kept = [name for name in ("where", "scorer") if name in rows]
    shown = rows[kept].assign(AUC=cells)
    if "over_low" in rows:
        ends = zip(rows.over_length, rows.over_low, rows.over_high)
        shown["over length"] = [f"{a:+.2f} ({b:+.2f} to {c:+.2f})" for a, b, c in ends]
    for name in ("n", "positive"):
        if "over_low" not in rows:
            shown[name] = rows[name]
    for name in ("accuracy", "balanced", "average_precision", "brier"):
        if name in rows:
            shown[name] = rows[name].map("{:.2f}".format)
    if "adds" in rows:
        ends = zip(rows.adds, rows.adds_low, rows.adds_high)
        shown["adds"] = [f"{a:.2f} ({b:.2f} to {c:.2f})" if a == a else "–" for a, b, c in ends]
    return shown


# --- other programs and dictionaries


def peers() -> dict[str, Scorer]:
    """Scorers without downloads that are installed: models and dictionaries in packages."""
    found: dict[str, Scorer] = {}
    with suppress(ImportError):
        from pysenti import ModelClassifier, RuleClassifier

        model, rules = ModelClassifier(), RuleClassifier()
        found["pysenti, model"] = lambda text: model.classify(text)["positive_prob"]
        found["pysenti, words"] = lambda text: rules.classify(text)["score"]
    with suppress(ImportError):
        from bixin import predict

        found["bixin"] = predict
    with suppress(ImportError):
        from jionlp.algorithm.sentiment import LexiconSentiment

        found["JioNLP"] = LexiconSentiment()
    if spec := find_spec("cntext"):  # its dictionaries alone, read as files
        folder = Path(spec.origin).parent / "io" / "data"
        for name, file in DICTIONARIES.items():
            rows = _dictionary(folder / file)
            listed = pd.DataFrame(rows, columns=["term", "polarity"])
            found[f"{name} (cntext)"] = partial(_by_words, Tone(listed))
    return found


DICTIONARIES = {
    "NTUSD": "zh_common_NTUSD.yaml",
    "Tsinghua": "zh_common_TsinghuaPraiseDegrade.yaml",
    "EmoBank, valence": "zh_valence_ChineseEmoBank.yaml",
}


def _dictionary(path: Path) -> list[tuple[str, int]]:
    """Words and their polarity; of a valence from 1 to 9, the side of the middle."""
    import yaml

    words = yaml.load(path.read_text("utf8"), Loader=yaml.CSafeLoader)["Dictionary"]
    signs = {"positive": 1, "praise": 1, "negative": -1, "degrade": -1}
    if sides := signs.keys() & words.keys():
        rows = [(word, signs[side]) for side in sorted(sides) for word in words[side]]
    else:
        rows = [(w, 1 if v["valence"] > 5 else -1) for w, v in words.items()]
    return [(word, polarity) for word, polarity in rows if isinstance(word, str) and word.strip()]


def _by_words(tone: Tone, text: str) -> float:
    return scale(tone(text))


def table(texts: Mapping[str, str], with_peers: bool = True) -> pd.DataFrame:
    """The scorers of other hands on the same sentences: scorer n positive auc low high
    average_precision.
    """
    coded = sentences(texts)
    rows = []
    for name, score in (peers() if with_peers and len(coded) else {}).items():
        values = [float(score(text)) for text in coded["text"]]
        y = coded["polarity"] > 0
        cells = pd.DataFrame({"value": values, "y": y, "account": coded["account"]})
        value, low, high = bootstrap(
            cells.to_numpy(object),
            coded["paragraph"].to_numpy(),
            lambda r: auc(r[:, 0].astype(float), r[:, 1].astype(bool), r[:, 2].astype(str)),
            n=500,
        )
        rows.append((name, len(y), int(y.sum()), value, low, high, average_precision(values, y)))
    names = ["scorer", "n", "positive", "auc", "low", "high", "average_precision"]
    return pd.DataFrame(rows, columns=names)


# --- harm that is averted


def averted(texts: Mapping[str, str]) -> pd.DataFrame:
    """What becomes of words of harm in sentences with a verb of prevention before them, by what the
    coders say of them: half what n, and how many the program takes for averted, for harm, and for
    neither. Words on which the coders differ are left out.
    """
    readers = [reader(name) for name in NAMES]
    counts: dict[tuple[str, str], Counter[str]] = {}
    for row in read_rows(project_root() / AVERTED):
        text = texts.get(row["sha256"])
        if text is not None and row["code"]:
            place = int(row["start"]), int(row["end"])
            words = [w for tone in readers for w in tone(text) if (w.start, w.end) == place]
            how = "averted" if any(w.averted for w in words) else "other"
            if any(w.polarity < 0 for w in words):
                how = "harm"
            counts.setdefault((row["half"], row["code"]), Counter())[how] += 1
    names = ("averted", "harm", "other")
    rows = [
        (half, code, sum(n.values()), *(n[name] for name in names))
        for (half, code), n in sorted(counts.items())
    ]
    return pd.DataFrame(rows, columns=["half", "what", "n", *names])


def agreement() -> Iterator[dict[str, object]]:
    """Krippendorff's α of the two coders: what n alpha, for tone (nominal), whether a sentence is
    positive, and whether harm is averted.
    """
    tones = read_rows(project_root() / GOLD)
    both = [[row[f"tone_{coder}"] for row in tones] for coder in "ab"]
    positive = [[int(POLARITY[tone] > 0) for tone in coder] for coder in both]
    harm = read_rows(project_root() / AVERTED)
    codes = [[row[f"code_{coder}"] for row in harm] for coder in "ab"]
    names = sorted({code for coder in (*both, *codes) for code in coder})
    for what, coders in (("tone", both), ("positive or not", positive), ("averted", codes)):
        values = [[names.index(c) if isinstance(c, str) else c for c in coder] for coder in coders]
        alpha = krippendorff_alpha(pd.DataFrame(values), "nominal")
        yield {"what": what, "n": len(values[0]), "alpha": f"{float(alpha):.3f}"}
