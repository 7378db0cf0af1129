"""Time a run into a folder and into a bucket: `make bench-store N=3000`.

The bucket is a server on loopback that keeps objects in memory and answers after a pause, as one far away
does. The letters are 25 KB of random bytes: what is timed is the run.
"""

import argparse
import os
import random
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, quote, urlsplit

from letterpress.running import Job, Made, Maker, RunOptions, run_jobs
from letterpress.stores import FolderStore, Store
from letterpress.stores.buckets import BucketStore

LETTER_BYTES = 25_000
PAGE = 1000  # objects in an answer to a list request, as in S3
PAUSES_MS = (0, 20)
PROCESSES = (1, 2, 8)


def build_maker() -> Maker:
    """Build what makes letters."""
    return make


def make(payload: object) -> Made:
    """Make a letter in no time."""
    pdf = random.Random(str(payload)).randbytes(LETTER_BYTES)  # noqa: S311 -- no secret
    return Made(pdf, 1, sha256(pdf).hexdigest(), ("pdf/a-2a",), ())


class Bucket(BaseHTTPRequestHandler):
    """As much of S3 as a run asks for."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    pause_s = 0.0
    objects: dict[str, bytes] = {}  # noqa: RUF012 -- one bucket for all requests

    def do_PUT(self) -> None:
        """Keep an object."""
        self.objects[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(200, b"")

    def do_GET(self) -> None:
        """Give an object, or a list of keys under a prefix."""
        asked = urlsplit(self.path)
        if asked.query:
            self._answer(200, self._list(asked.path, parse_qs(asked.query)))
        else:
            found = self.objects.get(self.path)
            self._answer(404 if found is None else 200, found or b"")

    def log_message(self, *_arguments: object) -> None:
        """Say nothing of requests."""

    def _list(self, bucket: str, query: dict[str, list[str]]) -> bytes:
        (prefix,), (after,) = query["prefix"], query.get("continuation-token", [""])
        keys = sorted(path.removeprefix(f"{bucket}/") for path in self.objects)
        keys = [key for key in keys if key.startswith(quote(prefix)) and key > after]
        shown = "".join(
            f"<Contents><Key>{key}</Key><Size>1</Size>"
            "<LastModified>2026-11-24T12:00:00.000Z</LastModified></Contents>"
            for key in keys[:PAGE]
        )
        more = f"<NextContinuationToken>{keys[PAGE - 1]}</NextContinuationToken>" if keys[PAGE:] else ""
        return f"<ListBucketResult>{shown}{more}</ListBucketResult>".encode()

    def _answer(self, status: int, body: bytes) -> None:
        time.sleep(self.pause_s)
        self.send_response(status)
        self.send_header("ETag", '"x"')
        self.send_header("Last-Modified", "Tue, 24 Nov 2026 12:00:00 GMT")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def serve(connection: Connection, pause_s: float) -> None:
    """Serve a bucket, and say at which port."""
    Bucket.pause_s = pause_s
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    server.daemon_threads = True
    connection.send(server.server_port)
    server.serve_forever()


@contextmanager
def serving(pause_s: float) -> Iterator[None]:
    """Serve a bucket in another process, and let the environment name it."""
    ours, theirs = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=serve, args=(theirs, pause_s))
    process.start()
    os.environ |= {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{ours.recv()}",
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
    }
    try:
        yield
    finally:
        process.kill()
        process.join()


def time_run(what: str, letters: int, processes: int, store: Store) -> None:
    """Make a run, resume it when it is finished, and print how long both took."""
    jobs = [Job(row, f"{row:06}.pdf", "", row) for row in range(1, letters + 1)]
    with TemporaryDirectory() as folder:
        figures = []
        for resume in (False, True):
            begun = time.monotonic()
            run_jobs(jobs, build_maker, Path(folder) / "run", {}, RunOptions(resume, processes, store=store))
            figures.append(letters / (time.monotonic() - begun))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what:25} --jobs {processes}", end="")
    print(f"  {figures[0]:6.0f} letters a second, {figures[1]:6.0f} proven, {peak:.0f} MB")


def main() -> None:
    """Time both, in so many processes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("letters", type=int, nargs="?", default=3000)
    letters = parser.parse_args().letters
    for processes in PROCESSES:
        with TemporaryDirectory() as folder:
            time_run("folder", letters, processes, FolderStore(Path(folder)))
    for pause_ms in PAUSES_MS:
        with serving(pause_ms / 1000):
            for processes in PROCESSES:
                store = BucketStore(f"s3://letters/{processes}")
                time_run(f"bucket, {pause_ms} ms a request", letters, processes, store)


if __name__ == "__main__":
    sys.exit(main())
