"""Does a month of sheets come out at exactly what it was written to hold?"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from campaign.numbers.snapshot import Snapshot, open_current
from etl import reading
from tests.shared import SHARED, needs_shared

MARCH = date(2017, 3, 31)


def run(*words: str | Path) -> subprocess.CompletedProcess:
    """One command of the office, as it is typed."""
    return subprocess.run([sys.executable, "-m", *map(str, words)], capture_output=True, text=True, timeout=600)


class Month:
    """The demonstration sheets of one scale, loaded; the manifest beside what the load made of them."""

    def __init__(self, root: Path) -> None:
        self.manifest = json.loads((root / "inbox" / "manifest.json").read_text())
        self.told = json.loads((root / "loaded.json").read_text())
        self.shelf = root / "shelf"
        self.snapshot: Snapshot = open_current(self.shelf)


@pytest.fixture(scope="module")
def small(small_month: Path) -> Month:
    return Month(small_month)


@pytest.fixture(scope="module")
def city(whole_month: Path) -> Month:
    return Month(whole_month)


@pytest.fixture(params=["small", pytest.param("city", marks=pytest.mark.slow)], scope="module")
def month(request) -> Month:
    return request.getfixturevalue(request.param)


def plain(value) -> int | None:
    return None if pd.isna(value) else int(value)


def test_the_month_s_totals_are_the_manifest_s(month):
    metrics = list(month.manifest["month"])
    (told,) = month.snapshot.ask(metrics, period="2017-03").to_dict("records")
    assert {name: int(told[name]) for name in metrics} == month.manifest["month"]


@pytest.mark.parametrize("dimension", ["unit", "district", "zone"])
def test_every_unit_district_and_zone_has_exactly_its_own_figures(month, dimension):
    expected = month.manifest[f"{dimension}s"]
    asked = month.snapshot.ask(["households", "issues", "solved"], by=[dimension], period="2017-03")
    told = {row[dimension]: row for row in asked.to_dict("records")}
    for name, figures in expected.items():
        for metric in ("households", "issues", "solved"):
            found = plain(told.get(name, {}).get(metric))
            # a unit with no row of a kind has no figure, which the manifest of a small scale writes as 0
            assert found == figures[metric] or (found is None and figures[metric] == 0), (name, metric)
    assert {name for name in told if not pd.isna(name)} <= set(expected)


def test_a_unit_that_says_nothing_of_solving_has_no_solved_figure_and_not_zero(month):
    (told,) = month.snapshot.ask(
        ["issues", "solved", "solved_share"], period="2017-03", where={"unit": "市交通运输局"}
    ).to_dict("records")
    assert int(told["issues"]) > 0 and plain(told["solved"]) is None


def test_every_injected_bad_row_is_rejected_and_no_other(month):
    found = month.snapshot.rows("rejected_rows", columns=["source_file", "source_sheet", "source_row"], limit=100_000)
    expected = {(bad["file"], bad["sheet"], bad["row"]) for bad in month.manifest["rejected"]}
    assert set(found.itertuples(index=False, name=None)) == expected


KINDS = {
    "bad-date": {"date-unreadable"},
    "impossible-date": {"date-impossible", "date-outside-campaign"},
    "unknown-place": {"place-unknown"},
    "ambiguous-place": {"place-ambiguous"},
    "unknown-unit": {"unit-unknown"},
    "missing-address": {"household-unidentifiable"},
    "error-cell": {"cell-error"},
    "wrong-total": {"total-mismatch"},
}


def test_each_bad_row_is_rejected_for_what_is_wrong_with_it(month):
    found = month.snapshot.rows(
        "rejected_rows", columns=["source_file", "source_sheet", "source_row", "rule"], limit=100_000
    )
    rules = {row[:3]: row[3] for row in found.itertuples(index=False, name=None)}
    wrong = [
        (bad["kind"], rules[bad["file"], bad["sheet"], bad["row"]])
        for bad in month.manifest["rejected"]
        if rules[bad["file"], bad["sheet"], bad["row"]] not in KINDS.get(bad["kind"], {bad["kind"]})
    ]
    assert not wrong


def test_every_repeated_row_and_file_is_merged(month):
    found = month.snapshot.rows("merged_rows", columns=["source_file", "source_sheet", "source_row"], limit=100_000)
    merged = set(found.itertuples(index=False, name=None))
    by_file = found.groupby("source_file").size()
    assert len(merged) == sum(repeat.get("rows", 1) for repeat in month.manifest["merged"])
    for repeat in month.manifest["merged"]:
        if "row" in repeat:
            assert (repeat["file"], repeat["sheet"], repeat["row"]) in merged, repeat
        else:
            assert by_file.get(repeat["file"], 0) == repeat["rows"], repeat


def test_surveys_cards_follow_ups_and_the_briefing_are_as_they_were_written(month):
    with duckdb.connect(str(month.shelf / month.told["snapshot"] / "campaign.duckdb"), read_only=True) as con:

        def told(sql: str) -> list[tuple]:
            return con.execute(sql).fetchall()

        villages = told("SELECT village_id, household_total, population FROM village_profiles")
        cards = dict(told("SELECT unit_name, card_count FROM card_counts"))
        city = dict(told("SELECT measure, figure FROM briefing_figures WHERE subject = '全市'"))
        units = told(
            "SELECT unit_name, measure, figure FROM briefing_figures WHERE counted_in = '户' AND figure_bound IS NULL"
        )
        (followups,) = told("SELECT count(*), count(issue_id), count(DISTINCT issue_id) FROM followups")
        (asked,) = told(
            "SELECT count(*) FROM issues JOIN followups USING (issue_id) WHERE issues.followup_date = followups.followup_date"
        )
    wanted = month.manifest["villages"]
    assert {v: {"household_total": h, "population": p} for v, h, p in villages} == wanted and len(villages) == len(
        wanted
    )
    assert cards == month.manifest["cards"]
    whole = month.manifest["month"]
    assert (city["走访户数"], city["问题数"], city["解决数"]) == (whole["households"], whole["issues"], whole["solved"])
    homes = {name: month.manifest["units"][name]["households"] for name, _, _ in units if name}
    assert {name: figure for name, _, figure in units if name} == homes and len(homes) >= 4
    assert followups == (month.manifest["rows"]["followups"],) * 3 and asked[0] == followups[0]


def test_families_of_one_phone_stay_apart_and_a_village_committee_is_who_raised_its_issues(month):
    with duckdb.connect(str(month.shelf / month.told["snapshot"] / "campaign.duckdb"), read_only=True) as con:
        (shared,) = con.execute(
            r"""
            SELECT count(*), sum(families) FROM (
                SELECT count(*) AS families FROM households WHERE phone <> ''
                GROUP BY regexp_replace(phone, '\D', '', 'g') HAVING families > 1)
            """
        ).fetchall()
        (committees,) = con.execute(
            "SELECT count(*) FROM issues WHERE raised_by LIKE '%村委会' AND raised_date <= ?", [MARCH]
        ).fetchall()
    wanted = month.manifest["shared_phones"]
    assert shared == (wanted["phones"], wanted["households"]) and wanted["phones"] > 0
    assert committees == (month.manifest["raised_by_committees"],) and committees[0] > 0


def test_enterprises_and_notables_come_to_what_was_published_and_never_to_the_households(month):
    (answer,) = month.snapshot.ask(
        [
            *("enterprises_visited", "enterprise_issues_heard", "enterprise_issues_solved"),
            *("notables_visited", "notable_suggestions", "households", "issues"),
        ],
        period="2017-03",
    ).to_dict("records")
    firms, notables, whole = (month.manifest[name] for name in ("enterprises", "notables", "month"))
    assert (answer["enterprises_visited"], answer["enterprise_issues_heard"]) == (firms["visited"], firms["raised"])
    assert answer["enterprise_issues_solved"] == firms["solved"] > 0
    assert (answer["notables_visited"], answer["notable_suggestions"]) == (notables["visited"], notables["raised"])
    assert (answer["households"], answer["issues"]) == (whole["households"], whole["issues"])


def test_a_word_of_an_offices_own_costs_no_row_and_means_what_it_says(month):
    by = month.snapshot.ask(["issues"], by=["route"], where={"form": "issue_ledger"})
    kept = month.snapshot.ask(["issues"], where={"form": "issue_ledger"})
    assert by["issues"].sum() == kept["issues"].sum()
    with duckdb.connect(str(month.shelf / month.told["snapshot"] / "campaign.duckdb"), read_only=True) as con:
        pairs = con.execute(
            "SELECT DISTINCT status_written, status FROM issues WHERE status_written IN ('已办结', '挂账', '长期推进')"
        ).fetchall()
        (unknown,) = con.execute(
            "SELECT count(*), count(route) FROM issues WHERE route_written = '吹哨报到'"
        ).fetchall()
    assert set(pairs) == {("已办结", "已解决"), ("挂账", "待解决"), ("长期推进", "正在办理")}
    assert unknown[0] > 0 and unknown[1] == 0


def test_calls_come_to_what_was_asked_and_answered(month):
    (answer,) = month.snapshot.ask(["calls_answered", "visit_answers", "visits_verified"]).to_dict("records")
    calls = month.manifest["calls"]
    assert answer == {
        "calls_answered": calls["answered"],
        "visit_answers": calls["answered"],
        "visits_verified": calls["visited"],
    }
    assert 0 < calls["visited"] < calls["answered"] < month.manifest["rows"]["call_checks"]


def test_read_is_kept_plus_merged_plus_rejected_for_every_file_and_for_all(month):
    for file in [*month.told["files"], month.told["totals"]]:
        assert file["rows_read"] == file["kept"] + file["merged"] + file["rejected"]
    assert month.told["totals"]["rows_read"] == sum(month.manifest["rows"].values())
    assert month.told["totals"]["files"] == month.manifest["files"] and month.told["totals"]["refused"] == 0


def test_districts_zones_months_and_categories_each_add_up_to_the_whole(month):
    (whole,) = month.snapshot.ask(["households", "visits", "issues", "solved"]).to_dict("records")
    for dimension in ("district", "zone", "town", "month"):
        parts = month.snapshot.ask(["households", "visits", "issues", "solved"], by=[dimension])
        assert {m: int(parts[m].sum()) for m in whole} == {m: int(n) for m, n in whole.items()}, dimension
    for dimension in ("category", "block", "department", "route", "status"):
        parts = month.snapshot.ask(["issues"], by=[dimension])
        assert int(parts["issues"].sum()) == int(whole["issues"]), dimension


def test_what_was_true_on_15_March_is_what_is_dated_until_then(month):
    (then,) = month.snapshot.ask(["households", "issues", "solved"], as_of=date(2017, 3, 15)).to_dict("records")
    (end,) = month.snapshot.ask(["households", "issues", "solved"], as_of=MARCH).to_dict("records")
    running = month.snapshot.ask(["households", "issues"], by=["day"], as_of=MARCH, running=True)
    day = running[running["day"].astype(str) <= "2017-03-15"].iloc[-1]
    assert int(then["households"]) == int(day["households"]) and int(then["issues"]) == int(day["issues"])
    assert 0 < int(then["households"]) < int(end["households"]) and int(then["solved"]) < int(end["solved"])


@pytest.mark.slow
def test_at_scale_1_March_2017_is_what_the_city_published(city):
    (told,) = city.snapshot.ask(
        ["households", "issues", "solved", "pending", "solved_share"], period="2017-03"
    ).to_dict("records")
    assert (int(told["households"]), int(told["issues"]), int(told["solved"])) == (251_633, 53_986, 13_174)
    assert int(told["pending"]) == 40_812 and round(told["solved_share"], 4) == 0.2440
    units = city.snapshot.ask(["households", "issues", "solved"], by=["unit"], period="2017-03").set_index("unit")
    published = {
        "市政府办公室": (391, 281, 55),
        "市委政法委": (423, 194, 11),
        "市交通运输局": (91, 54, None),
        "经开区金融发展局": (70, None, None),
    }
    for unit, figures in published.items():
        assert tuple(plain(units.loc[unit, m]) for m in ("households", "issues", "solved")) == figures
    assert (
        plain(units.loc["经开区党群工作部", "households"]) == 270
        and plain(units.loc["经开区党群工作部", "issues"]) >= 70
    )
    assert (
        plain(units.loc["经开区战略发展部", "households"]) >= 80
        and plain(units.loc["经开区战略发展部", "issues"]) <= 20
    )
    assert (
        plain(units.loc["经开区国土分局", "households"]) >= 600 and plain(units.loc["经开区国土分局", "issues"]) >= 120
    )
    assert (plain(units.loc["常州国税三分局", "households"]), plain(units.loc["常州国税三分局", "issues"])) == (206, 34)
    assert not {"经开区农村工作局", "经开区社会事业局"} & set(units.index)


def test_the_exit_code_says_0_all_read_1_something_aside_2_nothing_published(tmp_path):
    good = "户主姓名,家庭住址,村(社区),走访单位,走访日期\n张甲,3组5号,马家巷社区,政法委,3.10\n"
    (tmp_path / "inbox").mkdir()
    load = ("etl", "load", "--inbox", tmp_path / "inbox", "--shelf", tmp_path / "shelf")
    assert run(*load).returncode == 2
    (tmp_path / "inbox" / "a.csv").write_text(good)
    assert run(*load).returncode == 0
    (tmp_path / "inbox" / "b.csv").write_text(good.replace("3.10", "某日"))
    assert run(*load).returncode == 1
    (tmp_path / "inbox" / "b.csv").write_bytes(b"\x89PNG\r\n\x1a\n")
    done = run(*load, "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 1 and told["totals"]["refused"] == 1
    assert sorted(told) == ["files", "is_new", "notices", "seconds", "slips", "snapshot", "totals"]
    assert {"path", "form", "rows_read", "kept", "merged", "replaced", "rejected", "forgotten", "refused"} == set(
        told["files"][0]
    )
    assert [file["refused"] is None for file in told["files"]] == [True, False]


def test_check_says_what_would_happen_and_changes_nothing(tmp_path):
    file = tmp_path / "台账.csv"
    file.write_text(
        "户主姓名,家庭住址,村(社区),走访单位,走访日期\n张甲,3组5号,马家巷社区,政法委,某日\n", encoding="utf-8"
    )
    done = run("etl", "check", file)
    assert done.returncode == 1 and "走访台账" in done.stdout and "E2（走访日期）" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["台账.csv"]


@needs_shared
def test_the_4326_real_messages_are_all_accounted_for_with_both_kinds_of_date(tmp_path):
    (tmp_path / "inbox").mkdir()
    shutil.copy(SHARED / "real" / "taidi_附件3.xlsx", tmp_path / "inbox")
    told = json.loads(run("etl", "load", "--inbox", tmp_path / "inbox", "--shelf", tmp_path / "shelf", "--json").stdout)
    totals = told["totals"]
    assert totals["rows_read"] == 4326 == totals["kept"] + totals["merged"] + totals["rejected"]
    assert totals["rejected"] == 0
    snapshot = open_current(tmp_path / "shelf")
    assert snapshot.count_rows("messages") == totals["kept"]


@needs_shared
def test_every_file_of_the_corpus_is_read_or_refused_with_a_sentence(tmp_path):
    shutil.copytree(SHARED / "corpus", tmp_path / "inbox")
    for path in (tmp_path / "inbox").rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    wanted = sum(path.is_file() for path in (tmp_path / "inbox").rglob("*"))
    done = run("etl", "load", "--inbox", tmp_path / "inbox", "--shelf", tmp_path / "shelf", "--json")
    told = json.loads(done.stdout)
    assert len(told["files"]) == wanted
    for file in told["files"]:
        assert file["refused"] is None or any("\u4e00" <= c <= "\u9fff" for c in file["refused"]), file
        assert file["refused"] not in (reading.CRASHED, reading.TOO_LONG, reading.TOO_MUCH_MEMORY), file
