"""What the page of conflicts calls things."""

from posgraph_api.views.findings.sort import Sort

CONFLICTS = Sort("conflict", "rule", "severity", "rule", ((0.6, "s1"), (0.4, "s3"), (0.2, "s5")))
