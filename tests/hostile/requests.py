"""Two hundred requests that no service should be hurt by: each a name, and the bytes that go over the wire."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from urllib.parse import quote, urlencode

Attack = tuple[str, bytes]

TOKEN = "a-token-for-writing-0123456789"
"""The token with which the service of the test takes writes."""

AUTH = f"Authorization: Bearer {TOKEN}\r\n"
SPARQL = "application/sparql-query"
UPDATE = "application/sparql-update"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EVERY = "?s ?p ?o . ?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
CYCLE = "(<urn:p>|!<urn:p>|^<urn:p>|!^<urn:p>)*"


def get(target: str, headers: str = "", host: str = "127.0.0.1", method: str = "GET") -> bytes:
    """A request without a body."""
    return f"{method} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n".encode("latin-1")


def post(target: str, body: bytes, media: str, headers: str = AUTH, method: str = "POST") -> bytes:
    """A request with a body."""
    head = f"{method} {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{headers}"
    return f"{head}Content-Type: {media}\r\nContent-Length: {len(body)}\r\n\r\n".encode("latin-1") + body


def ask(query: str) -> bytes:
    """A SPARQL query by POST."""
    return post("/sparql", query.encode(), SPARQL, "")


def change(update: str) -> bytes:
    """A SPARQL update by POST, with the token."""
    return post("/update", update.encode(), UPDATE)


def endless() -> Iterator[Attack]:
    """Queries and updates that would run for hours, or take all memory."""
    yield "count of a cross product", ask(f"SELECT (COUNT(*) AS ?n) {{ {EVERY} }}")
    yield "order of a cross product", ask(f"SELECT * {{ {EVERY} }} ORDER BY ?o ?c ?f LIMIT 1")
    yield "distinct of a cross product", ask(f"SELECT DISTINCT ?s ?a ?d ?g {{ {EVERY} }} OFFSET 999999999")
    yield "groups of a cross product", ask(f"SELECT ?s ?a (SUM(?n) AS ?m) {{ {EVERY} BIND(1 AS ?n) }} GROUP BY ?s ?a ?d ?g")
    yield "all rows of a cross product", ask(f"SELECT * {{ {EVERY} }}")
    yield "triples of a cross product", ask(f"CONSTRUCT {{ ?s ?b ?f }} WHERE {{ {EVERY} }}")
    yield "a question that no row answers", ask(f"ASK {{ {EVERY} FILTER(?s = ?a && ?a = ?d && ?s != ?d) }}")
    yield "cyclic paths from everywhere", ask(f"SELECT (COUNT(*) AS ?n) {{ ?s {CYCLE} ?o . ?o {CYCLE} ?x . ?x {CYCLE} ?y }}")
    yield "paths of paths", ask(f"SELECT * {{ ?s (({CYCLE})+/({CYCLE})*)* ?o FILTER(?s != ?o) }} ORDER BY ?o")
    yield "words of words", ask(f"SELECT (GROUP_CONCAT(CONCAT(STR(?s), STR(?a), STR(?d))) AS ?x) {{ {EVERY} }}")
    doubled = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(60))
    yield "a text doubled sixty times", ask(f"SELECT (STRLEN(?x60) AS ?n) {{ BIND('posgraph' AS ?x0) {doubled} }}")
    yield (
        "an expression that backtracks",
        ask(f"SELECT (COUNT(*) AS ?n) {{ {EVERY} FILTER(REGEX(STR(?o), '(a*)*(b*)*c', 'i')) }}"),
    )
    yield (
        "a filter for each pair",
        ask(f"SELECT * {{ {EVERY} FILTER NOT EXISTS {{ {EVERY.replace('?', '?z')} FILTER(?zs = ?s) }} }}"),
    )
    rows = " ".join(f"({n})" for n in range(300))
    crossed = " ".join(f"VALUES (?v{n}) {{ {rows} }}" for n in range(6))
    yield "values crossed with values", ask(f"SELECT (SUM(?v0 * ?v1) AS ?n) {{ {crossed} }}")
    yield "unions of cross products", ask("SELECT (COUNT(*) AS ?n) { " + " UNION ".join([f"{{ {EVERY} }}"] * 40) + " }")
    optional = " ".join(f"OPTIONAL {{ ?s{n} ?p{n} ?o{n} }}" for n in range(12))
    yield "optional cross products", ask(f"SELECT (COUNT(*) AS ?n) {{ {optional} }}")
    yield (
        "a sub-select in a sub-select",
        ask("SELECT (COUNT(*) AS ?n) { " + "{ SELECT * { ?s ?p ?o " * 8 + "?x ?y ?z . ?q ?r ?t " + "} }" * 8 + " ?k ?l ?m }"),
    )
    yield (
        "a graph for each graph",
        ask("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } GRAPH ?h { ?a ?b ?c } GRAPH ?i { ?d ?e ?f } }"),
    )
    yield (
        "an update over a cross product",
        change(f"INSERT {{ GRAPH <urn:g> {{ ?s ?b ?f }} }} WHERE {{ GRAPH ?k {{ {EVERY} }} }}"),
    )
    yield (
        "a deletion over a cross product",
        change(f"DELETE {{ GRAPH <urn:g> {{ ?s ?b ?f }} }} WHERE {{ GRAPH ?k {{ {EVERY} }} }}"),
    )
    yield (
        "an update that counts for ever",
        change(
            f"INSERT {{ GRAPH <urn:g> {{ <urn:a> <urn:b> ?n }} }} WHERE {{ SELECT (COUNT(*) AS ?n) {{ GRAPH ?k {{ {EVERY} }} }} }}"
        ),
    )


def reaching_out() -> Iterator[Attack]:
    """Requests that would make the service call other hosts, or read files."""
    place = "<http://127.0.0.1:9/x>"
    for name, query in {
        "plain": f"SELECT * {{ SERVICE {place} {{ ?s ?p ?o }} }}",
        "silent": f"SELECT * {{ SERVICE SILENT {place} {{ ?s ?p ?o }} }}",
        "in lower case": f"SELECT * {{ service {place} {{ ?s ?p ?o }} }}",
        "behind a comment": f"SELECT * {{ SERVICE#x\n{place} {{ ?s ?p ?o }} }}",
        "in EXISTS": f"ASK {{ ?s ?p ?o FILTER EXISTS {{ SERVICE {place} {{ ?a ?b ?c }} }} }}",
        "by a variable": "SELECT * { ?s ?p ?x SERVICE ?x { ?a ?b ?c } }",
        "escaped": f"SELECT * {{ \\u0053ERVICE {place} {{ ?s ?p ?o }} }}",
        "glued": "PREFIX SERVICEex: <http://127.0.0.1:9/> SELECT * { SERVICEex:s{ ?s ?p ?o } }",
        "in a sub-select": f"SELECT * {{ {{ SELECT * {{ SERVICE {place} {{ ?s ?p ?o }} }} }} }}",
    }.items():
        yield f"a service {name}", ask(query)
    for name, text in {
        "of a host": f"LOAD {place}",
        "of a file": "LOAD <file:///etc/passwd>",
        "silent": "LOAD SILENT <file:///etc/passwd> INTO GRAPH <urn:g>",
        "after an insertion": f"INSERT DATA {{ GRAPH <urn:g> {{ <urn:a> <urn:b> 1 }} }}; LOAD {place}",
        "in a service": f"INSERT {{ GRAPH <urn:g> {{ ?s ?p ?o }} }} WHERE {{ SERVICE {place} {{ ?s ?p ?o }} }}",
    }.items():
        yield f"a load {name}", change(text)
    yield "a load as a query", ask(f"LOAD {place}")
    context = json.dumps({"@context": "http://127.0.0.1:9/context.jsonld", "@id": "urn:a"}).encode()
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    rdf = f"<!DOCTYPE r [{bomb}]><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>&a9;</rdf:RDF>".encode()
    file = b"<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>&x;</rdf:RDF>"
    for target in ("/v1/datasets", "/store?graph=urn:g"):
        yield f"a remote context at {target}", post(target, context, "application/ld+json")
        yield f"an entity bomb at {target}", post(target, rdf, "application/rdf+xml")
        yield f"an entity of a file at {target}", post(target, file, "application/rdf+xml")


def malformed() -> Iterator[Attack]:
    """Texts that are no SPARQL, no RDF, no JSON."""
    broken = ("", "SELECT", "SELECT * {", "SELECT * { ?s ?p ?o", "}" * 1000, "SELECT * { ?s ?p 'x }", "ASK { ?s ?p ?o } }", "\x00", "SELECT ?" + "x" * 100_000,
              "SELECT * { <a b> ?p ?o }", "SELECT * { ?s nope:x ?o }", "SELECT (1/ AS ?x) {}", "SELECT * { BIND(1 AS ?x) BIND(2 AS ?x) }", "DROP ALL", "#" * 50_000)  # fmt: skip
    for n, text in enumerate(broken):
        yield f"a broken query {n}", ask(text)
    for n, text in enumerate(
        (
            "INSERT",
            "INSERT DATA { ?s ?p ?o }",
            "DELETE DATA { _:a <urn:b> 1 }",
            "SELECT * {}",
            "INSERT DATA { <urn:a> <urn:b> 'x }",
            "CLEAR",
            "DROP GRAPH",
        )
    ):
        yield f"a broken update {n}", change(text)
    for depth in (2_000, 100_000):
        yield f"{depth} braces", ask("SELECT * " + "{" * depth + "?s ?p ?o" + "}" * depth)
        yield f"{depth} brackets", ask("SELECT * { ?s ?p ?o FILTER(" + "(" * depth + "1" + ")" * depth + ") }")
        yield f"{depth} negations", ask("SELECT * { ?s ?p ?o FILTER(" + "!" * depth + "true) }")
        yield f"{depth} steps of a path", ask("SELECT * { ?s " + "(" * depth + "<urn:p>" + ")*" * depth + " ?o }")
        yield f"{depth} lists", ask("SELECT * { ?s ?p " + "(" * depth + "1" + ")" * depth + " }")
        yield (
            f"{depth} braces of an update",
            change("INSERT { GRAPH <urn:g> { ?s ?p ?o } } WHERE " + "{" * depth + "?s ?p ?o" + "}" * depth),
        )
        yield (
            f"{depth} lists of an update",
            change("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> " + "(" * depth + "1" + ")" * (depth - 1) + " } }"),
        )
        yield (
            f"{depth} lists of Turtle",
            post("/store?graph=urn:g", b"<urn:a> <urn:b> " + b"(" * depth + b"1" + b")" * (depth - 1) + b" .", "text/turtle"),
        )
        yield (
            f"{depth} nodes of Turtle",
            post("/v1/datasets", b"<urn:a> <urn:b> " + b"[<urn:c> " * depth + b"1" + b"]" * (depth - 1) + b" .", "text/turtle"),
        )
        yield f"{depth} lists of JSON", post("/v1/actors", b"[" * depth + b"]" * depth, "application/json")
        yield f"{depth} members of JSON", post("/v1/changes", b'{"a":' * depth + b"1" + b"}" * depth, "application/json")
        yield (
            f"{depth} nodes of JSON-LD",
            post("/v1/datasets", b'{"@id":"urn:a","urn:p":' * depth + b"1" + b"}" * depth, "application/ld+json"),
        )
        yield f"{depth} elements", post("/v1/datasets", b"<a>" * depth + b"</a>" * depth, "application/rdf+xml")
    for name, body in {
        "nothing": b"", "no JSON": b"{nope}", "a number": b"1", "a list": b"[]", "not a number": b'{"id":NaN}', "a half": b'{"id":"a"', "a lone surrogate": b'{"id":"\\ud800","label":"x","kind":"state"}',
        "a name twice": b'{"id":"a","id":"b","label":"x","kind":"state"}', "a huge number": b'{"id":' + b"9" * 100_000 + b"}", "bad UTF-8": b'{"id":"\xff\xfe","label":"x","kind":"state"}',
        "a NUL": b'{"id":"a\\u0000b","label":"x","kind":"state"}', "an id with a slash": b'{"id":"../../etc","label":"x","kind":"state"}', "an unknown column": b'{"id":"a","label":"x","kind":"state","__class__":"x"}',
        "another type": b'{"id":["a"],"label":{"x":1},"kind":"state"}', "UTF-16": '{"id":"a"}'.encode("utf-16"), "an unknown word": b'{"id":"a","label":"x","kind":"empire"}',
    }.items():  # fmt: skip
        yield f"a row of {name}", post("/v1/actors", body, "application/json")


def too_much() -> Iterator[Attack]:
    """What is larger than anybody needs."""
    yield "a query of five megabytes", ask("SELECT * { ?s ?p '" + "x" * 5_000_000 + "' }")
    yield (
        "a row of five megabytes",
        post("/v1/actors", b'{"id":"a","label":"' + b"x" * 5_000_000 + b'","kind":"state"}', "application/json"),
    )
    yield "an address of a megabyte", get("/v1/positions?actor=" + "x" * 1_000_000)
    yield "a query in an address of a megabyte", get("/sparql?query=" + "x" * 1_000_000)
    yield "a header of a megabyte", get("/v1/positions", f"X-Long: {'x' * 1_000_000}\r\n")
    yield "fifty thousand headers", get("/v1/positions", "".join(f"X-{n}: {n}\r\n" for n in range(50_000)))
    yield "ten thousand parameters", get("/v1/positions?" + "&".join(f"a{n}=1" for n in range(5_000)))
    yield "one parameter five thousand times", get("/v1/positions?" + "&".join(["limit=1"] * 5_000))
    yield "a limit beyond all", get("/v1/positions?limit=99999999999999999999")
    yield "a limit below all", get("/v1/positions?limit=-1")
    yield "draws beyond all", get("/v1/robustness?draws=999999999")
    yield (
        "an Accept that nothing meets",
        get("/v1/positions", "Accept: " + ",".join(f"a/b{n};q=0.{n}" for n in range(2_000)) + "\r\n"),
    )
    yield (
        "a zip bomb",
        post("/v1/datasets", zipped({"dataset.toml": b'id = "x"', "actors.csv": b"0" * 300_000_000}), "application/zip"),
    )
    yield "a zip of many files", post("/v1/datasets", zipped({f"{n}.csv": b"" for n in range(20_000)}), "application/zip")
    yield "a zip that climbs", post("/v1/datasets", zipped({"../../../../tmp/evil.csv": b"id\n1\n"}), "application/zip")
    yield "a zip from the root", post("/v1/datasets", zipped({"/etc/evil.csv": b"id\n1\n"}), "application/zip")
    yield "a zip in a zip", post("/v1/datasets", zipped({"a.zip": zipped({"a.csv": b"x"})}), "application/zip")
    yield "a zip cut short", post("/v1/datasets", zipped({"actors.csv": b"id\n" * 9_000})[:-40], "application/zip")
    yield "a spreadsheet that is a zip bomb", post("/v1/datasets", zipped({"xl/workbook.xml": b" " * 300_000_000}), XLSX)
    yield "a spreadsheet that is none", post("/v1/datasets", b"PK\x03\x04nothing", XLSX)
    yield (
        "a body that says it is packed",
        post("/v1/actors", gzip.compress(b"0" * 50_000_000), "application/json", AUTH + "Content-Encoding: gzip\r\n"),
    )


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip of these files."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def badly_encoded() -> Iterator[Attack]:
    """Addresses and bodies in encodings that are none."""
    for n, text in enumerate(
        ("%ff", "%c0%af", "%00", "%ed%a0%80", "%u0041", "%zz", "%25%32%66", "%0d%0aSet-Cookie:x=1", "%f0%28%8c%bc", "\u00e9")
    ):
        yield f"an actor in bad encoding {n}", get(f"/v1/positions?actor={text}")
        yield f"a row in bad encoding {n}", get(f"/v1/positions/{text}")
    yield "a query in Latin-1", post("/sparql", "SELECT * { ?s ?p 'é' }".encode("latin-1"), SPARQL, "")
    yield "a form in Latin-1", post("/sparql", b"query=ASK+%7B+%3Fs+%3Fp+%27%e9%27+%7D", "application/x-www-form-urlencoded", "")
    yield "a query in UTF-16", post("/sparql", "ASK {}".encode("utf-16"), SPARQL, "")
    yield "two queries", get("/sparql?" + urlencode([("query", "ASK {}"), ("query", "ASK {}")]))
    yield (
        "a query and an update",
        post("/update", urlencode({"query": "ASK {}", "update": "DROP ALL"}).encode(), "application/x-www-form-urlencoded"),
    )
    yield "an update as a query", get("/sparql?" + urlencode({"update": "DROP ALL"}))
    yield "a graph that is no IRI", get("/sparql?" + urlencode({"query": "ASK {}", "default-graph-uri": "<>; DROP ALL"}))
    yield "a format that there is not", get("/sparql?" + urlencode({"query": "ASK {}", "format": "exe"}))
    yield "a body of no type", post("/sparql", b"ASK {}", "")
    yield "a body of another type", post("/sparql", b"ASK {}", "text/html")
    yield "a dataset of another type", post("/v1/datasets", b"MZ", "application/x-msdownload")


def tricks() -> Iterator[Attack]:
    """Paths that lead elsewhere, methods that there are not, headers that lie."""
    for path in ("/../../../etc/passwd", "/static/../../../../etc/passwd", "/static/%2e%2e/%2e%2e/etc/passwd", "/static/..%2f..%2fetc%2fpasswd", "/static/....//etc/passwd", "//etc/passwd",
                 "/id/../../../etc/passwd", "/id/%2e%2e/%2e%2e/x", "/v1/positions/../../../etc/passwd", "/v1/datasets/..%2f..%2fetc", "/v1/datasets/%00", "/.git/config", "/.env", "/v1/./../v1",
                 "/v1/positions/%3Cscript%3Ealert(1)%3C/script%3E", "/v1/positions/RU001%00.json", "/docs/../../x", "/openapi.json/../../x", "/v1/questions/..%2f..%2fx", "/static/%00"):  # fmt: skip
        yield f"the path {path}", get(path)
    for method in ("TRACE", "CONNECT", "PROPFIND", "DEBUG", "PUT", "PATCH", "DELETE"):
        yield f"the method {method}", get("/v1/positions", method=method)
    forged = {
        "a name of another site": get("/v1/positions", host="evil.example"),
        "two names": get("/v1/positions", "Host: evil.example\r\n"),
        "no token": post("/v1/actors", b'{"id":"a","label":"x","kind":"state"}', "application/json", ""),
        "a token that there is not": post("/v1/actors", b'{"id":"a","label":"x","kind":"state"}', "application/json", "Authorization: Bearer pg_0000_nope\r\n"),
        "half a token": post("/v1/actors", b"{}", "application/json", f"Authorization: Bearer {TOKEN[:-1]}\r\n"),
        "a token of a megabyte": get("/v1/positions", f"Authorization: Bearer {'x' * 60_000}\r\n"),
        "a token in no scheme": post("/v1/actors", b"{}", "application/json", f"Authorization: {TOKEN}\r\n"),
        "a name that it gives itself": post("/v1/actors", b"{}", "application/json", "X-Forwarded-For: 127.0.0.1\r\nX-Real-IP: 127.0.0.1\r\nX-Posgraph-Caller: admin\r\nPosgraph-Caller: admin\r\n"),
        "a key that there is not": post("/v1/backups", b"", "application/json", "Posgraph-Local-Key: 0000\r\n"),
        "a removal without the right": get("/v1/datasets/miami-2025?reason=x", AUTH, method="DELETE"),
        "another method by header": post("/v1/actors", b"{}", "application/json", "X-HTTP-Method-Override: DELETE\r\n"),
        "two lengths": b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 6\r\nContent-Length: 60\r\n\r\nASK {}",
        "a length and chunks": b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "a length that is none": b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n",
        "chunks that are none": b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nnope\r\n",
        "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 this is TLS\r\n\r\n",
        "a header without a name": b"GET / HTTP/1.1\r\n: x\r\n\r\n",
        "a line break in a header": get("/v1/positions", "X-A: a\rSet-Cookie: b\r\n"),
        "a space in the address": b"GET /v1/positions?actor=a b HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        "an old protocol": b"GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
        "a cursor of its own": get("/v1/positions?cursor=" + quote("WyJhIiwiYiJd")),
        "a cursor that is none": get("/v1/positions?cursor=%00%ff"),
        "a day that is none": get("/v1/conflicts?as_of=2025-02-30"),
        "a moment that is none": get("/v1/positions?recorded_at=yesterday"),
        "a dataset that is none": get("/v1/positions?dataset=../../etc"),
        "a pattern in the place of a tag": get("/v1/actors/russia?reason=x", AUTH + 'If-Match: "*"\r\n', method="DELETE"),
        "a key of line breaks": post("/v1/actors", b"{}", "application/json", AUTH + f"Idempotency-Key: {'x' * 5_000}\r\n"),
        "the audit log by update": change("DROP GRAPH <https://w3id.org/posgraph/graph/audit>"),
        "the audit log by store": get("/store?graph=" + quote("https://w3id.org/posgraph/graph/audit", safe=""), AUTH, method="DELETE"),
        "the ontology by store": get("/store?graph=" + quote("https://w3id.org/posgraph/graph/ontology", safe=""), AUTH, method="DELETE"),
        "everything by update": change("DROP ALL"),
        "a dataset made unreadable": change("DELETE WHERE { GRAPH <https://w3id.org/posgraph/graph/dataset/miami-2025> { ?s <https://w3id.org/posgraph/ns#stance> ?o } }"),
    }  # fmt: skip
    yield from forged.items()


GROUPS = (endless, reaching_out, malformed, too_much, badly_encoded, tricks)
