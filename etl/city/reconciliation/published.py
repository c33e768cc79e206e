"""Do the figures of briefings, and the cards given out, agree with the sheets?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from campaign import schema
from campaign.office import rules
from etl.city.reconciliation import weekly_basis
from etl.city.reconciliation.claims import CITY, Claim, Evidence, Ledgers, What
from etl.city.reconciliation.judgement import (
    AGREED,
    BRIEFING,
    CARDS,
    HOUSEHOLDS,
    ISSUES,
    OF_PERIOD,
    SOLVED,
    Measure,
    Row,
    Verdict,
    apart,
    judged,
    missing_text,
    reported_text,
    row_of,
    verdict_text,
)
from etl.forms import figures
from etl.values import Range, meant

PUBLISHED: Mapping[str, Measure] = {figures.HOUSEHOLDS: HOUSEHOLDS, figures.ISSUES: ISSUES, figures.SOLVED: SOLVED}
COUNTERS: Mapping[What, tuple[str, ...]] = {
    "households": ("户",),
    "issues": ("个", "条", "件", "项"),
    "solved": ("个", "条", "件", "项"),
}
"""户次, 人次 and 类 count something else."""


def briefings(published: Iterable[Row], ledgers: Ledgers) -> Iterator[Row]:
    """Published figures beside the sheets of the same unit up to the same day."""
    found = []
    for figure in published:
        measure = PUBLISHED.get(figure["measure"])
        is_named = figure["unit_name"] or figure["subject"] == rules.WHOLE_CITY
        if measure and is_named and figure["figure"] is not None and figure["counted_in"] in COUNTERS[measure.what]:
            found.append((figure, measure))

    def claim(figure: Row, measure: Measure) -> Claim:
        day = figure["as_of"] or rules.LAST_DAY
        return Claim(figure["unit_name"] or CITY, measure.what, rules.START, day, figure["village_id"] or "")

    evidence = ledgers.evidence_for(claim(*pair) for pair in found)
    for figure, measure in found:
        asked, day = claim(figure, measure), figure["as_of"]
        # without a day the sheets' latest count is as many as there can have been
        verdict = judged(meant(figure["figure"], figure["figure_bound"]), evidence[asked], at_most=day is None)
        days = f"到{rules.day_text(day)}" if day else "至今"
        reported = reported_text(figure["figure"], figure["figure_bound"], figure["counted_in"])
        finding = f"简报写{figure['subject']}{measure.verb} {reported}{'' if day else '，没有写截至哪天'}，{verdict_text(verdict, measure.unit, days, at_most=day is None)}。"
        report = {
            **figure,
            "period_label": f"截至{rules.day_text(day)}" if day else None,
            "period_start": rules.START,
            "period_end": day,
        }
        yield row_of(
            BRIEFING, report, measure.label, finding, verdict=verdict, counted_from=rules.START,
            basis=weekly_basis.RUNNING, reported=figure["figure"], reported_bound=figure["figure_bound"],
        )  # fmt: skip


def published_cards(published: Iterable[Row]) -> Iterator[Row]:
    """The cards of which a briefing tells, as the lists of cards have them."""
    for figure in published:
        if figure["measure"] == figures.CARDS and figure["unit_name"] and figure["as_of"]:
            yield {
                **figure,
                "card_count": figure["figure"],
                "card_count_bound": figure["figure_bound"],
                "period_label": f"截至{rules.day_text(figure['as_of'])}",
                "period_start": rules.START,
                "period_end": figure["as_of"],
            }


def cards(counts: Iterable[Row], ledgers: Ledgers) -> Iterator[Row]:
    """附件2 cards given out beside households visited, one to each; the list does not say since when it counts."""
    found = [count for count in counts if count["card_count"] is not None]

    def claims(count: Row) -> list[Claim]:
        unit, village = count["unit_name"], count["village_id"] or ""
        end = count["period_end"] or rules.LAST_DAY
        starts = dict.fromkeys((rules.START, count["period_start"] or rules.START))
        return [Claim(unit, HOUSEHOLDS.what, start, end, village) for start in starts]

    evidence = ledgers.evidence_for(claim for count in found for claim in claims(count))
    fewest, most = rules.CARDS_PER_HOUSEHOLD
    label = schema.table("card_counts").column("card_count").label
    for count in found:
        reported = meant(count["card_count"], count["card_count_bound"])
        ways = [(claim, _one_to_each(reported, evidence[claim])) for claim in claims(count)]
        claim, verdict = min(ways, key=lambda way: (way[1].outcome != AGREED, abs(way[1].difference or 0)))
        days = f"到{rules.day_text(claim.end)}" if claim.start == rules.START else "这一时段"
        words = reported_text(count["card_count"], count["card_count_bound"], "张")
        evidence_text = (
            verdict.evidence.silent
            if verdict.evidence.counted is None
            else f"表中{days}走访 {verdict.evidence.counted:,} 户，每户一张，"
            + ("相符" if verdict.outcome == AGREED else f"应在户数的 {fewest:.0%} 至 {most:.0%} 之间")
            + missing_text(verdict)
        )
        yield row_of(
            CARDS, count, label, f"联系卡发放 {words}，{evidence_text}。", verdict=verdict, counted_from=claim.start,
            basis=weekly_basis.RUNNING if claim.start == rules.START else OF_PERIOD,
            reported=count["card_count"], reported_bound=count["card_count_bound"],
        )  # fmt: skip


def _one_to_each(cards: Range, evidence: Evidence) -> Verdict:
    """Whether so many cards are one to each household that the sheets tell of."""
    if evidence.counted is None:
        return judged(cards, evidence)
    fewest, most = rules.CARDS_PER_HOUSEHOLD
    low, high = min(evidence.low - 1, int(evidence.low * fewest)), max(evidence.high + 1, int(evidence.high * most))
    beyond = cards.beyond(Range(evidence.low, evidence.high))
    if cards.beyond(Range(low, high)) == 0:
        return Verdict(AGREED, evidence, beyond, high - evidence.high)
    return Verdict(
        apart(beyond, evidence), evidence, beyond, high - evidence.high if beyond > 0 else evidence.low - low
    )
