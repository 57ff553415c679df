from datetime import timedelta

from bot.quiz.model import WorkspaceId
from tests.samples import NOON, SPACE


async def test_a_workspace_has_departed_until_it_comes_back(empty):
    other = WorkspaceId("slack:T2")
    for workspace in (SPACE, other):
        await empty.left(workspace, NOON)
        await empty.left(workspace, NOON + timedelta(days=1))
    assert set(await empty.departed()) == {SPACE, other}
    await empty.came_back(SPACE)
    await empty.came_back(SPACE)
    assert set(await empty.departed()) == {other}
