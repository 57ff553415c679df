"""Pages of demos over HTTP: what is shown, what runs, and what is refused in a sentence."""

import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from bot.platforms.shared.host_check import HostCheckMiddleware
from bot.platforms.shared.http import HttpServer
from bot.platforms.shared.rate_limits import MEMBER_BURST
from bot.platforms.web.demo_pages import CHANNEL, COOKIE, MAX_QUERY, DemoPages, serve_demo_pages
from bot.platforms.web.demo_runs import DemoRuns
from bot.quiz.demos.model import DemoOrder, DemoRun
from bot.quiz.errors import DemoRefused, DemosUnavailable
from bot.quiz.model import MemberId
from content.demo import DemoSpec, ParamSpec, Preset
from content.schema import Bilingual
from tests.doubles import FakeDemos
from tests.fakes import InMemoryMedia

RATE = ParamSpec(
    name="lr",
    type="float",
    title=Bilingual(ko="학습률", en="learning rate"),
    default=0.1,
    minimum=0.001,
    maximum=2.0,
)
WORDS = ParamSpec(
    name="text", type="text", title=Bilingual(ko="글", en="text"), default="the default"
)
GD = DemoSpec(
    name="gd-1d",
    title=Bilingual(ko="경사하강법", en="Gradient descent"),
    params=(RATE, WORDS),
    presets=(
        Preset(
            name="diverges",
            works=False,
            look=Bilingual(ko="멀어져요.", en="It runs away."),
            params={"lr": 1.05},
        ),
    ),
    topic=Bilingual(ko="최적화", en="Optimisation"),
)
DONE = DemoRun(
    job="0a1b2c3d",
    demo="gd-1d",
    state="done",
    caption=Bilingual(ko="내려갔어요. 0.5예요.", en="It went down to 0.5. Here is why."),
    params={"lr": 0.3, "text": "the default"},
    seed=2,
    pictures=("plot.png",),
    plots=("path.json",),
)
RUNNING = DemoRun(job="0a1b2c3d", demo="gd-1d", state="running", fraction=0.5, note="step 3")
KOREAN = {"accept-language": "ko-KR,ko;q=0.9"}


@pytest.fixture
def demos() -> FakeDemos:
    demos = FakeDemos()
    demos.offer([GD], [RUNNING, DONE])
    return demos


@pytest.fixture
async def site(demos: FakeDemos) -> AsyncIterator[AsyncClient]:
    app = FastAPI()
    app.mount("/d", DemoPages(demos, has_chat=True).app)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://localhost") as client:
        yield client


async def events(site: AsyncClient, query: str, name: str = "gd-1d") -> list[Any]:
    response = await site.post(f"/d/{name}/runs?{query}", headers={"accept-language": "en"})
    assert response.headers["content-type"].startswith("text/event-stream")
    rows = response.text.splitlines()
    return [json.loads(row.removeprefix("data: ")) for row in rows if row.startswith("data: ")]


@pytest.mark.parametrize(
    ("path", "headers", "title"),
    [
        ("/d/gd-1d", {}, "Gradient descent"),
        ("/d/gd-1d", KOREAN, "경사하강법"),
        ("/d/gd-1d?lang=en", KOREAN, "Gradient descent"),
        ("/d/", KOREAN, "최적화"),
    ],
)
async def test_a_page_speaks_the_language_of_the_address_or_else_of_the_browser(
    site: AsyncClient, path: str, headers: dict[str, str], title: str
) -> None:
    response = await site.get(path, headers=headers)
    assert response.status_code == 200
    assert title in response.text


@pytest.mark.parametrize(
    ("query", "ignored"),
    [
        ("lr=0.2&vs.lr=1&seed=2&preset=diverges&job=1&lang=en", None),
        ("foo=1&lr=0.2&vs.bar=2", "foo, vs.bar"),
        ("preset=nope", "preset=nope"),
        ("%3Cb%3E=1", "&lt;b&gt;"),
    ],
)
async def test_what_the_address_names_and_the_demo_lacks_is_said(
    site: AsyncClient, query: str, ignored: str | None
) -> None:
    page = (await site.get(f"/d/gd-1d?{query}")).text
    assert ("has no such values" in page) == (ignored is not None)
    assert ignored is None or f": {ignored}<" in page


