"""How does a Spark cluster come to be on one machine, and go away again?

    python -m tests.spark_cluster                   # until it is interrupted
    python -m tests.spark_cluster COMMAND…          # while the command runs, which finds it in DAZOUFANG_TEST_ENGINE

A standalone master, two workers of one core each and a server that speaks Spark Connect, all of the pip package pyspark
and a Java of the distribution, all on loopback. They end with this process.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from serve import free_ports

HERE = "127.0.0.1"
WORKERS = 2
SECONDS = 120
"""So long each of them may take to listen."""
DEPLOY = "org.apache.spark.deploy"
CONNECT = "org.apache.spark.sql.connect.service.SparkConnectServer"


def home() -> Path:
    """Where the pip package keeps Spark."""
    import pyspark  # of requirements-scale.txt, which is installed only where a cluster is wanted

    return Path(pyspark.__file__).parent


@contextmanager
def cluster() -> Iterator[str]:
    """The address of a cluster that lasts as long as it is used, as sc://host:port."""
    if shutil.which("java") is None:
        raise SystemExit("没有找到 Java；在 Debian 上请先安装：apt-get install openjdk-17-jre-headless")
    master, connect = free_ports(2)
    at = f"spark://{HERE}:{master}"
    with ExitStack() as started, tempfile.TemporaryDirectory() as work:
        run = [home() / "bin" / "spark-class"]
        started.enter_context(running(work, "master", [*run, f"{DEPLOY}.master.Master", *listening(master)]))
        until_listening(master)
        for n in range(WORKERS):
            share = ["--cores", "1", "--memory", "2g", "--work-dir", f"{work}/{n}"]
            started.enter_context(
                running(work, f"worker{n}", [*run, f"{DEPLOY}.worker.Worker", *listening(0), *share, at])
            )
        options = {
            "spark.connect.grpc.binding.address": HERE,
            "spark.connect.grpc.binding.port": connect,
            "spark.driver.host": HERE,
            "spark.executor.memory": "1g",
            "spark.executor.cores": 1,
            "spark.sql.shuffle.partitions": WORKERS,
            "spark.ui.enabled": "false",
        }
        settings = [word for name, value in options.items() for word in ("--conf", f"{name}={value}")]
        submit = [*run, f"{DEPLOY}.SparkSubmit", "--class", CONNECT, "--master", at, *settings]
        started.enter_context(running(work, "connect", submit))
        until_listening(connect)
        yield f"sc://{HERE}:{connect}"


def listening(port: int) -> list[str]:
    """The options of a part that listens, its page for browsers on any free port."""
    return ["--host", HERE, "--port", str(port), "--webui-port", "0"]


@contextmanager
def running(work: str, name: str, command: Sequence[str | Path]) -> Iterator[None]:
    """A process of the cluster, with what it writes in a file of `work`; ended as a group, so that nothing is left."""
    surroundings = {**os.environ, "SPARK_HOME": str(home()), "SPARK_LOCAL_IP": HERE}
    with (Path(work) / f"{name}.log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=surroundings, cwd=work, start_new_session=True)
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def until_listening(port: int) -> None:
    """Waits until somebody listens on the port; TimeoutError when nobody does."""
    end = time.monotonic() + SECONDS
    while True:
        try:
            socket.create_connection((HERE, port), 1).close()
        except OSError:
            if time.monotonic() > end:
                raise TimeoutError(f"nobody listens on {port}") from None
            time.sleep(0.2)
        else:
            return


def main(command: Sequence[str]) -> int:
    """Runs a command beside a cluster, or the cluster alone until it is interrupted."""
    with cluster() as address:
        if command:
            return subprocess.run(command, env={**os.environ, "DAZOUFANG_TEST_ENGINE": address}).returncode
        print(
            f"Spark 在 {address}，例如：\n  CAMPAIGN_ENGINE={address} python -m campaign ask households --by district\n按 Ctrl-C 停下"
        )
        try:
            signal.pause()
        except KeyboardInterrupt:
            print("停下了")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
