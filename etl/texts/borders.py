"""Where in running text does another issue begin?

The model decides at every clause, by what both sides hold: their objects, problems and requests, how likely each
category is for either, the mark between them, how the clause begins; and by what the rule below says, which knew no model.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from etl.texts.clauses import WORDS, Clause, Stretch
from etl.texts.model import LEAF, LEAVES, NONE, Vector, leaf_shares, model

_CATEGORY = tuple(leaf.split("/")[0] for leaf in LEAVES)
_WIDE, _LONGEST_STEP = 3, 6
"""Lengths are told apart in steps of so many characters, and above so many steps no more."""


def begins_another(current: Stretch, held: Sequence[Clause], clause: Clause, is_item: bool, next_asks: bool) -> bool:
    """Whether `clause` raises another issue than the clauses before it, which are `held` in `current`.

    `is_item` says that the text is one numbered item; `next_asks` that the clause after this one is a request.
    """
    if is_bound(held, clause, is_item):
        return False
    return model().begins_another(facts(current, held, clause, is_item, next_asks))


def is_bound(held: Sequence[Clause], clause: Clause, is_item: bool) -> bool:
    """Whether a clause belongs to what is before it, whatever the model would say.

    A consequence and a call for help are of what they follow; who numbers items has said what is one; nouns around 、
    share their verb; 1、2幢 is one house and another.
    """
    if clause.continues or clause.is_tail or all(c.is_tail for c in held) or not WORDS.search(held[-1].body):
        return True
    if clause.mark not in (",", "、"):
        return False
    is_effect = bool(clause.topics) and all(topic.is_effect for topic in clause.topics)
    shares_verb = clause.mark == "、" and not all(c.has_problem or c.asks for c in (held[-1], clause))
    return is_item or is_effect or shares_verb


def facts(
    current: Stretch,
    held: Sequence[Clause],
    clause: Clause,
    is_item: bool,
    next_asks: bool,
    shares: Callable[[str], Vector] = leaf_shares,
) -> dict[str, float]:
    """What is known of the place between `current` and `clause`, where none `is_bound`, by name."""
    body, left = clause.body, held[-1].body
    before, new, mark = current.all_topics, clause.topics, clause.mark
    earlier, here = shares(current.written), shares(clause.written)
    likeness = float(earlier @ here)
    marked = {
        "by-rule": by_rule(current, held, clause, is_item),
        "same-leaf": earlier.argmax() == here.argmax(),
        "shared-topic": bool(new & before),
        "has-issue": any(c.has_problem or c.asks for c in held),
        "problem": clause.has_problem,
        "asks": clause.asks,
        "likeness": likeness,
        "alike": likeness / float(np.sqrt((earlier @ earlier) * (here @ here))),
    }
    known = {
        **marked,
        **{f"{mark}|{name}": value for name, value in marked.items()},
        "item": is_item,
        "asks-first": clause.begins_with_ask,
        "joins": clause.joins,
        "asked-before": any(c.asks for c in held),
        "topics": min(len(new), 2),
        "topics-before": min(len(before), 2),
        "new-topic": bool(new - before),
        "shared-category": bool({t.category for t in new} & {t.category for t in before}),
        "effect": any(topic.is_effect for topic in new),
        "same-category": _CATEGORY[earlier.argmax()] == _CATEGORY[here.argmax()],
        "nothing": float(here[LEAF[NONE]]),
        "nothing-before": float(earlier[LEAF[NONE]]),
        "sure": float(here[:-1].max()),
        "sure-before": float(earlier[:-1].max()),
        "equally-long": abs(len(body) - len(left)) <= 1,
        "same-end": body[-1:] == left[-1:],
        "next-asks": next_asks,
    }
    words = {f"begins {body[:1]}", f"begins {body[:2]}", f"begins {body[:3]}", f"ends {body[-2:]}"}
    words |= {f"before {left[-1:]}", f"before {left[-2:]}", f"mark {mark}", f"mark {mark} {is_item:d}"}
    words |= {
        f"long {_step(body)}",
        f"long before {_step(left)}",
        f"all {_step(current.body)}",
        f"clauses {min(len(held), 4)}",
    }
    holds = {f"holds {body[i : i + 2]}": 0.5 for i in range(len(body) - 1)}
    return {name: float(value) for name, value in known.items()} | dict.fromkeys(words, 1.0) | holds


def _step(text: str) -> int:
    return min(len(text) // _WIDE, _LONGEST_STEP)


def by_rule(current: Stretch, held: Sequence[Clause], clause: Clause, is_item: bool) -> bool:
    """What the rule says: both sides hold a problem or a request and speak of different objects of the lexicon."""
    if is_item and clause.mark not in (";", "\n", "。"):
        return False
    if not (clause.has_problem or clause.asks or clause.topics):
        return False
    has_issue = any(c.has_problem or c.asks for c in held)
    is_listed = clause.mark in (";", "\n")
    is_remedy = clause.begins_with_ask and not clause.joins and not any(c.asks for c in held)
    if not clause.topics and not is_remedy:
        if is_listed or (clause.joins and clause.mark != "、"):
            return has_issue and clause.length > 3 and (clause.has_problem or clause.asks)
        return False
    before = current.all_topics
    new = clause.topics
    if not is_listed and clause.mark != "。":  # within one sentence a rule may find that both sides speak of one thing
        new &= Stretch(current.text, current.start, clause.end).all_topics
    kinds = {topic.category for topic in before}
    if is_listed:
        if is_remedy and new <= before:
            return False
        return has_issue or bool(before)
    if not new or new & before:
        return False
    if is_remedy and {topic.category for topic in new} & kinds:
        return False
    if clause.mark == "。":
        return (has_issue and (clause.has_problem or clause.asks)) or clause.joins
    if not before or not has_issue or not (clause.has_problem or clause.asks):
        return False
    return not any(topic.is_effect for topic in new)
