"""Demos: list them, run one with live progress, try other values, share the result."""

from collections.abc import Mapping, Sequence

from bot.quiz import commands
from bot.quiz.cards import Option
from bot.quiz.errors import Refusal
from bot.quiz.model import Address, Invocation
from bot.quiz.ports import Channels, Chat, Demo, Demos, Reply
from bot.quiz.views import demo as views
from content.schema import Language

DEFAULT_SEED = 0


class RunningDemos:
    """Handlers of `demo`, `demo form`, `demo cancel` and `demo share`, and their completions."""

    def __init__(self, demos: Demos, channels: Channels, chat: Chat) -> None:
        self._demos = demos
        self._channels = channels
        self._chat = chat

    async def demo(self, invocation: Invocation, reply: Reply) -> None:
        """Run a demo, or list them all when none is named."""
        language = invocation.member.language
        name = invocation.args.get("name", "").strip().lower()
        if not name:
            await reply.show(views.demo_list(language, await self._demos.demos()))
            return
        params, seed = _settings(invocation.args)
        async for run in self._demos.run(name, params, seed, invocation.member.id):
            if run.state == "done":
                await reply.show(views.done(language, run))
            elif run.state in ("failed", "cancelled"):
                await reply.show(views.ended(language, run))
            else:
                await reply.show(views.running(language, run))

    async def form(self, invocation: Invocation, reply: Reply) -> None:
        """Ask for other values, starting with those of the run the button came from.

        Without a name, ask which demo to run.
        """
        language = invocation.member.language
        name = invocation.args.get("name")
        if not name:
            await reply.ask(views.pick_form(language))
            return
        demo = await self._named(name)
        if not demo.params:
            raise Refusal("error-nothing-to-tune", name=demo.name)
        await reply.ask(views.tune_form(language, demo, invocation.args))

    async def _named(self, name: str) -> Demo:
        found = next((demo for demo in await self._demos.demos() if demo.name == name), None)
        if found is None:
            raise Refusal("error-unknown-demo", name=name[:48])
        return found

    async def cancel(self, invocation: Invocation, reply: Reply) -> None:
        await self._demos.cancel(invocation.args["job"], invocation.member.id)

    async def share(self, invocation: Invocation, reply: Reply) -> None:
        """Post a finished run in the channel, once."""
        run = await self._demos.finished(invocation.args["job"])
        channel = await self._channels.channel(invocation.channel)
        if run is None or channel is None:
            raise Refusal("error-nothing-to-share")
        card = views.shared(channel.language, run, invocation.member.name)
        await self._chat.post(Address(channel.id), card, f"demo:{run.job}")

    async def complete_name(
        self, language: Language, args: Mapping[str, str], typed: str
    ) -> list[Option]:
        demos = await self._demos.demos()
        return [
            Option(value=demo.name, label=f"{demo.name} — {demo.title[language]}")
            for demo in _matching(demos, typed)
        ]

    async def complete_setting(
        self, language: Language, args: Mapping[str, str], typed: str
    ) -> list[Option]:
        """Offer the params that are not set yet; `typed` is the whole of the settings so far."""
        demos = {demo.name: demo for demo in await self._demos.demos()}
        demo = demos.get(args.get("name", ""))
        *before, last = typed.split(" ")
        if demo is None:
            return []
        taken = {word.partition("=")[0] for word in before}
        head = "".join(f"{word} " for word in before)
        return [
            Option(
                value=f"{head}{param.name}={param.default}",
                label=f"{param.name} — {param.title[language]} ({views.bounds(param)})",
            )
            for param in demo.params
            if param.name not in taken and param.name.startswith(last)
        ]


def _matching(demos: Sequence[Demo], typed: str) -> list[Demo]:
    wanted = typed.lower()
    found = [demo for demo in demos if wanted in demo.name]
    return sorted(found, key=lambda demo: not demo.name.startswith(wanted))


def _settings(args: Mapping[str, str]) -> tuple[dict[str, str], int]:
    """Return a run's params and seed, from typed settings and from form fields alike."""
    given = {key: value for key, value in args.items() if key not in ("name", "settings")}
    params = commands.split_settings(args.get("settings", "")) | given
    seed = params.pop("seed", str(DEFAULT_SEED))
    if not (seed.isascii() and seed.isdigit() and len(seed) < 10):
        raise Refusal("error-not-a-number", name="seed", given=seed[:40])
    return params, int(seed)
