"""Demos: list them, run one or two with live progress, try other values, show code, share."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.i18n.messages import say
from bot.quiz import typed_line
from bot.quiz.cards import Option
from bot.quiz.demos import form_view as forms
from bot.quiz.demos import view as views
from bot.quiz.demos.model import DemoOrder, DemoRun, Demos, plain
from bot.quiz.demos.nearest import MAX_NAME, by_name, called, nearest
from bot.quiz.dispatch import Handler, notice
from bot.quiz.errors import DemoRefused, DemosUnavailable, Refusal
from bot.quiz.model import Address, ChannelId, Invocation, titled
from bot.quiz.moderation import view as moderation_views
from bot.quiz.moderation.model import NewShare
from bot.quiz.ports import Chat, Clock, Reply
from bot.quiz.predictions.model import PREDICT
from bot.quiz.store import Store
from content.demo import DemoSpec
from content.schema import Language

DEFAULT_SEED = 0
AGAIN, CANCEL = "again", "cancel"

_AGAINST = re.compile(r"""(?:^|\s+)vs\.?(?:\s+|$)(?=(?:[^'"]|'[^']*'|"[^"]*")*$)""", re.IGNORECASE)
"""What stands between two sets of values, outside quotes."""
_MOST_COMPARED = 2


class RunningDemos:
    """Handlers of `demo` and what its buttons do, and their completions."""

    def __init__(
        self, demos: Demos, store: Store, chat: Chat, clock: Clock, predict: Handler
    ) -> None:
        """Take what asks a channel to predict a demo."""
        self._demos = demos
        self._store = store
        self._chat = chat
        self._clock = clock
        self._predict = predict

    async def demo(self, invocation: Invocation, reply: Reply) -> None:
        """Run a demo or two to compare, show or cancel one, or ask the channel to predict one.

        List all when none is named.
        """
        language = invocation.member.language
        name = invocation.args.get("name", "").strip().lower()
        if not name:
            await reply.show(views.demo_list(language, await self._demos.demos()))
        elif name == AGAIN:
            await self._again(invocation, reply)
        elif name == CANCEL:
            await self._cancel_all(invocation, reply)
        elif name == PREDICT:
            raise Refusal("error-predict-what")
        elif invocation.args.get("settings", "").strip().lower() == PREDICT:
            named = replace(invocation, args={**invocation.args, "name": name})
            await self._predict(named, reply)
        else:
            await self._start(_orders(invocation, name), reply)

    async def _start(self, orders: Sequence[DemoOrder], reply: Reply) -> None:
        """Run one or compare two; where none has that name, name the nearest and the way to all."""
        reply.rest()
        name, language = orders[0].name, orders[0].language
        demos = await self._demos.demos()
        demo = called(name, demos)
        if demo:
            orders = [
                replace(one, name=demo.name, params=by_name(one.params, demo)) for one in orders
            ]
        # Where there are no demos at all, the service says why.
        if demos and demo is None:
            await reply.show(views.unknown(language, name[:MAX_NAME], nearest(name, demos)))
        elif len(orders) == 1:
            await self._run(orders[0], demo, reply)
        else:
            await self._compare(orders, demo, reply)

    async def _run(self, order: DemoOrder, demo: DemoSpec | None, reply: Reply) -> None:
        language = order.language
        title = views.title_of(language, order.name, demo)
        try:
            async for run in self._demos.run(order):
                if run.state == "done":
                    await reply.show(views.done(language, run, demo, order.params.get("preset")))
                elif run.state in ("failed", "cancelled"):
                    await reply.show(views.ended(language, run, title))
                else:
                    await reply.show(views.running(language, run, title))
        except DemoRefused as refused:
            if demo is None or not demo.params:
                raise
            form = forms.tune_form(language, demo, {**order.params, "seed": str(order.seed)})
            await reply.ask(form.refused(refused.reason[language], refused.param))

    async def _compare(
        self, orders: Sequence[DemoOrder], demo: DemoSpec | None, reply: Reply
    ) -> None:
        """Run one after the other and show both results side by side."""
        language = orders[0].language
        title = views.title_of(language, orders[0].name, demo)
        done: list[DemoRun] = []
        for order in orders:
            async for run in self._demos.run(order):
                if run.state == "done":
                    done.append(run)
                elif run.state in ("failed", "cancelled"):
                    await reply.show(views.ended(language, run, title))
                    return
                else:
                    part = (len(done), len(orders))
                    await reply.show(views.running(language, run, title, part))
        await reply.show(views.compared(language, done, title))

    async def _again(self, invocation: Invocation, reply: Reply) -> None:
        """Show the result of this number once more, or else the member's last one."""
        member = invocation.member
        job = _job(invocation.args.get("settings", ""))
        run = await (self._demos.finished(job) if job else self._demos.last(member.id))
        if run is None:
            raise Refusal("error-no-such-run" if job else "error-nothing-run-yet", job=job)
        await reply.show(views.done(member.language, run, await self._known(run.demo), None))

    async def form(self, invocation: Invocation, reply: Reply) -> None:
        """Ask for other values, starting with those of the run the button came from.

        Without a name, ask which demo to run.
        """
        language = invocation.member.language
        name = invocation.args.get("name")
        if not name:
            await reply.ask(forms.pick_form(language))
            return
        demo = await self._known(name)
        if demo is None:
            raise Refusal("error-unknown-demo", name=name[:MAX_NAME])
        if not demo.params:
            raise Refusal("error-nothing-to-tune", name=demo.name)
        await reply.ask(forms.tune_form(language, demo, invocation.args))

    async def _known(self, name: str) -> DemoSpec | None:
        return next((demo for demo in await self._demos.demos() if demo.name == name), None)

    async def _title(self, language: Language, name: str) -> str:
        return views.title_of(language, name, await self._known(name))

    async def _cancel_all(self, invocation: Invocation, reply: Reply) -> None:
        member = invocation.member
        if not await self._demos.cancel_all(member.id):
            raise Refusal("error-nothing-runs")
        await reply.show(notice(say(member.language, "demo-cancelled")))

    async def cancel(self, invocation: Invocation, reply: Reply) -> None:
        job = _job(invocation.args["job"])
        if await self._demos.finished(job):
            raise Refusal("error-run-over")
        await self._demos.cancel(job, invocation.member.id)

    async def code(self, invocation: Invocation, reply: Reply) -> None:
        """Show a script that repeats a finished run without the bot."""
        job = _job(invocation.args["job"])
        run, code = await self._demos.finished(job), await self._demos.code(job)
        if run is None or code is None:
            raise Refusal("error-no-such-run", job=job)
        language = invocation.member.language
        title = await self._title(language, run.demo)
        await reply.show(views.script(language, run, title, code))

    async def more(self, invocation: Invocation, reply: Reply) -> None:
        """Tell all that there is to say of a finished run."""
        job = _job(invocation.args["job"])
        run = await self._demos.finished(job)
        if run is None:
            raise Refusal("error-no-such-run", job=job)
        language = invocation.member.language
        await reply.show(views.details(language, run, await self._title(language, run.demo)))

    async def share(self, invocation: Invocation, reply: Reply) -> None:
        """Post a finished run, or two that were compared, in the channel, once."""
        jobs = [_job(part) for part in invocation.args["job"].split(",")[:_MOST_COMPARED]]
        runs = [run for job in jobs if (run := await self._demos.finished(job)) is not None]
        channel = await self._store.channel(invocation.channel)
        if len(runs) < len(jobs) or channel is None:
            raise Refusal("error-nothing-to-share")
        key = f"demo:{','.join(jobs)}"
        if await self._chat.find(Address(channel.id), key):
            raise Refusal("demo-shared-already")
        if invocation.member.language != channel.language:
            reply.rest()
            runs = [await self._redrawn(run, invocation, channel.language) for run in runs]
        title = await self._title(channel.language, runs[0].demo)
        card = views.shared(channel.language, runs, title, invocation.member.name)
        instead, now = moderation_views.hidden(channel.language), self._clock.now()
        new = NewShare(channel.id, invocation.member.id, key, card, instead, now)
        share = await self._store.keep_share(new)
        await self._chat.post(Address(channel.id), share.shown, key)
        told = say(invocation.member.language, "demo-shared", channel=titled(channel.name))
        await reply.show(notice(told))

    async def _redrawn(self, run: DemoRun, invocation: Invocation, language: Language) -> DemoRun:
        """Return a run with its pictures in another language; as it is where that fails."""
        by, at = invocation.member.id, invocation.channel
        params = {name: plain(value) for name, value in (run.params or {}).items()}
        order = DemoOrder(run.demo, params, run.seed, by, at, language)
        try:
            redrawn = [one async for one in self._demos.run(order)][-1]
        except (DemoRefused, DemosUnavailable):
            return run
        return redrawn if redrawn.state == "done" else run

    async def complete_name(
        self, language: Language, args: Mapping[str, str], typed: str, channel: ChannelId
    ) -> list[Option]:
        demos = await self._demos.demos()
        found = [
            Option(value=demo.name, label=f"{demo.name} — {demo.title[language]}")
            for demo in _matching(demos, language, typed)
        ]
        again = [forms.again_option(language)] if typed and AGAIN.startswith(typed.lower()) else []
        return again + found

    async def complete_setting(
        self, language: Language, args: Mapping[str, str], typed: str, channel: ChannelId
    ) -> list[Option]:
        """Offer the params that are not set yet; `typed` is the whole of the settings so far."""
        demo = await self._known(args.get("name", ""))
        if demo is None:
            return []
        *before, last = typed.split(" ")
        side = before[_last_against(before) :]
        taken = {word.partition("=")[0] for word in side}
        head = "".join(f"{word} " for word in before)
        return [
            Option(value=f"{head}{option.value}", label=option.label)
            for option in forms.settings(language, demo)
            if option.value.startswith(last) and option.value.partition("=")[0] not in taken
        ]


def _matching(demos: Sequence[DemoSpec], language: Language, typed: str) -> list[DemoSpec]:
    """Return the demos whose name or title has what was typed; names that begin so come first."""
    wanted = typed.strip().lower()
    found = [d for d in demos if wanted in d.name or wanted in d.title[language].lower()]
    return sorted(found, key=lambda demo: not demo.name.startswith(wanted))


def _last_against(words: Sequence[str]) -> int:
    """Return the place after the last "vs", where the other side begins."""
    places = [place for place, word in enumerate(words, start=1) if _AGAINST.fullmatch(word)]
    return places[-1] if places else 0


def _orders(invocation: Invocation, name: str) -> list[DemoOrder]:
    """Return what to run: the second of two has the values of the first where it names no other.

    Typed settings and form fields count alike.
    """
    args = invocation.args
    sides = _AGAINST.split(args.get("settings", "").strip())
    if len(sides) > _MOST_COMPARED:
        raise Refusal("error-compare-two")
    params = {key: value for key, value in args.items() if key not in ("name", "settings")}
    orders: list[DemoOrder] = []
    for side in sides:
        typed = typed_line.split_settings(side)
        params = {**(_inherited(params, typed) if orders else params), **typed}
        order = DemoOrder(
            name=name,
            params={key: value for key, value in params.items() if key != "seed"},
            seed=seed_of(params.get("seed", str(DEFAULT_SEED))),
            member=invocation.member.id,
            channel=invocation.channel,
            language=invocation.member.language,
        )
        orders.append(order)
    return orders


def _inherited(first: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    """Return what the second of two orders has from the first: beside a preset, its seed alone."""
    if "preset" in typed:
        return {key: value for key, value in first.items() if key == "seed"}
    return {key: value for key, value in first.items() if key != "preset"}


def seed_of(given: str) -> int:
    """Return a seed as it was typed; raise `Refusal` where it is none."""
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        raise Refusal("error-not-a-seed", given=given[:40])
    return int(given)


def _job(given: str) -> str:
    return given.strip().removeprefix("#")[:32].lower()
