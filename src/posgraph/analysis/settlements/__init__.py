"""Settlements: whether the parties' red lines leave room for a deal; if not, who must move; if so, which deals are best.

How the pieces fit, in the order in which an answer is made (``answer``; docs/semantics.md defines the terms):

1. The question. ``problem`` turns positions in force into bonds (what every deal keeps), red lines (bonds that one holder may
   give up) and wishes (what a deal is worth to whom). All that follows looks at these alone.
2. What is possible. ``solver`` asks a SAT solver whether bonds can be kept together. ``components`` says what blocks a deal and
   what must move: ``parts`` splits the problem, ``search`` finds concessions and blockers of a part, ``concessions`` turns the
   ones into the others and puts a cost on them, ``reasons`` says which bonds a blocker runs against. Then the red lines move in
   one of the cheapest ways (``Problem.moving_one_of``).
3. What is best. ``encoding`` numbers what is open in the problem; ``maxsat`` finds one best sum, and so in ``scales`` the ends of
   each party's scale. ``diagram`` draws all settlements of a part as a decision diagram, ``ways`` runs through it with ``pareto``
   keeping the points that none beats: that is the ``frontier``. Where it is too large, ``best`` finds the best deals without it.
4. What is told beside. ``zones``: issue by issue what is fixed, open, shut. ``proposals``: the plans on the table. ``steps``:
   whether a deal can be put in order. ``unlinked``: what in a deal nobody has linked. ``results``: all of it, as frozen values.
"""
