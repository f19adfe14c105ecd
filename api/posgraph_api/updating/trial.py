"""A process that tries one update on a copy of the data, and tells what it would change; the data themselves stay as they are.

Started by :mod:`posgraph_api.updating.trials` as ``python -m posgraph_api.updating.trial``, and ended with its update or before;
it imports nothing but pyoxigraph. Messages go over standard input and output: one line of JSON, whose ``bytes`` says how long
the body after it is, then the body.

In:  ``load`` (body: N-Quads) or ``open`` (``path`` of a copy of its own), then ``update`` (body: the text).
Out: ``ready``; then ``graphs``, or ``error``: ``syntax`` or ``evaluation`` (with ``message``). Each of the graphs has its
``name`` (empty for the unnamed graph), and how many bytes of N-Triples in the body are what is ``gone`` and what was ``added``.
Where blank nodes are gone, which no text can name, or everything is, the graph is told ``whole``: then ``added`` is all that it
holds afterwards.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Iterable
from typing import Any, BinaryIO

import pyoxigraph as ox

from posgraph_api.querying.bounding import limit_memory, limit_processor

Message = tuple[dict[str, Any], bytes]


def main() -> None:
    """Try one update."""
    source, out = sys.stdin.buffer, sys.stdout.buffer
    head, body = _receive(source)
    store = _open(head, body)
    del body
    before = _contents(store)
    limit_memory(head["megabytes"])
    _send(out, {"ready": True})
    task, text = _receive(source)
    threading.Thread(target=_end_with, args=(source,), daemon=True).start()
    limit_processor(int(time.process_time() + task["seconds"]) + 5)  # behind whoever started it, who ends it in its time
    _send(out, *_try(store, before, task, text.decode()))
    os._exit(0)  # the copy is thrown away: it need not be closed well


def _receive(source: BinaryIO) -> Message:
    line = source.readline()
    head = json.loads(line) if line else {"bytes": 1}
    body = source.read(head["bytes"])
    if len(body) < head["bytes"]:
        os._exit(0)  # the other side is gone
    return head, body


def _end_with(source: BinaryIO) -> None:
    """End at once when the other side is gone, even while the update runs."""
    source.read(1)
    os._exit(0)


def _send(out: BinaryIO, head: dict[str, Any], body: bytes = b"") -> None:
    out.write(json.dumps({**head, "bytes": len(body)}).encode() + b"\n")
    out.write(body)
    out.flush()


def _open(head: dict[str, Any], body: bytes) -> ox.Store:
    if head["do"] == "open":
        return ox.Store(head["path"])
    store = ox.Store()
    store.bulk_load(body, format=ox.RdfFormat.N_QUADS)
    return store


def _contents(store: ox.Store) -> dict[str, bytes]:
    """Each graph that holds something, as N-Triples."""
    names: Iterable[Any] = (ox.DefaultGraph(), *store.named_graphs())
    found = {getattr(name, "value", ""): store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=name) or b"" for name in names}
    return {name: text for name, text in found.items() if text}


def _try(store: ox.Store, before: dict[str, bytes], task: dict[str, Any], text: str) -> Message:
    try:
        store.update(text, base_iri=task["base"] or None, prefixes=task["prefixes"])
    except SyntaxError as error:
        return {"error": "syntax", "message": str(error)}, b""
    except (OSError, ValueError, RuntimeError) as error:
        return {"error": "evaluation", "message": str(error)}, b""
    after = _contents(store)
    graphs: list[dict[str, Any]] = []
    parts: list[bytes] = []
    for name in sorted({*before, *after}):
        gone, added, whole = _difference(before.get(name, b""), after.get(name, b""))
        if gone or added:
            graphs.append({"name": name, "gone": len(gone), "added": len(added), "whole": whole})
            parts += [gone, added]
    return {"graphs": graphs}, b"".join(parts)


def _difference(old: bytes, new: bytes) -> tuple[bytes, bytes, bool]:
    """What went, what came, and whether the second is the whole graph."""
    if old == new:
        return b"", b"", False
    start, end = _shared(old, new)
    was = set(old[start : len(old) - end].splitlines(keepends=True))
    now = set(new[start : len(new) - end].splitlines(keepends=True))
    gone, added = was - now, now - was
    if (gone and not new) or any(map(_has_blank, gone)) or (any(map(_has_blank, added)) and b"_:" in old):
        return b"".join(gone), new, True
    return b"".join(gone), b"".join(added), False


def _shared(old: bytes, new: bytes) -> tuple[int, int]:
    """How many bytes both begin and end with, in whole lines: stores keep their order, so most of a graph is passed over."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if old[low:middle] == new[low:middle] else (low, middle - 1)
    start = old.rfind(b"\n", 0, low) + 1
    low, high = 0, min(len(old), len(new)) - start
    while low < high:
        middle = (low + high + 1) // 2
        same = old[len(old) - middle : len(old) - low] == new[len(new) - middle : len(new) - low]
        low, high = (middle, high) if same else (low, middle - 1)
    found = old.find(b"\n", len(old) - low - 1) + 1 if low else len(old)
    return start, len(old) - (found or len(old))


def _has_blank(line: bytes) -> bool:
    """True where a line of N-Triples has a blank node; a text in quotes is passed over."""
    return b" _:" in b" " + line.partition(b'"')[0]


if __name__ == "__main__":
    main()
