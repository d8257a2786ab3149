"""The benchmark runs, its guards hold, and they would not if something were wrong."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks import guards
from benchmarks.limit import makespan
from studio.plan.screen import Screen
from studio.video.encode import Encoder

CHECKOUT = Path(__file__).parents[1]


def test_a_round_of_one_beat_is_measured_and_guarded():
    command = "-m benchmarks configs/bank.yaml -q l --only title --rounds 1 --cold --noisy"
    ran = subprocess.run(
        [sys.executable, *command.split()],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    for name in ("plain", "ours", "limit"):
        assert re.search(rf"\n\| {name} \| \d+\.\d \| \d+\.\d\d × \| \d+ MB \|\n", ran.stdout)
    counts = re.search(r"\n- frames: plain (\d+), ours (\d+)\n", ran.stdout)
    assert counts
    assert counts[1] == counts[2] != "0"
    assert "drawn as Manim's camera draws" in ran.stdout


def test_frames_of_uneven_length_are_seen(tmp_path):
    with Encoder(tmp_path / "even.mp4", Screen("16:9", 64, 36, 5)) as encoder:
        for grey in range(6):
            encoder.write(np.full((36, 64, 4), 30 * grey, np.uint8))
    assert guards._is_even(tmp_path / "even.mp4")
    with Encoder(tmp_path / "uneven.mp4", Screen("16:9", 64, 36, 5)) as encoder:
        for grey in range(6):
            encoder.frames += grey == 3
            encoder.write(np.full((36, 64, 4), 30 * grey, np.uint8))
    assert not guards._is_even(tmp_path / "uneven.mp4")


def test_likeness_is_one_for_the_same_and_less_for_worse():
    picture = np.random.default_rng(1).uniform(16, 235, (40, 64)).astype(np.float32)
    assert guards._ssim(picture, picture) == pytest.approx(np.ones((5, 8)))
    slightly, badly = (guards._ssim(picture, picture * by).mean() for by in (0.95, 0.5))
    assert 1 > slightly > badly


def test_only_blocks_that_change_count_as_moving():
    one = np.zeros((16, 24), np.float32)
    other = one.copy()
    other[9, 17] = 50
    assert np.argwhere(guards._moving(one, other)).tolist() == [[1, 2]]


@pytest.mark.parametrize(
    ("seconds", "workers", "wanted"), [([5, 4, 3, 3], 2, 8), ([9, 1, 1], 2, 9), ([2, 2], 4, 2)]
)
def test_the_limit_is_the_time_until_the_last_core_is_done(seconds, workers, wanted):
    assert makespan(seconds, workers) == wanted
