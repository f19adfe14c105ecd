"""The rows of a dataset: lists, single rows, bulk exports."""
