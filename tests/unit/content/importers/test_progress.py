import io

import pytest
from rich.console import Console

from content.importers import show


@pytest.mark.parametrize(("seconds", "shown"), [(0.5, False), (1.5, True)])
def test_the_bar_shows_only_when_the_work_takes_over_a_second(
    seconds: float, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=80)
    monkeypatch.setattr(show, "Console", lambda stderr: console)
    now = 100.0
    monkeypatch.setattr(show.time, "monotonic", lambda: now)
    bar = show.Bar()
    now += seconds
    bar("Merging", 3, 7)
    bar.stop()
    assert ("Merging" in screen.getvalue()) is shown
