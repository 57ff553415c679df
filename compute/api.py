"""The compute service's HTTP shapes, shared by service and client: pydantic only, no torch."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, FiniteFloat

from content.demo import Shape
from content.schema import Bilingual, Language, ParamValue
from evaluators.grade import Grade, GradeRequest

MAX_BATCH = 64
MAX_FILE_BYTES = 8 * 2**20
"""Of each picture."""


FileName = Annotated[str, Field(pattern=r"^[\w-]+\.(gif|json|png)$")]


class GradeBatch(Shape):
    items: Annotated[tuple[GradeRequest, ...], Field(min_length=1, max_length=MAX_BATCH)]


class GradeResult(Shape):
    """One answer's grade, or why it could not be graded; the rest of the batch still counts."""

    grade: Grade | None = None
    error: str | None = None


class GradeResults(Shape):
    results: tuple[GradeResult, ...]


class JobRequest(Shape):
    """`owner` and `channel` are opaque ids of who asked and where: each may hold so many jobs.

    The words in the pictures are in `language`; the caption comes in both.
    """

    demo: str
    params: dict[str, Any] = Field(default_factory=dict, max_length=512)
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    owner: Annotated[str, Field(max_length=200)] = ""
    channel: Annotated[str, Field(max_length=200)] = ""
    language: Language = "ko"


class JobStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        return self in (JobStatus.DONE, JobStatus.FAILED, JobStatus.CANCELLED)


class DemoResult(Shape):
    """What one run gave; `artifacts` are file names under `/v1/jobs/{id}/artifacts/`.

    So are `plots`: those of the pictures that a browser can draw by itself, as JSON.

    `outcome` is the choice of the demo's prediction that is right for this run. Results of before
    there were headlines have neither that nor an alternative text.
    """

    metrics: dict[str, FiniteFloat]
    headline: Bilingual | None = None
    caption: Bilingual
    params: dict[str, ParamValue]
    seed: int
    artifacts: tuple[FileName, ...]
    plots: tuple[FileName, ...] = ()
    elapsed_s: FiniteFloat
    alt: Bilingual | None = None
    outcome: str = ""


class Job(Shape):
    """One demo run as it stands now; every server-sent event carries one of these.

    `position` is 1 for the next to start and 0 once started; `fraction` is in [0, 1];
    `note` is a short language-free progress text such as "epoch 3 · loss 0.21".
    `error` is one sentence for the member who asked.
    """

    id: str
    demo: str
    owner: str = ""
    status: JobStatus
    position: int = 0
    fraction: float = 0.0
    note: str = ""
    result: DemoResult | None = None
    error: Bilingual | None = None


class ChartBar(Shape):
    name: Annotated[str, Field(max_length=60)]
    value: Annotated[float, Field(ge=0.0, le=1.0)]
    label: Annotated[str, Field(max_length=30)] = ""
    is_marked: bool = False


class Chart(Shape):
    """What to draw as horizontal bars, from top to bottom; marked ones stand out."""

    title: Annotated[str, Field(max_length=100)]
    bars: Annotated[tuple[ChartBar, ...], Field(min_length=1, max_length=12)]


class Problem(Shape):
    """Body of every 4xx and 5xx: a stable code and one sentence in both languages.

    `param` names the one of a demo that the sentence is about, if it is about one.
    """

    code: str
    message: Bilingual
    param: str = ""