async def test_an_unknown_demo_is_a_404_with_the_nearest_names(site: AsyncClient) -> None:
    response = await site.get("/d/gd-id", headers=KOREAN)
    assert response.status_code == 404
    assert "/d/gd-1d?lang=ko" in response.text


async def test_an_address_below_a_demo_without_a_page_says_so(site: AsyncClient) -> None:
    response = await site.get("/d/gd-1d/nowhere", headers=KOREAN)
    assert response.status_code == 404
    assert "이 주소에는 아무것도 없어요." in response.text


async def test_an_unknown_demo_is_named_without_its_markup(site: AsyncClient) -> None:
    response = await site.get("/d/gd-id%3Cscript%3E", headers=KOREAN)
    assert response.status_code == 404
    assert "gd-id<script>" not in response.text
    assert "gd-id&lt;script&gt;" in response.text


async def test_a_page_tells_params_presets_and_words_for_its_script(site: AsyncClient) -> None:
    text = (await site.get("/d/gd-1d")).text
    data = text.partition('id="demo">')[2].partition("</script>")[0]
    told = json.loads(data)
    assert [param["name"] for param in told["params"]] == ["lr", "text"]
    assert told["params"][0]["default"] == "0.1"
    assert told["presets"][0]["params"] == {"lr": "1.05"}
    assert told["presets"][0]["title"] == "learning rate: 1.05"


async def test_a_run_is_told_as_it_goes_and_by_its_first_sentence(
    site: AsyncClient, demos: FakeDemos
) -> None:
    running, done = await events(site, "lr=0.3&seed=2&lang=en")
    assert (running["state"], running["fraction"], running["note"]) == ("running", 0.5, "step 3")
    assert done["caption"] == ["It went down to 0.5.", "Here is why."]
    assert done["pictures"] == ["/media/plot.png"]
    (order,) = demos.orders
    assert (order.name, order.params, order.seed) == ("gd-1d", {"lr": "0.3"}, 2)
    assert order.language == "en"


async def test_a_run_has_its_headline_and_what_is_seen_in_it(
    site: AsyncClient, demos: FakeDemos
) -> None:
    words = Bilingual(ko="요점", en="The point")
    demos.offer([GD], [replace(DONE, headline=words, alt=words)])
    (done,) = await events(site, "lr=0.3")
    assert (done["headline"], done["alt"]) == ("The point", "The point")


async def test_a_browser_is_one_visitor_by_its_cookie(site: AsyncClient, demos: FakeDemos) -> None:
    await site.get("/d/gd-1d")
    await events(site, "lr=0.3")
    first = (await site.get("/d/gd-1d")).headers.get("set-cookie")
    assert first is None
    assert demos.orders[0].member == f"web:page:{site.cookies[COOKIE]}"
    site.cookies[COOKIE] = "../../someone else"
    await events(site, "lr=0.3")
    assert demos.orders[1].member == "web:page:"


@pytest.mark.parametrize(
    ("query", "sentence", "param"),
    [
        ("seed=abc", "abc", "seed"),
        ("seed=-1", "-1", "seed"),
        ("text=" + "x" * MAX_QUERY, "too long", ""),
        ("&".join(f"p{i}=1" for i in range(40)), "too long", ""),
    ],
)
async def test_what_cannot_be_run_is_refused_in_a_sentence(
    site: AsyncClient, demos: FakeDemos, query: str, sentence: str, param: str
) -> None:
    (refused,) = await events(site, query + "&lang=en")
    assert refused["state"] == "refused"
    assert sentence in refused["sentence"]
    assert refused["param"] == param
    assert not demos.orders


async def test_a_bad_value_is_refused_beside_its_field(site: AsyncClient, demos: FakeDemos) -> None:
    demos.fail(DemoRefused(Bilingual(ko="너무 커요.", en="lr is too large."), "lr"))
    (refused,) = await events(site, "lr=9")
    assert (refused["sentence"], refused["param"]) == ("lr is too large.", "lr")


@pytest.mark.usefixtures("no_refill")
async def test_too_many_runs_at_once_are_refused_as_members_are(site: AsyncClient) -> None:
    for _ in range(MEMBER_BURST):
        assert (await events(site, "lr=0.3"))[-1]["state"] == "done"
    (refused,) = await events(site, "lr=0.3")
    assert refused["state"] == "refused"


