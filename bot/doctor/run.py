"""`quizmaster doctor`: looks at everything the bot needs and says what to do about the rest.

A platform takes part with one function that returns findings, named in `PLATFORMS`.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import asdict
from functools import partial

from rich.console import Console
from rich.text import Text

from bot.app.config import Settings
from bot.doctor import discord, fence, grading, playground, port, questions, slack, storage, tokens
from bot.doctor.finding import Diagnosis, problem
from bot.doctor.settings import read_settings
from bot.platforms.discord.endpoints import point_at
from bot.platforms.discord.identity import PREFIX as ON_DISCORD
from bot.platforms.slack.identity import PREFIX as ON_SLACK

WIDTH = 80
INDENT = 20
DEADLINE_S = 30.0
PLATFORM_S = 180.0
MARKS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "problem": ("✗", "red")}


def run_doctor(as_json: bool, every: bool = False) -> int:
    """Print what was found, of many servers `every` one; return 1 if anything has to be fixed."""
    findings = asyncio.run(_report(as_json, every))
    return int(any(finding.status == "problem" for finding in findings))


async def examine(every: bool = False) -> AsyncIterator[Diagnosis]:
    """Yield what each check finds, one check after the other."""
    settings, findings = read_settings()
    for finding in findings:
        yield finding
    if settings is None:
        return
    for name, check in CHECKS.items():
        for finding in await attempt(name, check, settings):
            yield finding
    for name, of_many in PLATFORMS.items():
        check = partial(of_many, every=every)
        for finding in await attempt(name, check, settings, PLATFORM_S):
            yield finding


async def _discord(settings: Settings, every: bool) -> list[Diagnosis]:
    point_at(settings.discord_api_base, settings.discord_gateway_url)
    channels = await storage.channels(settings, ON_DISCORD)
    return await discord.check_discord(settings.discord_token, channels, every)


async def _slack(settings: Settings, every: bool) -> list[Diagnosis]:
    found, bots = await tokens.check_tokens(settings)
    channels = await storage.channels(settings, ON_SLACK)
    return [*found, *await slack.check_slack(settings, channels, bots, every)]


Check = Callable[[Settings], Awaitable[list[Diagnosis]]]
CHECKS: dict[str, Check] = {
    storage.FOLDER: storage.check_folder,
    storage.DATABASE: storage.check_database,
    storage.BOT: storage.check_bot,
    questions.NAME: questions.check_questions,
    grading.NAME: grading.check_grading,
    fence.NAME: fence.check_fence,
    playground.NAME: playground.check_playground,
    port.METRICS: port.check_metrics,
}
PLATFORMS = {discord.NAME: _discord, slack.NAME: _slack}


async def attempt(
    name: str, check: Check, settings: Settings, deadline_s: float = DEADLINE_S
) -> list[Diagnosis]:
    """Return what a check finds; one that hangs or breaks is itself a finding."""
    try:
        async with asyncio.timeout(deadline_s):
            return await check(settings)
    except TimeoutError:
        return [problem(name, f"no answer within {deadline_s:.0f} seconds", "try again later")]
    except Exception as exc:  # A check that breaks must not hide what the others find.
        return [problem(name, f"the check itself broke ({type(exc).__name__})", "report this")]


async def _report(as_json: bool, every: bool) -> list[Diagnosis]:
    console = Console(stderr=as_json)
    findings: list[Diagnosis] = []
    with console.status("Checking …"):
        async for finding in examine(every):
            findings.append(finding)
            if not as_json:
                console.print(row(finding, console), soft_wrap=True)
    if as_json:
        print(json.dumps([asdict(one) for one in findings], ensure_ascii=False, indent=2))
    else:
        console.print(_summary(findings))
    return findings


def row(finding: Diagnosis, console: Console) -> Text:
    """Lay a finding out: mark, name, then what was found and what to do, within 80 columns."""
    mark, colour = MARKS[finding.status]
    detail = Text(finding.detail)
    if finding.fix:
        detail.append(f"\n→ {finding.fix}", "cyan")
    lines = detail.wrap(console, min(console.width, WIDTH) - INDENT, overflow="fold")
    for line in lines:
        line.rstrip()
    text = Text.assemble((mark, colour), f" {finding.check}".ljust(INDENT - 1), lines[0])
    for line in lines[1:]:
        text.append("\n".ljust(INDENT + 1)).append(line)
    return text


def _summary(findings: Sequence[Diagnosis]) -> Text:
    count = sum(finding.status == "problem" for finding in findings)
    if count:
        return Text(f"\n{count} to fix (✗), then `quizmaster doctor` again.", "red")
    if any(finding.check == storage.BOT for finding in findings):
        return Text("\nNothing to fix, but there is a bot already: see ! bot above.", "yellow")
    return Text("\nReady: `quizmaster run`.", "green")
