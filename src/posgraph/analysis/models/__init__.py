"""Published models of bargaining, as a yardstick: small modules of pure functions, with what each assumes and its measured error.

``forecast``, ``condorcet``, ``bargain``, ``exchange`` and ``stability`` take plain numbers; ``numbers`` and ``packages`` draw
those numbers from a dataset; ``forecasts``, ``exchanges`` and ``standoff`` are what the command line and Graph answer.
"""
