"""How to add what is missing, wherever quizmaster came from."""

import subprocess
import sys
from typing import Any

import pytest

from content.extras import adding

WHEEL = {"url": "file:///my%20dist/quizmaster-0.1.0-py3-none-any.whl", "archive_info": {}}
CHECKOUT = {"url": "file:///opt/quizmaster", "dir_info": {"editable": True}}
GIT = {"url": "https://example.com/q.git", "vcs_info": {"vcs": "git", "commit_id": "1"}}


@pytest.mark.parametrize(
    ("origin", "said"),
    [
        (WHEEL, "'/my dist/quizmaster-0.1.0-py3-none-any.whl[demos]'"),
        (CHECKOUT, "--editable '/opt/quizmaster[demos]'"),
        (GIT, "'quizmaster[demos] @ git+https://example.com/q.git'"),
        ({}, "'quizmaster[demos]'"),
    ],
)
def test_an_extra_comes_from_where_we_came_from_into_this_environment(
    origin: dict[str, Any], said: str
) -> None:
    assert adding("demos", origin) == f"{sys.executable} -m pip install {said}"


def test_where_there_is_no_pip_uv_has_installed_us() -> None:
    said = adding("demos", CHECKOUT, has_pip=False)
    assert said == "uvx --from '/opt/quizmaster[demos]' quizmaster"
    assert "uvx" not in adding("demos", {}, has_pip=False)


def test_setuptools_still_supplies_distutils_once_we_have_looked_for_pip() -> None:
    code = "import content.extras, torch.utils.benchmark"
    command = [sys.executable, "-W", "error:The distutils package", "-c", code]
    assert subprocess.run(command, check=False).returncode == 0
