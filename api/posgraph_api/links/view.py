"""The parameters of every page."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from posgraph_api.http.parameters import AS_OF, About, Day, option
from posgraph_api.links.addresses import Given


class View(About):
    """The parameters of every page; those of one page stand in a class of its own, in the order of its addresses."""

    asof: Day | None = option(None, "The day that the page is about; today if left out.", AS_OF)

    @property
    def day(self) -> date:
        """The day that the page is about."""
        return self.asof or date.today()

    def carried(self) -> list[tuple[str, Given]]:
        """What every link of the page carries on."""
        return [("dataset", self.dataset), ("asof", self.asof), ("recorded_at", self.recorded_at)]

    def given(self) -> list[tuple[str, Given]]:
        """Every parameter that is not at its default, those that are carried on first."""
        own = self.model_dump(mode="python", by_alias=True, exclude_defaults=True)
        carried = self.carried()
        return [*carried, *((name, own[name]) for name in self.names() if name in own and name not in dict(carried))]

    def changed(self, **values: Any) -> Self:
        """The same with other values; None is the default."""
        left = {name: value for name, value in self.model_dump(exclude_defaults=True).items() if name not in values}
        return type(self).model_validate(left | {name: value for name, value in values.items() if value is not None})
