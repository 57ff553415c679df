"""The field of a form that takes a file: NiceGUI's upload, and what came through it."""

import json
from collections.abc import Awaitable, Callable

from nicegui import ui
from nicegui.element import Element
from nicegui.events import GenericEventArguments, UploadEventArguments

from bot.i18n.messages import say
from bot.quiz.cards import InputField
from bot.quiz.errors import AttachmentGone
from bot.quiz.imports.handler import MAX_BYTES
from bot.quiz.model import Attachment
from content.schema import Language

Keep = Callable[[str, bytes], Awaitable[Attachment]]

WHY_REJECTED = "(files) => emit(files.map((file) => file.failedPropValidation))"


class FileField:
    """Drawn in a form's dialog. What it holds is kept here: a browser's word for it counts nothing.

    Another file takes the place of the one before; `on_trouble` is told why there is none.
    """

    def __init__(
        self,
        dialog: Element,
        field: InputField,
        language: Language,
        keep: Keep,
        on_trouble: Callable[[str], object],
    ) -> None:
        self.name = field.name
        self.value = ""
        self._dialog = dialog
        self._language = language
        self._keep = keep
        self._on_trouble = on_trouble
        with dialog:
            self._upload = ui.upload(
                label=field.label,
                auto_upload=True,
                max_file_size=MAX_BYTES,
                on_begin_upload=self._begin,
                on_upload=self._take,
            )
        self._upload.props["data-testid"] = f"form-{field.name}"
        self._upload.props["aria-live"] = "polite"
        self._upload.on("added", js_handler=self._added())
        self._upload.on("rejected", self._rejected, js_handler=WHY_REJECTED)
        self._upload.on("failed", self._fail, args=[])
        self._draw_header(field)

    def _draw_header(self, field: InputField) -> None:
        """Draw the label and a button that can be read, pressed by keyboard and named aloud."""
        with self._upload.add_slot("header"), ui.element("div"):
            with ui.element("div").classes("file-names"):
                label = ui.label(field.label).classes("field-label")
                ui.label(say(self._language, "web-form-drop")).classes("file-hint")
            button = ui.element("button").classes("button secondary").props("type=button")
            button.props["data-field"] = field.name
            button.props["aria-describedby"] = label.html_id
            pick = f"(event) => {self._uploader}.pickFiles(event)"
            with button.on("click", js_handler=pick):
                ui.label(say(self._language, "web-form-choose"))
            # Inside the button, Quasar's own would be a second one, named by the browser.
            with ui.element("span").props("hidden"):
                ui.element("q-uploader-add-trigger")

    @property
    def _uploader(self) -> str:
        return f"getElement({self._upload.id}).$refs.qRef"

    def _added(self) -> str:
        """Return what a browser does at once, so that no form goes out with the file before."""
        name = json.dumps(self.name)
        wait = f"getElement({self._dialog.id}).attach({name}, '', true)"
        return f"() => {{ {self._uploader}.removeUploadedFiles(); {wait}; }}"

    def _begin(self) -> None:
        self.value = ""

    async def _take(self, event: UploadEventArguments) -> None:
        try:
            attachment = await self._keep(event.file.name, await event.file.read())
        except AttachmentGone:
            self._fail()
        else:
            self._set(attachment.as_field)

    def _rejected(self, event: GenericEventArguments) -> None:
        if "max-file-size" in event.args:
            limit = MAX_BYTES // 1_000_000
            self._on_trouble(say(self._language, "error-file-too-large", limit=limit))

    def _fail(self) -> None:
        self._set("")
        if not self._upload.is_deleted:
            self._upload.reset()
            self._on_trouble(say(self._language, "error-attachment-gone"))

    def _set(self, value: str) -> None:
        self.value = value
        if not self._upload.is_deleted:
            self._dialog.run_method("attach", self.name, value, False)
