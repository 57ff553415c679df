"""Jobs and their results on disk, so that they outlive the service.

`jobs/<id>/job.json` is the state, `result.json` the result. The result is written last and
renamed into place, so that its presence alone means that the job is done.
"""

import os
import shutil
from pathlib import Path

from pydantic import ValidationError

from compute.api import DemoResult, Job, JobStatus
from compute.toolkit.demo import Finished
from content.schema import Bilingual


class Archive:
    """A folder with one sub-folder per job."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "jobs"
        self._folder.mkdir(parents=True, exist_ok=True)

    def path(self, job_id: str, name: str) -> Path:
        return self._folder / job_id / name

    def save(self, job: Job) -> None:
        self._write(job.id, "job.json", job.model_dump_json(exclude={"result"}).encode())

    def save_result(self, job_id: str, finished: Finished) -> None:
        for name, content in finished.files.items():
            self._write(job_id, name, content)
        self._write(job_id, "result.json", finished.result.model_dump_json().encode())

    def remove(self, job_id: str) -> None:
        shutil.rmtree(self._folder / job_id, ignore_errors=True)

    def load(self, interrupted: Bilingual) -> list[Job]:
        """Return every readable job, oldest first; one without an end failed as `interrupted`."""
        paths = sorted(self._folder.glob("*/job.json"), key=lambda path: path.stat().st_mtime)
        jobs = [self._read(path.parent) for path in paths]
        found = [job for job in jobs if job is not None]
        return [self._end(job, interrupted) for job in found]

    def _end(self, job: Job, interrupted: Bilingual) -> Job:
        if job.status.is_final:
            return job
        failed = job.model_copy(
            update={"status": JobStatus.FAILED, "position": 0, "error": interrupted}
        )
        self.save(failed)
        return failed

    def _read(self, folder: Path) -> Job | None:
        try:
            job = Job.model_validate_json((folder / "job.json").read_bytes())
            if not (folder / "result.json").exists():
                return job
            result = DemoResult.model_validate_json((folder / "result.json").read_bytes())
        except (OSError, ValidationError):
            return None
        done = {"status": JobStatus.DONE, "position": 0, "fraction": 1.0, "result": result}
        return job.model_copy(update=done)

    def _write(self, job_id: str, name: str, content: bytes) -> None:
        path = self.path(job_id, name)
        path.parent.mkdir(exist_ok=True)
        draft = path.with_suffix(path.suffix + ".part")
        draft.write_bytes(content)
        os.replace(draft, path)
