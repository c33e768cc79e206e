"""What does a question cost when the city is ten or a hundred times as large, and which engine answers it?

    python -m tests.multiplied data/shelf 10 build/shelf10
    python -m tests.scaled data/shelf build/shelf10                          # DuckDB
    python -m tests.scaled build/shelf10 --engine sc://127.0.0.1:50051       # a server that speaks Spark Connect
    python -m tests.scaled build/shelf10 --sail                              # Sail, started for it

prints for each shelf how large it is, and for each question the median seconds of a few rounds. All shelves are asked in
turn, round by round; a first round warms up and does not count. Read the ratios, and the load that is printed beside them.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path

from campaign.numbers import spark
from campaign.numbers.question import Question
from campaign.numbers.snapshot import FILE, Snapshot, open_current

MIB = 1 << 20
QUESTIONS: dict[str, tuple[Question, ...]] = {
    "户数、问题、解决率，按区": (Question(("households", "issues", "solved_share"), ("district",)),),
    "走访户数按单位按周": (Question(("households",), ("unit", "week")),),
    "期内走访户数按镇，三月": (Question(("households_in_period",), ("town",), period="2017-03"),),
    "问题按类别按区，截至 3 月 20 日": (Question(("issues", "pending", "overdue"), ("category", "district"), as_of=date(2017, 3, 20)),),
    "解决率按承办单位": (Question(("solved_share",), ("department",)),),
    "解决时长中位数按单位级别": (Question(("solve_median",), ("level",)),),
    "带“路灯”的问题按区": (Question(("issues",), ("district",), (("text", ("路灯",)),)),),
    "十二个数，全市、按区、按周，一起问": tuple(
        Question(("visits", "households", "repeats", "issues", "solved", "pending", "overdue", "answered", "solved_share",
                  "answered_share", "coverage", "satisfied_share"), by)
        for by in ((), ("district",), ("week",))
    ),
}  # fmt: skip


def size(home: Path) -> str:
    """Of a snapshot: megabytes of its file and of its Parquet files."""
    parquet = sum(file.stat().st_size for file in home.glob("*.parquet"))
    return f"DuckDB {(home / FILE).stat().st_size / MIB:,.0f} MiB, Parquet {parquet / MIB:,.0f} MiB"


def timed(snapshot: Snapshot, questions: tuple[Question, ...]) -> float:
    """Seconds of the questions, asked at once."""
    began = time.perf_counter()
    snapshot.answers(questions)
    return time.perf_counter() - began


@contextmanager
def sail() -> Iterator[str]:
    """The address of Sail, started in this process."""
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer(ip="127.0.0.1", port=0)
    server.start(background=True)
    host, port = server.listening_address
    yield f"sc://{host}:{port}"
    server.stop()


def main() -> None:
    """Asks every shelf every question, and prints the medians."""
    parser = argparse.ArgumentParser(prog="python -m tests.scaled")
    parser.add_argument("shelves", type=Path, nargs="+")
    parser.add_argument("--rounds", type=int, default=5)
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--engine", default="", help="sc://host:port")
    where.add_argument("--sail", action="store_true")
    asked = parser.parse_args()
    with sail() if asked.sail else nullcontext(asked.engine) as address:
        os.environ[spark.ENGINE_VARIABLE] = address
        began = time.perf_counter()
        snapshots = [open_current(shelf) for shelf in asked.shelves]
        print(
            f"{address or 'DuckDB'}, opened in {time.perf_counter() - began:.1f} s; load of the machine {os.getloadavg()[0]:.1f}"
        )
        for shelf, snapshot in zip(asked.shelves, snapshots, strict=True):
            counts = [snapshot.count_rows(table) for table in ("visits", "issues")]
            print(f"  {shelf}: visits {counts[0]:,}, issues {counts[1]:,}, {size(shelf / snapshot.id)}")
        for name, questions in QUESTIONS.items():
            seconds: list[list[float]] = [[] for _ in snapshots]
            for _ in range(asked.rounds + 1):
                for took, snapshot in zip(seconds, snapshots, strict=True):
                    took.append(timed(snapshot, questions))
            print(f"  {name:24}", *(f"{statistics.median(took[1:]) * 1000:9,.0f} ms" for took in seconds), flush=True)
        for snapshot in snapshots:
            snapshot.close()


if __name__ == "__main__":
    main()
