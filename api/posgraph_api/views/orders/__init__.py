"""The order of steps: arrows, contradictions with their ways out, and the road map."""
