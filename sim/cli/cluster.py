"""Running on a Dask cluster: the extra ``dask`` and a scheduler's address."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor
from contextlib import contextmanager

from sim.errors import RoutError, UsageError

SECONDS_TO_CONNECT = 10


@contextmanager
def dask_executor(address: str) -> Iterator[tuple[Executor, int]]:
    """An executor on the cluster and how many tasks it works on at once.

    Raises UsageError without the extra or when nobody answers, RoutError when the cluster gives up.
    """
    try:
        from distributed import Client, KilledWorker
        from distributed.comm import CommClosedError
    except ImportError:
        raise UsageError("--dask needs the extra: pip install 'rout[dask]'") from None
    try:
        client = Client(address, timeout=SECONDS_TO_CONNECT)
    except (OSError, ValueError) as error:
        raise UsageError(f"--dask {address}: no scheduler answers ({' '.join(str(error).split())})") from None
    with client:
        slots = sum(worker["nthreads"] for worker in client.scheduler_info(n_workers=-1)["workers"].values())
        try:
            yield client.get_executor(), max(1, slots)
        except (KilledWorker, CommClosedError, CancelledError) as error:
            words = " ".join(str(error).split()) or type(error).__name__
            raise RoutError(
                f"--dask {address}: the cluster gave up ({words}); what is done is kept"
            ) from None
