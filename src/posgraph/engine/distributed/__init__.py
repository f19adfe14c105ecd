"""The engine on systems that run SQL (DuckDB, Sail, Spark): for positions that are more than one process should hold."""

from posgraph.engine.distributed.connecting import NAMES, chosen, connect
from posgraph.engine.distributed.engine import Distributed
from posgraph.engine.distributed.opening import open_engine

__all__ = ["NAMES", "Distributed", "chosen", "connect", "open_engine"]
