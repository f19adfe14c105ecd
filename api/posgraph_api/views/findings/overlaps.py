"""What the page of overlaps calls things."""

from posgraph_api.views.findings.sort import Sort

OVERLAPS = Sort("overlap", "kind", "strength", "overlap-kind", ((0.6, "s19"), (0.4, "s17"), (0.2, "s15")))
