"""What keeps a demo from the files, processes and networks of its machine?"""

import asyncio
import sys

from pydantic import SecretStr

from bot.app.config import Settings
from bot.doctor.finding import Diagnosis, ok, warning
from compute import client
from compute.jobs.fence import Fence, find_fence
from content.extras import missing_for_demos

NAME = "fence of demos"
ONLY_OURS = "only quizmaster's own run"
LINUX = "run compute on Linux, or in the container, where others are wanted (docs/demos.md)"
LANDLOCK = "use a kernel from 5.13 on with Landlock, and Docker from 23 on (docs/demos.md)"
NODES = "start one that has a CPU (docs/operating.md)"
SECCOMP = "install libseccomp (Debian, Ubuntu: apt install libseccomp2), then the demos extra anew"


async def check_fence(settings: Settings) -> list[Diagnosis]:
    """Check what the kernel keeps demos from, where they run: here, or at the service named."""
    if not settings.compute_url:
        if missing_for_demos():
            return [ok(NAME, "not needed: demos aren't installed")]
        on_linux = sys.platform == "linux"
        return [diagnosis(await asyncio.to_thread(find_fence), SECCOMP if on_linux else LINUX)]
    token = settings.compute_token
    return await asyncio.gather(*(_asked(str(url), token) for url in settings.compute_url))


async def _asked(url: str, token: SecretStr) -> Diagnosis:
    async with client.ComputeClient(url, token) as compute:
        try:
            return diagnosis(await compute.fence(), SECCOMP)
        except (client.ComputeRefused, client.ComputeUnavailable) as exc:
            return warning(NAME, f"unknown: {exc}", "see what is said about grading")


def diagnosis(fence: Fence, fix: str) -> Diagnosis:
    """Say which parts of a fence hold; `fix` is what brings seccomp."""
    if fence.nodes == 0:
        return warning(NAME, "unknown: no node of the Ray cluster runs demos", NODES)
    who = "the kernel" if fence.nodes is None else f"the weakest of {fence.nodes} Ray node(s)"
    if fence.holds:
        kept = f"{who} keeps demos to their own folder, one process and no network"
        return ok(NAME, f"{kept} (Landlock {fence.landlock}, seccomp)")
    if fence.landlock:
        detail = f"{who} keeps demos from other files, not from processes and the network"
        return warning(NAME, f"{detail}; {ONLY_OURS}", fix)
    if fence.seccomp:
        detail = f"{who} keeps demos from processes and the network, not from other files"
        return warning(NAME, f"{detail}; {ONLY_OURS}", LANDLOCK)
    return warning(NAME, f"{who} keeps demos from nothing; {ONLY_OURS}", fix)
