"""``make docs``: write the generated pages and the shown outputs anew."""

from __future__ import annotations

import sys

from tests.api import examples, shown
from tests.api.serving import serving

from docs import notebooks
from docs.console import ROOT, pages, rewrite
from docs.pages import write

examples.rewrite()
with serving() as service:
    for page in shown.PAGES:
        shown.rewrite(page, service.url)
changed = [*write(ROOT / "docs"), *(page for page in pages() if page.is_file() and rewrite(page))]
changed += [path for path in sorted(notebooks.FOLDER.glob("*.ipynb")) if notebooks.rewrite(path)]
for path in changed:
    sys.stdout.write(f"written {path.relative_to(ROOT)}\n")
sys.stdout.write(f"{len(changed)} pages changed\n")
