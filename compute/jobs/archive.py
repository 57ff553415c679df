"""Jobs and their results on disk: states in SQLite, each result in a folder.

`jobs/<id>/` holds a run's images, its script and `result.json`, which is written last and renamed
into place: its presence alone means that the run is done. The folder is touched whenever it is
used, so that the results nobody has asked for the longest can go.
"""

import asyncio
import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from compute.api import DemoResult, Job, JobStatus
from compute.toolkit.demo import Finished
from content.disk import trim
from content.schema import Bilingual

SCRIPT = "demo.py"
_RESULT = "result.json"
_TABLES = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS jobs (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    owner TEXT NOT NULL,
    key TEXT NOT NULL,
    status TEXT NOT NULL,
    folder TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS jobs_by_key ON jobs (key, status);
CREATE INDEX IF NOT EXISTS jobs_by_owner ON jobs (owner, status, number);
CREATE INDEX IF NOT EXISTS jobs_by_status ON jobs (status);
CREATE INDEX IF NOT EXISTS jobs_by_demo ON jobs (json_extract(body, '$.demo'), status, number);
"""
# Until the first version, owners were members by name; nobody is to be read in here.
_NAMELESS = """
UPDATE jobs SET owner = '', body = json_set(body, '$.owner', '');
PRAGMA user_version = 1;
"""
_SAVE = """
INSERT INTO jobs (id, owner, key, status, folder, body) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE
SET status = excluded.status, folder = excluded.folder, body = excluded.body
"""
_BY_ID = "SELECT body, folder FROM jobs WHERE id = ?"
_BY_KEY = "SELECT body, folder FROM jobs WHERE key = ? AND status = 'done' ORDER BY number DESC"
_BY_OWNER = "SELECT body, folder FROM jobs WHERE owner = ? AND status = 'done' ORDER BY number DESC"
_BY_DEMO = """
SELECT body, folder FROM jobs WHERE json_extract(body, '$.demo') = ? AND status = 'done'
GROUP BY folder ORDER BY max(number) DESC LIMIT ?
"""
_FORGET = "DELETE FROM jobs WHERE folder = ?"
_FORGET_EMPTY = """
DELETE FROM jobs
WHERE (status IN ('failed', 'cancelled') OR status = 'done' AND folder <> id)
AND number <= (SELECT max(number) FROM jobs) - ?
"""
EMPTY_KEPT = 10_000
FOLDER = "jobs"
_OPEN = (JobStatus.QUEUED, JobStatus.RUNNING)


class Archive:
    """All jobs there have been; a `key` says which demo, params, seed, language and version."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER
        self._folder.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(self._folder / "jobs.sqlite", isolation_level=None)
        self._db.executescript(_TABLES)
        if self._db.execute("PRAGMA user_version").fetchone() == (0,):
            self._db.executescript(_NAMELESS)

    def close(self) -> None:
        self._db.close()

    def save(self, job: Job, key: str, folder: str = "") -> None:
        """Keep a job's state; its result is in `folder`, by default the one of its own id.

        Raises:
            OSError: it cannot be written.
        """
        body = job.model_dump_json(exclude={"result"})
        row = (job.id, job.owner, key, job.status, folder or job.id, body)
        self._write(_SAVE, row)

    def save_result(self, job_id: str, finished: Finished) -> None:
        """Write a result's files; blocking for as long as the disk takes, and safe in a thread."""
        folder = self._folder / job_id
        folder.mkdir(exist_ok=True)
        texts = {**finished.plots, SCRIPT: finished.code}
        files = {**finished.files, **{name: text.encode() for name, text in texts.items()}}
        for name, content in files.items():
            (folder / name).write_bytes(content)
        draft = folder / f"{_RESULT}.part"
        draft.write_text(finished.result.model_dump_json(), encoding="utf-8")
        os.replace(draft, folder / _RESULT)

    def find(self, key: str) -> tuple[Job, str] | None:
        """Return a job of this key that is done, and the folder of its result."""
        return self._first(_BY_KEY, key)

    def last(self, owner: str) -> Job | None:
        """Return the owner's latest job that is done."""
        found = self._first(_BY_OWNER, owner)
        return found[0] if found else None

    def recent(self, demo: str, limit: int) -> list[Job]:
        """Return the latest jobs of a demo that are done, each result once."""
        rows = self._db.execute(_BY_DEMO, [demo, limit])
        return [job for body, folder in rows if (job := self._whole(body, folder)) is not None]

    def get(self, job_id: str) -> Job | None:
        found = self._first(_BY_ID, job_id)
        return found[0] if found else None

    def file(self, job_id: str, name: str) -> Path | None:
        """Return the path of the script, or of a file that a job's result lists."""
        job, folder = self._first(_BY_ID, job_id) or (None, "")
        if job is None or job.result is None:
            return None
        known = {*job.result.artifacts, *job.result.plots, SCRIPT}
        return self._folder / folder / name if name in known else None

    async def trim(self, most: float, empty: int = EMPTY_KEPT) -> None:
        """Forget jobs, those used longest ago first, until their results take `most` bytes.

        Jobs without a result of their own, as they failed or had that of an earlier one, are
        remembered if they are among the `empty` newest jobs.
        """
        results = (place for place in self._folder.iterdir() if place.is_dir())
        for place in await asyncio.to_thread(trim, results, most):
            self._write(_FORGET, [place.name])
        self._write(_FORGET_EMPTY, [empty])

    def end_interrupted(self, error: Bilingual) -> None:
        """Give every job without an end its own: done where the result is there, else failed."""
        rows = self._db.execute(
            "SELECT body, key, folder FROM jobs WHERE status IN (?, ?)", _OPEN
        ).fetchall()
        for body, key, folder in rows:
            job = Job.model_validate_json(body)
            done = self._result(folder) is not None
            ended = {"status": JobStatus.DONE} if done else {"error": error}
            self.save(
                job.model_copy(update={"status": JobStatus.FAILED, "position": 0, **ended}), key
            )

    def _write(self, statement: str, row: Sequence[object]) -> None:
        try:
            self._db.execute(statement, row)
        except sqlite3.Error as error:
            raise OSError(f"the states of jobs cannot be written: {error}") from error

    def _first(self, query: str, value: str) -> tuple[Job, str] | None:
        """Return the first job that is whole; one whose result cannot be read is passed over."""
        for body, folder in self._db.execute(query, [value]):
            if (job := self._whole(body, folder)) is not None:
                return job, folder
        return None

    def _whole(self, body: str, folder: str) -> Job | None:
        """Return a job with its result if it has one; None where that cannot be read."""
        job = Job.model_validate_json(body)
        if job.status is not JobStatus.DONE:
            return job
        if (result := self._result(folder)) is None:
            return None
        ended = {"position": 0, "fraction": 1.0, "note": "", "result": result}
        return job.model_copy(update=ended)

    def _result(self, folder: str) -> DemoResult | None:
        """Return a result whose files are all there, and remember that it was looked at."""
        place = self._folder / folder
        try:
            os.utime(place)
            result = DemoResult.model_validate_json((place / _RESULT).read_bytes())
        except (OSError, ValidationError):
            return None
        names = (*result.artifacts, *result.plots)
        return result if all((place / name).is_file() for name in names) else None
