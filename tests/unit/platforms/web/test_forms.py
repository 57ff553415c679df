"""The form with a file in it, without a browser: what the server draws, and what it takes."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from nicegui import Client, background_tasks, core, ui

from bot.platforms.web.forms import NO_FORM, FormDialog, RequestDialog
from bot.platforms.web.identity import member
from bot.platforms.web.reply import Dialog as ReplyDialog
from bot.quiz.cards import Form, InputField, Option
from bot.quiz.errors import AttachmentGone
from bot.quiz.imports.view import import_form
from bot.quiz.model import Attachment
from tests.unit.platforms.web.test_reply import FORM

MINA = member("민지", "ko")
LIST = ui.upload.SmallFileUpload("list.md", "text/markdown", b"Q: Why?")
FORGED = json.dumps({"name": "x", "size": 1, "source": "0" * 32})
IMPORT = import_form("ko", "my-team")
TEXT = InputField(name="text", label="내 답", kind="paragraph")
ANSWER = Form(title="답하기", command="answer", fields=(TEXT,), submit="보내기")


class Dialog(FormDialog):
    """A dialog that remembers what its browser is told, and what was sent with it."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []
        self.sent: list[dict[str, str]] = []
        self.waiting: list[ReplyDialog] = []
        self.kept: list[tuple[str, bytes]] = []
        self.is_disk_full = False
        self._endless = set(background_tasks.running_tasks)
        super().__init__(MINA, self._nothing, self._keep_file, self._take_form)

    def run_method(self, name: str, *args: Any, timeout: float = 1) -> Any:
        self.told.append((name, *args))

    @property
    def uploads(self) -> list[ui.upload]:
        return [one for one in self.descendants() if isinstance(one, ui.upload)]

    async def upload(self, file: ui.upload.FileUpload = LIST) -> None:
        [upload] = self.uploads
        await upload.handle_uploads([file])
        await self._settled()

    async def hear(self, event: str, of: ui.element | None = None, args: Any = None) -> None:
        """Do what the browser does when this happens there."""
        element = of or self
        listeners = element._event_listeners.values()
        listener = next(one for one in listeners if one.type == event)
        given = [] if args is None else [json.dumps(args)]
        said = {"id": element.id, "listener_id": listener.id, "args": given}
        self.client.handle_event(said)
        await self._settled()

    async def send(self, **values: str) -> None:
        token = next(args[0] for name, *args in reversed(self.told) if name == "open")
        await self.hear("sent", args={"token": token, "values": values, "id": None})

    async def _settled(self) -> None:
        """Wait for what handlers do; only what serves the page goes on and on."""
        while tasks := background_tasks.running_tasks - self._endless:
            await asyncio.wait(tasks)

    async def _nothing(self, form: Form, values: dict[str, str], field: str) -> list[Option]:
        return []

    async def _keep_file(self, name: str, content: bytes) -> Attachment:
        if self.is_disk_full:
            raise AttachmentGone(name)
        self.kept.append((name, content))
        return Attachment(name, len(content), f"id-{len(self.kept)}")

    async def _take_form(
        self, form: Form, values: dict[str, str], id: object, dialog: ReplyDialog
    ) -> None:
        self.sent.append(values)
        self.waiting.append(dialog)

    async def dismiss(self) -> None:
        await self.hear("dismissed", args={"token": self.shown})


@pytest.fixture
async def dialog(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Dialog]:
    monkeypatch.setattr(core, "loop", asyncio.get_running_loop())
    client = Client(ui.page("/test-forms"), request=None)
    with client:
        dialog = Dialog()
    yield dialog
    client.delete()


async def test_a_form_that_wants_a_file_has_an_upload_under_its_label(dialog: Dialog) -> None:
    dialog.open(IMPORT)
    [upload] = dialog.uploads
    labels = [one.text for one in upload.descendants() if isinstance(one, ui.label)]
    assert IMPORT.fields[0].label in labels
    assert upload.props["max-file-size"] == 5_000_000
    assert upload.props["auto-upload"]
    dialog.open(FORM)
    assert dialog.uploads == []


async def test_what_was_uploaded_comes_with_the_form_whatever_a_browser_claims(
    dialog: Dialog,
) -> None:
    dialog.open(IMPORT)
    await dialog.upload()
    await dialog.send(deck="our-team", file=FORGED)
    [sent] = dialog.sent
    assert json.loads(sent["file"]) == {"name": "list.md", "size": 7, "source": "id-1"}
    assert sent["deck"] == "our-team"
    assert dialog.kept == [("list.md", b"Q: Why?")]


