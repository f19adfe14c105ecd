"""Archives: datasets whose positions are too many for objects, and lie in a file of columns.

What reads and writes them is in ``archive.reading`` and ``archive.writing``; ``archive.place`` tells one when it sees it.
"""
