"""Lists written where a test wants them."""

from pathlib import Path

import pytest

from tests.unit.content.importers.lists import Lists


@pytest.fixture
def lists(tmp_path: Path) -> Lists:
    """Write each text as a file: `a.md` from `a_md`."""

    def write(**texts: str) -> list[Path]:
        paths = []
        for name, text in texts.items():
            path = tmp_path / name.replace("_", ".")
            path.write_text(text, encoding="utf-8")
            paths.append(path)
        return paths

    return write
