"""The one slow thing: Kiwi, loaded once for all."""

import pytest

from evaluators.text.tokens import Analyzer


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return Analyzer()
