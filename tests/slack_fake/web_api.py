"""The Web API: reads, judges, counts and answers each request."""

from aiohttp import web

from tests.fake_server import Answer, Injections
from tests.slack_fake import api_apps, api_chat, api_conversations, api_files, api_users, api_views
from tests.slack_fake.basics import ApiError, Json
from tests.slack_fake.calls import Call, Methods, read
from tests.slack_fake.injected import too_many
from tests.slack_fake.limits import Limits
from tests.slack_fake.scopes import refuse_missing
from tests.slack_fake.world import World

MODULES = (api_apps, api_chat, api_conversations, api_files, api_users, api_views)
METHODS: Methods = {name: one for module in MODULES for name, one in module.METHODS.items()}
MISTAKES = {"invalid_cursor", "invalid_limit", "missing_argument", "unknown_method"}
WITHOUT_BOT = {"apps.connections.open", "oauth.v2.access"}


class WebApi:
    """Serves every method, the response URLs and the uploads."""

    def __init__(self, world: World, limits: Limits) -> None:
        self._world = world
        self.limits = limits
        self.injections = Injections()
        self.calls: list[Call] = []

    async def method(self, request: web.Request) -> web.Response:
        """Answer one request to a method."""
        call = await read(request, request.match_info["method"])
        call.team = self._world.tokens.get(call.token)
        return await self._serve(request, call)

    async def hook(self, request: web.Request) -> web.Response:
        """Answer one request to a response URL."""
        call = await read(request, "response_url")
        found = self._world.response_urls.get(request.path)
        call.team = found.interaction.member.team if found else None
        call.args["url"] = request.path
        return await self._serve(request, call)

    async def upload(self, request: web.Request) -> web.Response:
        """Take the bytes of a file."""
        stored = self._world.files.get(request.match_info["id"])
        if stored is None:
            return web.Response(status=404, text="not found")
        data = await request.read()
        if len(data) != stored.size:
            self._world.complain(f"upload: {len(data)} bytes, {stored.size} were announced")
        call = Call("upload", {"file": stored.id, "data": data}, "", stored.team)
        return await self._serve(request, call)

    async def download(self, request: web.Request) -> web.Response:
        """Hand out a file, to whoever may read those of its workspace."""
        call = await read(request, "download")
        call.team = self._world.tokens.get(call.token)
        call.args["file"] = request.match_info["id"]
        return await self._serve(request, call)

    async def _serve(self, request: web.Request, call: Call) -> web.Response:
        self.calls.append(call)
        wrong = self._world.judge(call.method, call.args)
        answer = await self.injections.served(call, lambda: self._answer(call, wrong))
        call.status = answer.status
        self._world.changes.tell()
        return answer.response(request)

    def _answer(self, call: Call, wrong: list[str]) -> Answer:
        try:
            if call.method == "upload":
                self._world.files[call.args["file"]].data = call.args["data"]
                return Answer(200, f"OK - {len(call.args['data'])}")
            if call.method == "download":
                return self._file(call)
            if call.method == "response_url":
                return self._respond(call, wrong)
            self._authorize(call)
            wait_s = self.limits.retry_after(call)
            if wait_s:
                return too_many(wait_s)
            return Answer(200, {"ok": True, **self._do(call, wrong)}, _scopes(call))
        except ApiError as error:
            call.error = error.error
            if error.error in MISTAKES:
                self._world.complain(f"{call.method}: {error}")
            status = 404 if call.method == "response_url" else 200
            return Answer(status, error.body, _scopes(call))

    def _authorize(self, call: Call) -> None:
        if call.method in WITHOUT_BOT:
            return
        if not call.token:
            raise ApiError("not_authed")
        if call.team is None:
            raise ApiError("invalid_auth")
        if error := self._world.dead_tokens.get(call.token):
            raise ApiError(error)

    def _do(self, call: Call, wrong: list[str]) -> Json:
        handler = METHODS.get(call.method)
        if handler is None:
            raise ApiError("unknown_method", req_method=call.method)
        refuse_missing(call)
        refuse(wrong)
        return handler(self._world, call)

    def _file(self, call: Call) -> Answer:
        stored = self._world.files.get(call.args["file"])
        if stored is None:
            return Answer(404, "<html>Not found</html>", kind="text/html")
        if stored.team is not call.team or "files:read" not in stored.team.scopes:
            return Answer(200, "<html>Sign in to Slack</html>", kind="text/html")
        return Answer(200, stored.data, kind="application/octet-stream")

    def _respond(self, call: Call, wrong: list[str]) -> Answer:
        found = self._world.response_urls.get(call.args["url"])
        if found is None or call.team is None or not call.team.is_installed:
            raise ApiError("invalid_url")
        if found.is_vague(call.args):
            self._world.complain("response_url: does not say whether it replaces the original")
        refuse(wrong)
        found.use(call.args)
        return Answer(200, "ok")


def refuse(wrong: list[str]) -> None:
    """Raise the first fault that Slack itself minds."""
    for one in wrong:
        code, _, reason = one.partition(": ")
        if code != "rule":
            raise ApiError(code, reason)


def _scopes(call: Call) -> dict[str, str]:
    if call.team is None or call.method == "response_url":
        return {}
    return {"X-OAuth-Scopes": ",".join(sorted(call.team.scopes))}
