"""Addresses of every page about the bundled data, with a drawer open where a page has one."""

from __future__ import annotations

DAY = "asof=2025-12-29"

ADDRESSES = {
    "home": f"/?{DAY}",
    "matrix": f"/matrix?{DAY}&cell=russia~ceasefire",
    "conflicts": f"/conflicts?{DAY}&edge=russia~ukraine",
    "orders": f"/orders?{DAY}&cycle=1",
    "timeline": f"/timeline?{DAY}",
    "settlements": f"/settlements?{DAY}",
    "overlaps": f"/overlaps?{DAY}",
    "ground": f"/ground?{DAY}&demand=ceasefire",
    "search": f"/search?{DAY}&q=ceasefire",
    "sparql": "/sparql?query=SELECT%20%3Fholder%20%3Fdemand%20%7B%20%3Fp%20pg%3Aholder%20%3Fholder%20%3B%20"
    "pg%3Atarget%20%3Fdemand%20%7D%20LIMIT%2020",
    "questions": "/v1/questions",
    "reference": "/docs",
    "actor": "/id/miami-2025/actor/russia",
    "issue": "/id/miami-2025/issue/ceasefire",
    "demand": "/id/miami-2025/demand/ceasefire",
    "position": "/id/miami-2025/position/RU001",
    "order": "/id/miami-2025/order/SQ001",
    "source": "/id/miami-2025/source/expertnews-2025-12-29",
    "login": "/login",
    "nothing": "/nothing",
}
"""By name; the pages of the review need a login and are not among them."""

VIEWS = ("home", "matrix", "conflicts", "orders", "timeline", "settlements", "overlaps", "ground", "search")
"""Those that show a view of a day."""
