"""What the page of conflicts calls things."""

from posgraph_api.views.sort import Sort

CONFLICTS = Sort("conflict", "rule", "severity", "rule")
