from types import ModuleType

import pytest

from tests.unit.platforms.discord import drawing as discord
from tests.unit.platforms.slack import drawing as slack


@pytest.fixture(scope="session", params=[discord, slack], ids=["discord", "slack"])
def drawing(request: pytest.FixtureRequest) -> ModuleType:
    """Return what draws cards and forms on a platform, and reads them as a member does."""
    return request.param
