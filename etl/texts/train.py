"""How is the model of free texts made out of labelled ones, and how good is it?

`python -m etl.texts.train` reads every file of `data/labelled` and what was assigned at the desk, writes the weights and
their card into `data/reference`, and prints the figures: with one writer left out at a time, and on a set that is never
learned from. Needs scikit-learn, which nothing else does.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from campaign.office.assigned import assigned
from campaign.words.text_model import CARD
from etl.texts.borders import facts, is_bound
from etl.texts.clauses import Clause, Stretch, cut
from etl.texts.labelled import PLACE, LabelledText, labelled_texts
from etl.texts.measured import Classifying, Splitting, classifying, splitting
from etl.texts.model import (
    LEAF,
    NONE,
    WEIGHTS,
    Model,
    Vector,
    as_bytes,
    bare,
    from_arrays,
    ngrams,
    standing_in,
    topic_weights,
)
from etl.texts.nothing import clauses
from etl.texts.split import HALF_WIDTH, joined, pieces

TOPIC_SCALE = 0.15
"""What a point of the lexicon counts beside a stretch of characters while learning."""
STRENGTH = {"leaf": 60.0, "nothing": 20.0, "border": 0.5}
"""How far the weights may follow the texts: more follows closer."""
FOLDS = 5
"""Borders are learned with shares by a model that has not seen the text."""
THRESHOLDS = {
    "category": 0.5,
    "level": 0.9,
    "second": 0.5,
    "second_level": 0.97,
    "other": 0.15,
    "nothing_at_all": 0.02,
    "nothing": 0.4,
    "nothing_clause": 0.05,
    "nothing_fault": 0.9,
    "border": 0.5,
}
"""How likely an answer must be. Chosen with one writer left out at a time, never on the set that only measures: at these
for nothing, of a thousand cells with an issue one is taken for one without."""
MEASURED = Path("tests/labelled/measured.csv")

Arrays = dict[str, Any]


def trained(texts: Sequence[LabelledText], assigned: Sequence[tuple[str, str]] = ()) -> Arrays:
    """The arrays of a model of labelled texts, and of (text, leaf) that people assigned."""
    stored = _leaves([*_examples(texts), *assigned])
    stored |= _nothing(texts)
    return stored | _borders(texts)


def _examples(texts: Iterable[LabelledText]) -> list[tuple[str, str]]:
    issues = [(issue.text, issue.leaf) for one in texts for issue in one.issues]
    return issues + [(one.text, NONE) for one in texts if not one.issues]


def _bag(texts: Sequence[str]) -> tuple[TfidfVectorizer, Any]:
    bag = TfidfVectorizer(analyzer=_grams, min_df=2, sublinear_tf=True, dtype=np.float32)
    return bag, bag.fit_transform(texts)


def _grams(text: str) -> list[str]:
    return ngrams(bare(text))


def _stored_bag(name: str, bag: TfidfVectorizer, weights: np.ndarray[Any, Any]) -> Arrays:
    return {
        f"{name}_grams": as_bytes(bag.get_feature_names_out()),
        f"{name}_telling": bag.idf_.astype(np.float16),
        f"{name}_weights": weights.astype(np.float16),
    }


def _leaves(examples: Sequence[tuple[str, str]]) -> Arrays:
    from scipy.sparse import csr_matrix, hstack

    texts, answers = [text for text, _ in examples], np.array([LEAF[leaf] for _, leaf in examples])
    bag, counted = _bag(texts)
    topics = csr_matrix(np.vstack([topic_weights(text) for text in texts]) * TOPIC_SCALE)
    fitted = LogisticRegression(C=STRENGTH["leaf"], max_iter=2000).fit(hstack([counted, topics]).tocsr(), answers)
    weights = np.zeros((len(LEAF), counted.shape[1] + len(LEAF)))
    start = np.full(len(LEAF), -20.0)  # a leaf of which there is no example
    weights[fitted.classes_], start[fitted.classes_] = fitted.coef_, fitted.intercept_
    ours = counted.shape[1]
    topics_part = (weights[:, ours:] * TOPIC_SCALE).T.astype(np.float16)
    return {**_stored_bag("leaf", bag, weights[:, :ours].T), "leaf_topics": topics_part, "leaf_start": start}


def _nothing(texts: Sequence[LabelledText]) -> Arrays:
    """Learned from whole texts, and from the clauses of those that say nothing and the issues of the others."""
    none = {part for one in texts if not one.issues for part in (one.text, *clauses(one.text))}
    some = {part for one in texts if one.issues for part in (one.text, *(issue.text for issue in one.issues))}
    examples = sorted((none - some) | some)
    bag, counted = _bag(examples)
    answers = [text in none and text not in some for text in examples]
    fitted = LogisticRegression(C=STRENGTH["nothing"], max_iter=2000).fit(counted, answers)
    return {**_stored_bag("nothing", bag, fitted.coef_.T), "nothing_start": fitted.intercept_[0]}


def _borders(texts: Sequence[LabelledText]) -> Arrays:
    known, answers = [], []
    for fold in range(FOLDS):
        unseen = [one for i, one in enumerate(texts) if i % FOLDS == fold]
        others = [one for i, one in enumerate(texts) if i % FOLDS != fold]
        shares = _shares(_leaves(_examples(others)))
        for one in unseen:
            for place, is_border in _places(one, shares):
                known.append(place)
                answers.append(is_border)
    names = DictVectorizer()
    fitted = LogisticRegression(C=STRENGTH["border"], max_iter=3000).fit(names.fit_transform(known), answers)
    heavy = np.abs(fitted.coef_[0]) > 1e-3
    return {
        "border_facts": as_bytes(names.get_feature_names_out()[heavy]),
        "border_weights": fitted.coef_[0][heavy].astype(np.float16),
        "border_start": fitted.intercept_[0],
    }


def _shares(stored: Arrays) -> Callable[[str], Vector]:
    empty = {"nothing_grams": as_bytes(["?"]), "nothing_telling": np.zeros(1), "nothing_weights": np.zeros((1, 1))}
    rest = {"nothing_start": 0.0, "border_facts": as_bytes(["?"]), "border_weights": np.zeros(1), "border_start": 0.0}
    judge, memo = from_arrays({**stored, **empty, **rest}, THRESHOLDS), {}

    def shares(text: str) -> Vector:
        if text not in memo:
            memo[text] = judge.leaf_shares(text)
        return memo[text]

    return shares


def _places(one: LabelledText, shares: Callable[[str], Vector]) -> list[tuple[dict[str, float], bool]]:
    """Every place in a text's running stretches where another issue might begin, and whether one does."""
    seen = []

    def border(current: Stretch, held: Sequence[Clause], clause: Clause, is_item: bool, next_asks: bool) -> bool:
        before = next((issue for c in reversed(held) if (issue := _issue_of(c, one)) is not None), None)
        here = _issue_of(clause, one)
        answer = here is not None and before is not None and here != before
        if not is_bound(held, clause, is_item):
            seen.append((facts(current, held, clause, is_item, next_asks, shares), answer))
        return answer

    text = one.text.translate(HALF_WIDTH)
    for piece in pieces(text, 0, len(text)) if one.issues else ():
        if piece.is_running:
            list(joined([*cut(text, piece.start, piece.end)], piece.is_item, border))
    return seen


