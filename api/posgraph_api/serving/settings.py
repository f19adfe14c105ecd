"""Settings of the service: each declared once, with its help text; a flag, a ``POSGRAPH_…`` variable and a key of the settings
file follow from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from posgraph_api.serving.options import Option, options_of


def _setting(
    default: Any,
    help: str,
    *,
    group: str = "",
    least: float | None = None,
    most: float | None = None,
    choices: tuple[str, ...] = (),
    secret: bool = False,
    kind: type | None = None,
) -> Any:
    """A setting; ``group`` is the heading above it, where one begins with it; ``kind`` is for one whose
    default, None, is not of its type.
    """
    said = {"help": help, "group": group, "least": least, "most": most, "choices": choices, "secret": secret, "kind": kind}
    return field(default=default, metadata=said, repr=not secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the service runs.

    >>> Settings(port=8080).port, Settings().host
    (8080, '127.0.0.1')
    >>> Settings.from_environment({"POSGRAPH_PORT": "80000"})
    Traceback (most recent call last):
    posgraph_api.serving.sources.SettingsError: POSGRAPH_PORT: '80000'; expected a whole number, 0 to 65535
    """

    data: str | None = _setting(
        None, "Dataset folder, RDF file, store folder or endpoint URL; the bundled Miami dataset if left out",
        group="What to serve",
    )  # fmt: skip
    dataset: str | None = _setting(None, "Which dataset to serve, where the data hold several")
    infer: bool = _setting(
        False, "Write the findings of today into the store before serving, for SPARQL, /id/ and questions; always done for files"
    )
    host: str = _setting("127.0.0.1", "Address to listen on", group="Who may reach it")
    port: int = _setting(8000, "Port to listen on; 0 takes a free one", least=0, most=65535)
    hosts: tuple[str, ...] = _setting(
        (), "Names by which requests may call the service, separated by spaces; * for any. If left out: this machine's own "
        "names where --host is one of them, else any"
    )  # fmt: skip
    cors_origins: tuple[str, ...] = _setting(
        (), "Origins whose pages may use the service, separated by spaces; * for all; to write they need a token, too"
    )
    tokens: str | None = _setting(
        None, "File of tokens (posgraph token makes them); if left out, tokens.json in the store folder",
        group="Who may do what",
    )  # fmt: skip
    review: str | None = _setting(
        None, "File of the queue in which proposals wait for review; if left out, review.sqlite in the store folder, or in "
        "memory where the data are no store folder"
    )  # fmt: skip
    read_token: str | None = _setting(None, "A token that may read, for a quick start; 16 characters or more", secret=True)
    write_token: str | None = _setting(None, "A token that may read and write", secret=True)
    admin_token: str | None = _setting(None, "A token that may do everything", secret=True)
    open_reading: bool | None = _setting(
        None, "Reading needs no token; if left out: where the service listens on this machine alone", kind=bool
    )
    trusted_proxies: tuple[str, ...] = _setting(
        (), "Addresses or networks of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, separated by spaces"
    )
    rate: float = _setting(
        100.0, "Requests a second for each token, and each address without one beyond this machine; 0: any number. Each web "
        "process counts for itself", least=0
    )  # fmt: skip
    rate_burst: int = _setting(200, "Requests that may come at once after a pause", least=1, most=1_000_000)
    audit_addresses: bool | None = _setting(
        None, "Record the address that a write comes from in the audit log, which whoever reads the data may read; if left out: "
        "unless everybody may read from other machines", kind=bool
    )  # fmt: skip
    workers: int = _setting(
        1, "Web processes over one store: one process writes, these read", group="Processes and limits", least=1, most=256
    )
    query_workers: int = _setting(
        2, "Slow SPARQL queries that run at once, for each web process; up to 6 quick ones run beside them", least=1, most=256
    )
    query_seconds: float = _setting(10.0, "Seconds a SPARQL query or an analysis may take", least=0.1, most=86400)
    query_bytes: int = _setting(50_000_000, "Bytes that the answer to a SPARQL query may have", least=1000)
    query_rows: int = _setting(1_000_000, "Rows or triples that the answer to a SPARQL query may have", least=1)
    query_queue: int = _setting(64, "SPARQL queries that may wait for a process, for each web process", least=1)
    query_megabytes: int = _setting(2048, "Megabytes of memory a SPARQL query may take beyond its data (Linux)", least=64)
    streams: int = _setting(100, "Streams of changes that may be open at once, for each web process", least=0)
    request_bytes: int = _setting(1_000_000, "Bytes that the body of a request may have", least=1000)
    upload_bytes: int = _setting(100_000_000, "Bytes that a dataset that is sent may have, packed or unpacked", least=1000)
    store_bytes: int = _setting(100_000_000, "Bytes that a graph sent to /store may have", least=1000)
    free_megabytes: int = _setting(
        64, "Megabytes that must be free on the disk of a store folder for a write; 0: not checked", least=0
    )
    cache_megabytes: int = _setting(64, "Megabytes of answers that each web process keeps in memory", least=0)
    drain_seconds: float = _setting(
        0.0, "Seconds for which the service still answers when it is told to stop, with /ready at 503, so that a balancer turns "
        "away first", group="Operation", least=0, most=3600
    )  # fmt: skip
    stop_seconds: int = _setting(5, "Seconds that running requests are given when the service stops", least=0)
    access_log: bool = _setting(False, "Log every request to standard error")
    log_format: str = _setting("text", "How log lines are written: text for people, json for machines", choices=("text", "json"))
    log_level: str = _setting(
        "warning", "The least that is logged, beside requests: debug, info, warning or error",
        choices=("debug", "info", "warning", "error")
    )  # fmt: skip

    def __post_init__(self) -> None:
        for option in options():
            option.check(option.name, getattr(self, option.name))

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], **given: Any) -> Settings:
        """Settings from ``POSGRAPH_…`` variables; what is ``given`` (and not None) wins. Raises UsageError."""
        from posgraph_api.serving.sources import gather

        return gather(environment, given).settings

    def to_environment(self) -> dict[str, str]:
        """The variables that :meth:`from_environment` reads these settings from.

        >>> Settings(port=1).to_environment()
        {'POSGRAPH_PORT': '1'}
        """
        values = ((o, getattr(self, o.name)) for o in options())
        return {o.variable: o.write(value) for o, value in values if value != o.default}


def options() -> tuple[Option, ...]:
    """Every setting, in order; the command line makes its flags from them."""
    return options_of(Settings)