async def test_a_run_that_nobody_listens_to_any_more_is_cancelled(demos: FakeDemos) -> None:
    runs, visitor = DemoRuns(demos), MemberId("web:page:me")
    order = DemoOrder("gd-1d", {}, 0, visitor, CHANNEL, "en")
    async with aclosing(runs.events(visitor, "en", lambda: order)) as states:
        await anext(states)
    assert demos.cancelled == [(RUNNING.job, visitor)]


async def test_away_is_a_sentence_on_the_page_and_in_the_run(
    site: AsyncClient, demos: FakeDemos, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away() -> Any:
        raise DemosUnavailable("gone")

    monkeypatch.setattr(demos, "demos", away)
    demos.fail(DemosUnavailable("gone"))
    response = await site.get("/d/gd-1d")
    assert response.status_code == 503
    assert "taking a break" in response.text
    assert response.headers["refresh"] == "5"
    (refused,) = await events(site, "lr=0.3")
    assert "taking a break" in refused["sentence"]


async def test_a_long_address_is_refused(site: AsyncClient) -> None:
    assert (await site.get(f"/d/gd-1d?lr={'1' * MAX_QUERY}")).status_code == 414


async def test_earlier_runs_come_without_names_and_without_words_of_members(
    site: AsyncClient, demos: FakeDemos
) -> None:
    own = DemoRun("1", "gd-1d", "done", params={"text": "my secret"}, pictures=("a.png",))
    demos.offer([GD], [DONE, own, replace(DONE, job="2")])
    recent = (await site.get("/d/gd-1d/recent?lang=en")).json()
    assert [one["values"] for one in recent] == ["lr=0.3 text=the default seed=2"]
    assert recent[0]["href"] == "?lr=0.3&text=the+default&seed=2&lang=en"


async def test_an_old_result_its_code_and_its_plot_open_by_number(
    site: AsyncClient, demos: FakeDemos
) -> None:
    demos.plots["path.json"] = b'{"panels": []}'
    assert (await site.get("/d/gd-1d/jobs/0a1b2c3d")).json()["pictures"] == ["/media/plot.png"]
    assert (await site.get("/d/gd-1d/jobs/0a1b2c3d/code")).text == demos.script
    assert (await site.get("/d/gd-1d/jobs/0a1b2c3d/plots/path.json")).json() == {"panels": []}
    for path in ("/d/gd-1d/jobs/ffff", "/d/gd-1d/jobs/ffff/code", "/d/other/jobs/0a1b2c3d"):
        assert (await site.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [
        ("/d/gd-1d", "quiz.example.com", 200),
        ("/d/gd-1d", "evil.example.com", 403),
        ("/", "quiz.example.com", 403),
        ("/done", "quiz.example.com", 403),
    ],
)
async def test_the_public_host_reaches_the_pages_and_nothing_else(
    demos: FakeDemos, path: str, host: str, status: int
) -> None:
    app = FastAPI()
    app.mount("/d", DemoPages(demos, has_chat=True).app)
    guarded = HostCheckMiddleware(
        app, "127.0.0.1", public_host="quiz.example.com", published=("/d/", "/media/")
    )
    async with AsyncClient(transport=ASGITransport(guarded), base_url=f"http://{host}") as client:
        assert (await client.get(path)).status_code == status


@pytest.mark.parametrize("query", ["", "?lang=ko&a=b"])
async def test_the_gallery_is_reached_without_its_slash_in_the_language_asked_for(
    demos: FakeDemos, query: str
) -> None:
    server = HttpServer(port=0)
    serve_demo_pages(server, demos, InMemoryMedia(), has_chat=False)
    async with AsyncClient(transport=ASGITransport(server.app), base_url="http://localhost") as it:
        response = await it.get(f"/d{query}")
    assert response.headers["location"] == f"/d/{query}"


def test_scripts_are_smaller_than_their_budget() -> None:
    from bot.platforms.web.assets import STATIC

    sizes = [path.stat().st_size for path in (STATIC / "demo").glob("*.js")]
    assert sum(sizes) < 300_000