def _issue_of(clause: Clause, one: LabelledText) -> int | None:
    """The number of the issue that most of the clause belongs to."""
    shared = [min(issue.end, clause.end) - max(issue.start, clause.start) for issue in one.issues]
    return int(np.argmax(shared)) if shared and max(shared) > 0 else None


# ── measuring ─────────────────────────────────────────────────────────────────────────────────


def figures(judge: Model, texts: Sequence[LabelledText]) -> tuple[Splitting, Classifying]:
    """How a model does on labelled texts."""
    with standing_in(judge):
        return splitting(texts), classifying(texts)


def line(cut_: Splitting, kind: Classifying) -> str:
    """The figures that matter, in one line."""
    return (
        f"number right {cut_.number_right:.3f}  nothing {cut_.nothing:.3f}  taken for nothing {cut_.lost}  "
        f"macro-F1 {kind.macro_f1:.3f}  left {kind.left_to_a_person:.3f}  sure and wrong {kind.sure_and_wrong:.3f}  "
        f"second level {kind.second_accuracy:.3f}"
    )


def _assigned(folder: Path | None) -> list[tuple[str, str]]:
    decisions = assigned(folder).values() if folder else ()
    return [(one.text, f"{one.category}/{one.subcategory}".rstrip("/")) for one in decisions if one.text]


