"""What does a question cost when the city is ten or a hundred times as large, and which engine answers it?

    python -m tests.multiplied data/shelf 10 build/shelf10
    python -m tests.scaled data/shelf build/shelf10             # on DuckDB
    python -m tests.scaled data/shelf build/shelf10 --sail      # on Sail
    python -m tests.scaled data/shelf build/shelf10 --spark     # on a Spark cluster of two workers

prints for each shelf how large it is, and for each question the medians of a few rounds: the processor's milliseconds of
the engine and of the program that asks it, and the clock's. All shelves are asked in turn, round by round; a first round
warms up and does not count. The processor's say what a question costs, on a machine that does other work too.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import date
from pathlib import Path

from campaign.access.scope import EVERYWHERE
from campaign.numbers import spark
from campaign.numbers.question import Question
from campaign.numbers.snapshot import FILE, Snapshot, open_current
from tests import processes

MIB = 1 << 20
QUESTIONS: dict[str, tuple[Question, ...]] = {
    "户数、问题、解决率，按区": (Question(("households", "issues", "solved_share"), ("district",)),),
    "走访户数按单位按周": (Question(("households",), ("unit", "week")),),
    "期内走访户数按镇，三月": (Question(("households_in_period",), ("town",), period="2017-03"),),
    "问题按类别按区，截至 3 月 20 日": (Question(("issues", "pending", "overdue"), ("category", "district"), as_of=date(2017, 3, 20)),),
    "解决率按承办单位": (Question(("solved_share",), ("department",)),),
    "半数问题办结用时按单位级别": (Question(("solve_median",), ("level",)),),
    "带“路灯”的问题按区": (Question(("issues",), ("district",), (("text", ("路灯",)),)),),
    "十二个数，全市、按区、按周，一起问": tuple(
        Question(("visits", "households", "repeats", "issues", "solved", "pending", "overdue", "answered", "solved_share",
                  "answered_share", "fixed_at_once", "satisfied_share"), by)
        for by in ((), ("district",), ("week",))
    ),
}  # fmt: skip


def size(home: Path) -> str:
    """Of a snapshot: megabytes of its file and of its Parquet files."""
    parquet = sum(file.stat().st_size for file in home.glob("*.parquet"))
    return f"DuckDB {(home / FILE).stat().st_size / MIB:,.0f} MiB, Parquet {parquet / MIB:,.0f} MiB"


def spent() -> float:
    """Seconds of the processor of this process and of those that it has started and that still run."""
    ticks = 0
    for pid in processes.below(os.getpid()):
        with suppress(OSError):  # it has ended
            ticks += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[11:13]))
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def cost(snapshot: Snapshot, questions: tuple[Question, ...]) -> tuple[float, float]:
    """Seconds of the processor and of the clock for questions that are asked at once, each answer read."""
    cpu, began = spent(), time.perf_counter()
    answers = snapshot.answers(questions, scope=EVERYWHERE)
    assert all(len(answer.frame) and not answer.refused for answer in answers)
    return spent() - cpu, time.perf_counter() - began


@contextmanager
def sail() -> Iterator[str]:
    """The address of Sail, started in this process."""
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer(ip="127.0.0.1", port=0)
    server.start(background=True)
    host, port = server.listening_address
    yield f"sc://{host}:{port}"
    server.stop()


@contextmanager
def spark_cluster() -> Iterator[str]:
    """The address of a Spark cluster, started for it."""
    from tests.spark_cluster import cluster

    with cluster() as address:
        yield address


def main() -> None:
    """Asks every shelf every question, and prints the medians."""
    parser = argparse.ArgumentParser(prog="python -m tests.scaled")
    parser.add_argument("shelves", type=Path, nargs="+")
    parser.add_argument("--rounds", type=int, default=5)
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--sail", dest="engine", action="store_const", const=sail)
    where.add_argument("--spark", dest="engine", action="store_const", const=spark_cluster)
    asked = parser.parse_args()
    with asked.engine() if asked.engine else nullcontext("") as address:
        os.environ[spark.ENGINE_VARIABLE] = address
        snapshots = [open_current(shelf) for shelf in asked.shelves]
        print(f"{asked.engine.__name__ if asked.engine else 'DuckDB'}; load of the machine {os.getloadavg()[0]:.1f}")
        for shelf, snapshot in zip(asked.shelves, snapshots, strict=True):
            counts = [snapshot.count_rows(table, scope=EVERYWHERE) for table in ("visits", "issues")]
            print(f"  {shelf}: visits {counts[0]:,}, issues {counts[1]:,}, {size(shelf / snapshot.id)}")
        for name, questions in QUESTIONS.items():
            costs: list[list[tuple[float, float]]] = [[] for _ in snapshots]
            for _ in range(asked.rounds + 1):
                for taken, snapshot in zip(costs, snapshots, strict=True):
                    taken.append(cost(snapshot, questions))
            medians = [[statistics.median(each) * 1000 for each in zip(*taken[1:], strict=True)] for taken in costs]
            print(f"  {name:24}", *(f"{cpu:9,.0f} / {clock:6,.0f} ms" for cpu, clock in medians), flush=True)
        for snapshot in snapshots:
            snapshot.close()


if __name__ == "__main__":
    main()
