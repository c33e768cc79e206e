"""Who is behind their peers, and is the evidence enough to say so?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from campaign.access import Scope
from campaign.ranking import METHOD, PEER_GROUPS, VERDICTS, Place, Standing, Verdict, standing
from campaign.snapshot import Snapshot
from campaign.wording import format_share
from pages.parts import charts, door, leads, tables
from pages.parts.frame import Room, View, filters, heading, section

TITLE = "督查排名"
ICON = ":material/leaderboard:"

COLOURS: dict[Verdict, str] = {"落后": charts.RED, "领先": charts.NAVY, "不足以认定": charts.GREY}
SHARE = "solved_share"
MOST_OPEN = 12
"""A longer list of evidence starts folded."""
MEANING: dict[Verdict, str] = {
    "落后": f"整个{METHOD.percent}区间低于同类",
    "不足以认定": f"{METHOD.percent}区间含同类水平",
    "领先": f"整个{METHOD.percent}区间高于同类",
    "样本不足": f"不足{METHOD.minimum_base}件，不比较",
    "未报": "不作零计",
}


def render(room: Room) -> None:
    """The verdicts of one peer group, each with its evidence; the method under them."""
    heading(room, TITLE, "谁明显落后于同类，凭什么这么说？")
    groups = [group.label for group in PEER_GROUPS]
    chosen = st.segmented_control("同类", groups, default=groups[0], required=True, key="peers", bind="query-params")
    view = filters(room, area=False)
    found = _stand(view, chosen or groups[0])
    with st.container(key="conclusion"):
        st.markdown(_conclusion(view, found))
    _counts(found)
    note = f"最有把握的在前。圆点是解决率，横条是它的{METHOD.shown_percent}区间，虚线是同类水平；点一家看它的问题。"
    _bars(view, found, "落后", note)
    _sentences(view, found, found.of("落后"))
    _bars(view, found, "领先", "先后不代表名次；点一家看它的问题。")
    with st.expander(f"不足以认定（{len(found.of('不足以认定'))}家）：{METHOD.percent}区间含同类水平，先后不代表名次"):
        _draw(view, found, found.of("不足以认定"), "ranking-undecided")
    section("未报", "没有报来问题或没有报来解决情况；不作零，也不作平均。")
    _unreported(found.of("未报"))
    section("样本不足", f"收集问题不足{METHOD.minimum_base}件，不作比较。")
    _sentences(view, found, found.of("样本不足"))
    section("方法")
    st.markdown(found.note)
    if found.unassigned:
        st.caption(f"另有{tables.said('issues', found.unassigned)}没有写明单位，不参加比较。")


def _stand(view: View, group: str) -> Standing:
    snapshot, scope = view.room.snapshot, view.room.scope
    return _standing(snapshot, snapshot.id, scope, scope.label, group, view.as_of, view.period)


@st.cache_data(max_entries=60, show_spinner=False)
def _standing(
    _snapshot: Snapshot,
    snapshot_id: str,
    _scope: Scope,
    scope_label: str,
    group: str,
    as_of: date | None,
    period: str | None,
) -> Standing:
    return standing(_snapshot, group, scope=_scope, as_of=as_of, period=period)


def _conclusion(view: View, found: Standing) -> str:
    if found.rate is None:
        return f"{view.span}，{found.peer_group.label}还没有报来解决情况，无从比较。"
    behind, ahead = len(found.of("落后")), len(found.of("领先"))
    return (
        f"{view.span}，{found.peer_group.label}合计{tables.said('issues', found.issues)}中解决"
        f"{tables.said('solved', found.solved)}，同类水平**{format_share(found.rate)}**；"
        f"明显落后的**{behind}家**，明显领先的**{ahead}家**，"
        f"另有{len(found.of('未报'))}家未报、{len(found.of('样本不足'))}家样本不足。"
    )


def _counts(found: Standing) -> None:
    grid = st.grid(len(VERDICTS), min_column_width=130)
    for verdict in VERDICTS:
        grid.metric(
            verdict,
            f"{len(found.of(verdict))}家",
            border=True,
            height="stretch",
            delta=MEANING[verdict],
            delta_arrow="off",
            delta_color="red" if verdict == "落后" else "gray",
        )


def _bars(view: View, found: Standing, verdict: Verdict, note: str) -> None:
    section(verdict, note)
    _draw(view, found, found.of(verdict), f"ranking-{VERDICTS.index(verdict)}")


def _draw(view: View, found: Standing, places: Sequence[Place], key: str) -> None:
    if not places:
        tables.nothing("没有这样的单位")
        return
    shown = [
        charts.Interval(
            p.unit,
            p.low,
            p.rate,
            p.high,
            f"{format_share(p.rate)}  {p.solved}/{p.issues}件",
            COLOURS.get(p.verdict, charts.GREY),
        )
        for p in places
        if p.low is not None and p.rate is not None and p.high is not None
    ]
    whole = f"同类 {format_share(found.rate)}" if found.rate is not None else ""
    charts.show_clickable(
        charts.intervals(shown, found.rate, whole),
        key,
        f"{places[0].verdict}的单位及其解决率区间",
        leads.on_click(view, SHARE, found.peer_group.by),
    )


def _sentences(view: View, found: Standing, places: Sequence[Place]) -> None:
    if not places:
        return
    with st.expander(f"逐家依据（{len(places)}家）", expanded=len(places) <= MOST_OPEN):
        st.markdown(
            "\n".join(
                f"- **{tables.plain(p.unit)}**：{tables.plain(p.sentence)} {_rows_of(view, found, p)}" for p in places
            )
        )


def _rows_of(view: View, found: Standing, place: Place) -> str:
    """A link to the issues behind one unit's sentence."""
    return f"[明细]({leads.href(leads.to_rows(view, SHARE, **{found.peer_group.by: place.unit}))})"


def _unreported(places: Sequence[Place]) -> None:
    if not places:
        st.markdown("没有这样的单位。")
    by_reason: dict[str, list[str]] = {}
    for place in places:
        by_reason.setdefault(place.sentence, []).append(place.unit)
    for reason, units in by_reason.items():
        st.markdown(f"- **{tables.plain('、'.join(units))}**：{tables.plain(reason)}")


if __name__ == "__main__":  # run without app.py
    door.through_app()
