"""A Ray cluster on this machine, on loopback alone: a head without jobs, and a node for them."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import ray
from ray.cluster_utils import Cluster

from compute.jobs.ray_runner import join

SMALL = {"node_ip_address": "127.0.0.1", "object_store_memory": 100 * 2**20}
NODE = {**SMALL, "num_cpus": 2}
IMPATIENT = {"health_check_initial_delay_ms": 0, "health_check_period_ms": 500}
"""So that a lost node is told of within seconds."""


@contextmanager
def ray_cluster(num_gpus: int = 0) -> Iterator[Cluster]:
    """Start a head and a node, join them from this process, and leave nothing of it behind."""
    on_sigterm = signal.getsignal(signal.SIGTERM)
    cluster = Cluster()
    try:
        cluster.add_node(**SMALL, num_cpus=0, include_dashboard=False, _system_config=IMPATIENT)
        cluster.add_node(**NODE, num_gpus=num_gpus)
        join(cluster.address)
        yield cluster
    finally:
        ray.shutdown()
        cluster.shutdown()
        signal.signal(signal.SIGTERM, on_sigterm)
