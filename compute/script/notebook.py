"""A script as a Jupyter notebook: the same code, in cells."""

import json
import re
from typing import Any

from compute.script.script import Script

_SAVES = '        picture.save(f"{name}.gif", "pillow")\n'
_SHOWS = '        display(Image(f"{name}.gif"))\n'
_SAVED = re.compile(r'\.save\("([\w-]+\.gif)"')
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def notebook(script: Script) -> str:
    """Return the text of an `.ipynb` (nbformat 4.5), where pictures that move do so."""
    sources = [script.settings, script.definitions, script.measurement, script.pictures]
    shown = script.pictures.replace(_SAVES, _SAVES + _SHOWS)
    shown += "".join(f'display(Image("{name}"))\n' for name in _SAVED.findall(shown))
    if shown != script.pictures:
        sources[-1] = f"from IPython.display import Image, display\n\n{shown}"
    cells: list[dict[str, Any]] = [
        {"cell_type": "markdown", "source": f"# {script.title}\n\n{script.needs}"},
        *(
            {"cell_type": "code", "source": source.strip(), "outputs": [], "execution_count": None}
            for source in sources
            if source
        ),
    ]
    for number, cell in enumerate(cells):
        cell |= {"id": f"cell-{number}", "metadata": {}}
    whole = {"cells": cells, "metadata": {"kernelspec": _KERNEL}}
    return json.dumps(whole | {"nbformat": 4, "nbformat_minor": 5}, ensure_ascii=False, indent=1)
