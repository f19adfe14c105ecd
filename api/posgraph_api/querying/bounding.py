"""What a process may take that runs the text of a user. Imports nothing, so that such a process starts at once."""

from __future__ import annotations


def limit_memory(megabytes: int) -> None:
    """Bound the address space at what the data take plus ``megabytes``, where the system tells it."""
    try:
        import resource

        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 (pathlib would be one more import)
            pages = int(file.read().split()[0])
    except (ImportError, OSError):
        return
    most = pages * resource.getpagesize() + megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))


def limit_processor(seconds: int) -> None:
    """Have the system end the process once it has had so many seconds of the processor since it began."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