def main() -> None:
    """Trains, measures, writes."""
    parser = argparse.ArgumentParser(description="把标注过的话学成模型")
    parser.add_argument("--assigned", type=Path, help="人工归类的文件夹")
    parser.add_argument("--measured", type=Path, default=MEASURED, help="只用来量的标注集")
    parser.add_argument("--out", type=Path, default=WEIGHTS.parent)
    parser.add_argument("--each-writer", action="store_true", help="逐个留出一位编写人来量")
    parser.add_argument("--only-card", action="store_true", help="不学，只把现有的权重再量一遍、重写说明卡")
    asked = parser.parse_args()
    by_writer = {path.stem: labelled_texts(path) for path in sorted(PLACE.glob("*.csv"))}
    if asked.each_writer:
        for writer, own in by_writer.items():
            others = [one for name, texts in by_writer.items() if name != writer for one in texts]
            sys.stdout.write(f"{writer}: {line(*figures(from_arrays(trained(others), THRESHOLDS), own))}\n")
    texts = [one for own in by_writer.values() for one in own]
    weights = asked.out / WEIGHTS.name
    stored = dict(np.load(weights)) if asked.only_card else trained(texts, _assigned(asked.assigned))
    measured = labelled_texts(asked.measured)
    cut_, kind = figures(from_arrays(stored, THRESHOLDS), measured)
    sys.stdout.write(f"measured: {line(cut_, kind)}\n")
    if not asked.only_card:
        np.savez_compressed(weights, **stored)
    (asked.out / CARD.name).write_text(card(by_writer, cut_, kind), encoding="utf-8")


def card(by_writer: Mapping[str, Sequence[LabelledText]], cut_: Splitting, kind: Classifying) -> str:
    """The model's card."""
    learned = "、".join(f"{name} {sum(len(t.issues) for t in texts)} 件" for name, texts in by_writer.items())
    return f"""# 文本模型的说明卡，由 python -m etl.texts.train 写成；权重在同名的 npz 里。

learned_from = "data/labelled：{sum(map(len, by_writer.values()))} 段话，{learned}；以及人工归类的话"
measured_on = "tests/labelled/measured.csv：另一人写的 {cut_.texts} 段话、{cut_.expected} 件，从不用来学"
limits = "话都是照走访的样子编的，不是真实记录；只认简体中文；很长的话只看前 400 字；两可的话一律留给人工"

[thresholds]
{"".join(f"{name} = {value}" + chr(10) for name, value in THRESHOLDS.items())}
[measured]
macro_f1 = {kind.macro_f1:.3f}
left_to_a_person = {kind.left_to_a_person:.3f}
sure_and_wrong = {kind.sure_and_wrong:.3f}
second_level = {kind.second_accuracy:.3f}
number_of_issues = {cut_.number_right:.3f}
nothing = {cut_.nothing:.3f}
taken_for_nothing = {cut_.lost}
issues = {cut_.expected}
"""


if __name__ == "__main__":
    main()
