"""Templates: HTML around view models. Values are escaped unless they are markup already; a name that is not there is an error."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from posgraph import __version__
from posgraph.analysis.wording import count, listed
from posgraph_api.figures.markup import Html
from posgraph_api.links.addresses import is_web
from posgraph_api.pages import assets


@cache
def environment() -> Environment:
    """The one environment of all templates."""
    made = Environment(
        loader=PackageLoader("posgraph_api"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(
        style=assets.style().href, script=assets.script().href, icon=assets.icon().href, version=__version__,
        count=count, listed=listed,
    )  # fmt: skip
    made.tests["web"] = is_web
    return made


def render(template: str, /, **values: Any) -> Html:
    """A template with these values."""
    return Html(environment().get_template(template).render(**values))