async def test_a_file_that_a_browser_only_claims_is_none(dialog: Dialog) -> None:
    dialog.open(IMPORT)
    await dialog.send(deck="our-team", file=FORGED)
    assert dialog.sent == [{"file": "", "deck": "our-team"}]


async def test_a_form_given_back_keeps_its_file_and_another_has_none(dialog: Dialog) -> None:
    dialog.open(IMPORT)
    await dialog.upload()
    dialog.open(import_form("ko", "../x").refused("이 이름은 쓸 수 없어요.", "deck"))
    await dialog.send(deck="our-team")
    assert "id-1" in dialog.sent[-1]["file"]
    dialog.waiting[-1].finish()
    assert dialog.uploads == []
    dialog.open(IMPORT)
    await dialog.send(deck="our-team")
    assert dialog.sent[-1]["file"] == ""


async def test_another_file_takes_the_place_of_the_first(dialog: Dialog) -> None:
    dialog.open(IMPORT)
    await dialog.upload()
    await dialog.upload(ui.upload.SmallFileUpload("other.md", "", b"Q: How?"))
    await dialog.send(deck="our-team")
    assert json.loads(dialog.sent[0]["file"])["name"] == "other.md"


async def test_a_file_that_did_not_come_or_cannot_be_kept_is_said(dialog: Dialog) -> None:
    dialog.open(IMPORT)
    await dialog.upload()
    [upload] = dialog.uploads
    await dialog.hear("failed", upload)
    gone = ("refuse", 1, "파일을 받아 오지 못했어요. 한 번 더 보내 주세요.", "file")
    assert dialog.told[-2:] == [("attach", "file", "", False), gone]
    before = len(dialog.told)
    dialog.is_disk_full = True
    await dialog.upload()
    assert dialog.told[before:] == [("attach", "file", "", False), gone]
    await dialog.send(deck="our-team")
    assert dialog.sent[-1]["file"] == ""


@pytest.mark.parametrize(("why", "is_said"), [("max-file-size", True), ("duplicate", False)])
async def test_a_file_that_is_too_large_is_said_before_it_is_sent(
    dialog: Dialog, why: str, is_said: bool
) -> None:
    dialog.open(IMPORT)
    [upload] = dialog.uploads
    await dialog.hear("rejected", upload, [why])
    assert any(name == "refuse" and "5MB" in args[1] for name, *args in dialog.told) == is_said


async def test_a_form_that_is_closed_leaves_no_way_to_upload(dialog: Dialog) -> None:
    dialog.open(IMPORT)
    await dialog.dismiss()
    assert dialog.uploads == []
    field = InputField(name="file", label="목록", kind="file")
    dialog.open(Form(title="다른", command="other", fields=(field,), submit="보내기"))
    await dialog.send()
    assert dialog.sent == [{"file": ""}]


@pytest.mark.parametrize("other", [FORM, ANSWER], ids=["another form", "the same form again"])
async def test_a_late_answer_leaves_the_form_alone_that_is_open_by_then(
    dialog: Dialog, other: Form
) -> None:
    dialog.open(ANSWER)
    await dialog.send(text="내 답")
    [late] = dialog.waiting
    await dialog.dismiss()
    dialog.open(other)
    assert not late.open(ANSWER.refused("너무 길어요.", "text"))
    assert not late.refuse("너무 길어요.")
    late.finish()
    assert dialog.shown == 2
    await dialog.send(text="다른 답")
    assert len(dialog.sent) == 2


async def test_a_form_that_was_closed_while_it_was_sent_is_not_opened_again(dialog: Dialog) -> None:
    dialog.open(ANSWER)
    await dialog.send(text="내 답")
    await dialog.dismiss()
    [late] = dialog.waiting
    assert not late.open(ANSWER.refused("너무 길어요.", "text"))
    assert dialog.shown == NO_FORM


async def test_a_form_that_was_asked_again_outlives_the_word_that_it_was_closed(
    dialog: Dialog,
) -> None:
    dialog.open(ANSWER)
    closed = dialog.shown
    await dialog.send(text="내 답")
    assert dialog.waiting[0].open(ANSWER.refused("너무 길어요.", "text"))
    await dialog.hear("dismissed", args={"token": closed})
    await dialog.send(text="짧은 답")
    assert dialog.sent[-1] == {"text": "짧은 답"}


async def test_a_press_opens_its_form_where_none_is_open(dialog: Dialog) -> None:
    press = RequestDialog(dialog)
    assert press.open(ANSWER)
    assert not press.open(FORM)
    await dialog.send(text="내 답")
    assert dialog.sent == [{"text": "내 답"}]


async def test_a_page_that_is_gone_opens_nothing(dialog: Dialog) -> None:
    dialog.client.remove_all_elements()
    assert not RequestDialog(dialog).open(ANSWER)
