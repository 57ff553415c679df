"""The compute service, or several that share the work."""

from compute.client import ComputeClient
from compute.replicas import Replicas

Compute = ComputeClient | Replicas
