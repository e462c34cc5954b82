"""A batch on a real Dask cluster: a scheduler and two worker processes, one of them killed."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import fake_engine
import pytest
from processes import PATIENCE_S

from sim.batch import run_batch
from sim.cli.cluster import dask_executor
from sim.results import Result

distributed = pytest.importorskip("distributed")
dask = pytest.importorskip("dask")
pytestmark = pytest.mark.filterwarnings("default")  # the library's own warnings are not ours

RUNS = 300


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Two worker processes on this machine, which find the fake engine."""
    patch = pytest.MonkeyPatch()
    tests = Path(__file__).parent.parent
    patch.setenv("PYTHONPATH", os.pathsep.join([str(tests), str(tests.parent)]))
    patch.setenv("FAKE_SECONDS_PER_RUN", "0.005")
    patience = f"{PATIENCE_S}s"  # of the workers, and of this process
    patch.setenv("DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT", patience)
    with (
        dask.config.set({"distributed.comm.timeouts.connect": patience}),
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=None,
            local_directory=str(tmp_path_factory.mktemp("dask")),
        ) as local,
    ):
        yield local
    patch.undo()


def test_a_killed_worker_costs_nothing_but_time(cluster, tmp_path):
    run_batch(fake_engine.batch(part_rows=16), tmp_path / "here", RUNS)
    killed = []

    def kill_one(done, total):
        if done >= RUNS // 4 and not killed:
            with distributed.Client(cluster.scheduler_address) as client:
                killed.append(min(client.run(os.getpid).values()))
            os.kill(killed[0], getattr(signal, "SIGKILL", signal.SIGTERM))  # Windows has no other

    with dask_executor(cluster.scheduler_address) as (executor, workers):
        assert workers == 2
        run_batch(
            fake_engine.batch(part_rows=16),
            tmp_path / "there",
            RUNS,
            executor=executor,
            workers=workers,
            progress=kill_one,
        )
    assert killed
    assert killed[0] != os.getpid()
    assert Result.open(tmp_path / "there").rows == RUNS
    assert fake_engine.bytes_of(tmp_path / "there") == fake_engine.bytes_of(tmp_path / "here")
