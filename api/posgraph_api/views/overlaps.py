"""What the page of overlaps calls things."""

from posgraph_api.views.sort import Sort

OVERLAPS = Sort("overlap", "kind", "strength", "overlap-kind")
