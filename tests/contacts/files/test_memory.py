"""25 million pixels take less than 150 MiB of memory, whatever they are packed in; measured in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from contacts.files.photos.checking import check
from contacts.record.errors import Invalid
from tests.contacts.files import making

MOST = 150  # MiB
pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read as Linux tells it")


def ramp(mode: str, side: int = 5000) -> Image.Image:
    grey = Image.linear_gradient("L").resize((side, side))
    return Image.merge(mode, (grey,) * len(mode))


LARGE: dict[str, making.Maker] = {
    "png of one colour": lambda: making.flat_png(5000, 5000),
    "png with alpha": lambda: making.encoded(ramp("RGBA"), "PNG", compress_level=1),
    "progressive jpeg": lambda: making.encoded(ramp("RGB"), "JPEG", progressive=True),
    "the largest webp": lambda: making.encoded(ramp("RGB", 3000), "WEBP", method=0),
}


def test_large_pictures_take_little_memory_and_give_it_back(tmp_path: Path, checkout: Path) -> None:
    paths = [tmp_path / str(n) for n in range(len(LARGE))]
    for path, make in zip(paths, LARGE.values(), strict=True):
        path.write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-m", "tests.contacts.files.weigh", *map(str, paths)],
        cwd=checkout, env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    grown, drawn = map(int, done.stdout.split())
    assert drawn == 6 * len(LARGE)
    assert grown < MOST


@pytest.mark.parametrize(
    "data",
    [
        lambda: making.encoded(ramp("RGB", 3100), "WEBP", method=0),
        lambda: making.encoded(ramp("RGB"), "JPEG", progressive=True, subsampling=0),
    ],
)
def test_what_would_take_more_is_told_so(data: making.Maker, tmp_path: Path) -> None:
    file = tmp_path / "picture"
    file.write_bytes(data())
    with file.open("rb") as content, pytest.raises(Invalid) as refused:
        check(content, file.stat().st_size)
    assert refused.value.errors[0].code == "too_costly"
