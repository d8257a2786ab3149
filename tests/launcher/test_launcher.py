"""The launcher `./heed` on machines that lack this or that."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.launcher.machine import CHECKOUT, Machine

LACK = 3


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def ready(machine: Machine) -> Machine:
    machine.has_everything()
    return machine


# --------------------------------------------------------------------------- what the machine lacks


def test_with_nothing_installable_it_names_everything_it_lacks(machine: Machine) -> None:
    done = machine.heed("render", "lesson.yaml")
    assert done.returncode == LACK
    for lack in ("Python 3.11 or newer", "C compiler", "pkg-config", "cairo", "pango", "Python.h"):
        assert lack in done.stderr
    assert done.stdout == ""
    assert not (machine.checkout / ".venv").exists()


@pytest.mark.parametrize(
    "thing, named",
    [
        ("venv", "venv and ensurepip"),
        ("headers", "Python.h"),
        ("cairo", "cairo with its header files"),
        ("pangocairo", "pango with its header files"),
    ],
)
def test_it_names_what_lacks_and_nothing_else(ready: Machine, thing: str, named: str) -> None:
    ready.lacks(thing)
    done = ready.heed("--help")
    assert done.returncode == LACK
    lacking = [line for line in done.stderr.splitlines() if line.startswith("  - ")]
    assert len(lacking) == 1
    assert named in lacking[0]


def test_a_compiler_that_cannot_compile_is_no_compiler(ready: Machine) -> None:
    ready.stub("gcc", "exit 1")
    done = ready.heed("--help")
    assert done.returncode == LACK
    assert "C compiler with the C library's headers" in done.stderr


def test_an_arm_machine_needs_a_cpp_compiler_too(ready: Machine) -> None:
    ready.is_a("Linux", processor="aarch64")
    done = ready.heed("--help")
    assert done.returncode == LACK
    assert "  - a C++ compiler" in done.stderr
    ready.stub("g++", "exit 0")
    assert ready.heed("--help").returncode == 0


def test_an_old_python_is_no_python(ready: Machine) -> None:
    ready.has_python(too_old=True)
    done = ready.heed("--help")
    assert done.returncode == LACK
    assert "Python 3.11 or newer" in done.stderr


def test_heed_python_names_the_python(ready: Machine) -> None:
    (ready.root / "bin" / "python3").rename(ready.root / "bin" / "my-python")
    assert ready.heed("--help").returncode == LACK
    done = subprocess.run(
        [ready.checkout / "heed", "--help"],
        env=ready.environment | {"HEED_PYTHON": "my-python"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "manager, advice",
    [
        ("dnf", "sudo dnf install python3-devel gcc pkgconf-pkg-config cairo-devel pango-devel"),
        ("zypper", "sudo zypper install python3-devel gcc pkg-config cairo-devel pango-devel"),
        ("pacman", "sudo pacman -S --needed gcc pkgconf cairo pango"),
    ],
)
def test_elsewhere_it_says_the_command(machine: Machine, manager: str, advice: str) -> None:
    machine.has_python()
    machine.has("venv")
    machine.stub(manager, f'echo "{manager} $*" >>"{machine.root}/calls"')
    done = machine.heed("--help")
    assert done.returncode == LACK
    assert advice in done.stderr
    assert machine.calls() == [], "it must not install by itself there"


def test_on_macos_it_says_brew_and_the_command_line_tools(machine: Machine) -> None:
    machine.is_a("Darwin")
    machine.has_python()
    machine.has("venv", "headers")
    machine.stub("brew", "exit 99")
    done = machine.heed("--help")
    assert done.returncode == LACK
    assert "brew install pkg-config cairo" in done.stderr
    assert "xcode-select --install" in done.stderr
    assert "pango" not in done.stderr, "its binding is ready-made there"


def test_on_windows_it_points_to_the_readme(machine: Machine) -> None:
    machine.is_a("MINGW64_NT-10.0")
    done = machine.heed("--help")
    assert done.returncode == LACK
    assert "README" in done.stderr


# -------------------------------------------------------------------------------- installing by apt


def test_root_gets_what_lacks_through_apt_after_an_update(machine: Machine) -> None:
    machine.user(0)
    machine.has_apt()
    machine.has_python()
    machine.has("venv")
    machine.has_compiler(folder="waiting")
    machine.has_pkg_config(folder="waiting")
    done = machine.heed("--help")
    assert done.returncode == 0, done.stderr
    first, update, second = machine.calls("apt-get")
    wanted = "python3.12-dev gcc libc6-dev pkg-config libcairo2-dev libpango1.0-dev"
    assert first.endswith("install -y --no-install-recommends " + wanted)
    assert update.endswith("update")
    assert second == first
    assert wanted in done.stderr, "it says what it installs"


def test_apt_brings_python_itself(machine: Machine) -> None:
    machine.user(0)
    machine.has_apt()
    machine.has_python(folder="waiting")
    machine.has_compiler()
    machine.has_pkg_config()
    machine.has("cairo", "pangocairo")
    done = machine.heed("--help")
    assert done.returncode == 0, done.stderr
    assert machine.calls("apt-get")[-1].endswith(" python3.12 python3.12-venv python3.12-dev")


def test_an_ordinary_user_without_sudo_gets_the_command(ready: Machine) -> None:
    ready.has_apt()
    ready.lacks("cairo")
    done = ready.heed("--help")
    assert done.returncode == LACK
    assert "apt-get install --no-install-recommends libcairo2-dev" in done.stderr
    assert ready.calls("apt-get") == []


def test_an_ordinary_user_installs_through_sudo(ready: Machine) -> None:
    ready.has_apt()
    ready.stub("sudo", '[ "$1" = -n ] || exit 98; shift; [ "$1" = true ] || "$@"')
    ready.lacks("cairo")
    done = ready.heed("--help")
    assert done.returncode == 0, done.stderr
    assert ready.calls("apt-get")[-1].endswith(" libcairo2-dev")


def test_sudo_that_would_ask_for_a_password_is_not_waited_for(ready: Machine) -> None:
    ready.has_apt()
    ready.stub("sudo", "exit 1")
    ready.lacks("cairo")
    assert ready.heed("--help").returncode == LACK
    assert ready.calls("apt-get") == []


# --------------------------------------------------------------------------------------- the set-up


def test_the_first_call_sets_up_and_runs(ready: Machine) -> None:
    done = ready.heed("render", "my lesson.yaml", "-ql")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "studio -I -m studio render my lesson.yaml -ql\n"
    build, run = ready.calls("pip")
    assert "--require-hashes" in build
    assert build.endswith("requirements/build.txt")
    assert "--require-hashes" in run
    assert run.endswith("requirements/run.txt")
    link = ready.checkout / ".venv" / "site" / "heed.pth"
    assert link.read_text() == "../../../..\n"


def test_the_second_call_skips_the_set_up(ready: Machine) -> None:
    ready.heed("--help")
    before = ready.calls()
    done = ready.heed("--help")
    assert done.stderr == ""
    assert done.stdout == "studio -I -m studio --help\n"
    assert ready.calls() == before


def test_nothing_is_probed_once_it_is_set_up(ready: Machine) -> None:
    ready.heed("--help")
    for program in ("python3", "gcc", "pkg-config"):
        (ready.root / "bin" / program).unlink()
    assert ready.heed("--help").returncode == 0


def test_it_runs_through_a_symbolic_link_from_any_folder(ready: Machine, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "one").symlink_to("../heed folder/heed")
    (elsewhere / "two").symlink_to("one")
    assert ready.heed("--help", program=elsewhere / "two", cwd=elsewhere).returncode == 0
    assert (ready.checkout / ".venv").is_dir()
    assert sorted(path.name for path in elsewhere.iterdir()) == ["one", "two"]


def test_a_failed_set_up_shows_the_log_and_is_repaired_by_the_next_call(ready: Machine) -> None:
    (ready.root / "pip-fails").touch()
    failed = ready.heed("--help")
    assert failed.returncode == LACK
    assert "no such network" in failed.stderr
    (ready.root / "pip-fails").unlink()
    assert ready.heed("--help").returncode == 0
    assert ready.calls("venv") == ["venv", "venv"]


def test_an_interrupted_set_up_is_repaired_by_the_next_call(ready: Machine) -> None:
    (ready.checkout / ".venv" / "bin").mkdir(parents=True)
    (ready.checkout / ".venv" / "bin" / "python").write_text("half a program")
    (ready.checkout / ".venv" / "bin" / "python").chmod(0o755)
    assert ready.heed("--help").returncode == 0
    assert ready.calls("venv") == ["venv"]


def test_ctrl_c_during_the_set_up_leaves_no_lock(ready: Machine) -> None:
    process = ready.start("--help")
    deadline = time.monotonic() + 30
    while not ready.calls("pip") and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode != 0
    assert not (ready.checkout / ".venv.lock").exists()
    assert ready.heed("--help").returncode == 0


def test_changed_pins_make_the_environment_anew(ready: Machine) -> None:
    ready.heed("--help")
    (ready.checkout / "requirements" / "run.txt").write_text("run==2.0\n")
    ready.heed("--help")
    assert ready.calls("venv") == ["venv", "venv"]


def test_a_moved_checkout_makes_the_environment_anew(ready: Machine) -> None:
    ready.heed("--help")
    moved = ready.root / "moved"
    shutil.move(ready.checkout, moved)
    ready.checkout.mkdir()
    (ready.checkout / ".venv").symlink_to(moved / ".venv")
    ready.heed("--help", program=moved / "heed")
    assert ready.calls("venv") == ["venv", "venv"]


def test_a_vanished_python_makes_the_environment_anew(ready: Machine) -> None:
    ready.heed("--help")
    python = ready.checkout / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3.12")
    assert ready.heed("--help").returncode == 0
    assert ready.calls("venv") == ["venv", "venv"]


def test_two_first_calls_at_once_set_up_once(ready: Machine) -> None:
    processes = [ready.start("--help") for _ in range(2)]
    outputs = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], outputs
    assert ready.calls("venv") == ["venv"]
    assert not (ready.checkout / ".venv.lock").exists()


def test_the_lock_of_a_dead_process_is_taken_over(ready: Machine) -> None:
    dead = subprocess.Popen(["true"])
    dead.wait()
    lock = ready.checkout / ".venv.lock"
    lock.mkdir()
    (lock / "owner").write_text(f"{dead.pid}\n")
    assert ready.heed("--help").returncode == 0
    assert not lock.exists()


# -------------------------------------------------------------------------------------- ./heed test


def test_the_tests_run_with_the_development_set(ready: Machine) -> None:
    done = ready.heed("test", "tests/core", "-k", "softmax row")
    assert done.returncode == 0, done.stderr
    assert ready.calls("pip")[-1].endswith("requirements/dev.txt")
    check, style, types, tests = ready.calls("run")
    assert check == "run -m ruff check ."
    assert style == "run -m ruff format --check ."
    assert types == "run -m mypy"
    assert tests.endswith("tests/core -k softmax row")
    for title in ("ruff check", "ruff format --check", "mypy", "pytest"):
        assert f"== {title}" in done.stderr


@pytest.mark.parametrize("fails", ["ruff check", "ruff format", "mypy", "pytest"])
def test_one_failing_step_fails_the_tests_and_the_others_still_run(
    ready: Machine, fails: str
) -> None:
    (ready.root / "fails").write_text(fails)
    done = ready.heed("test")
    assert done.returncode == 1
    assert f"  - {fails}" in done.stderr
    assert len(ready.calls("run")) == 4


def test_development_packages_join_a_ready_environment(ready: Machine) -> None:
    ready.heed("--help")
    ready.heed("test")
    assert ready.calls("venv") == ["venv"]
    before = ready.calls("pip")
    ready.heed("--help")
    ready.heed("test")
    assert ready.calls("pip") == before


def test_development_packages_that_failed_half_way_make_the_environment_anew(
    ready: Machine,
) -> None:
    ready.heed("--help")
    (ready.root / "pip-fails").touch()
    assert ready.heed("test").returncode == LACK
    (ready.root / "pip-fails").unlink()
    ready.heed("--help")
    assert ready.calls("venv") == ["venv", "venv"]


def test_the_development_set_brings_a_browser_on_debian(ready: Machine) -> None:
    ready.user(0)
    ready.has_apt()
    ready.heed("--help")
    assert ready.calls("apt-get") == [], "films need none"
    done = ready.heed("test")
    assert done.returncode == 0, done.stderr
    first, update, second = ready.calls("apt-get")
    assert first.endswith("install -y --no-install-recommends chromium")
    assert update.endswith("update")
    assert second == first


def test_a_browser_that_is_there_is_enough(ready: Machine) -> None:
    ready.user(0)
    ready.has_apt()
    ready.stub("google-chrome", "exit 0")
    assert ready.heed("test").returncode == 0
    assert ready.calls("apt-get") == []


def test_the_tests_run_where_no_browser_can_be_had(ready: Machine) -> None:
    ready.user(0)
    ready.stub("apt-get", f'echo "apt-get $*" >>"{ready.root}/calls"; exit 100')
    done = ready.heed("test")
    assert done.returncode == 0, done.stderr
    assert "tests of pages are skipped" in done.stderr
    assert len(ready.calls("run")) == 4


# ---------------------------------------------------------------------------------- the files of CI


def test_ci_calls_the_same_command_as_everybody() -> None:
    assert "exec ./heed test" in (CHECKOUT / ".ci" / "run").read_text()


@pytest.mark.parametrize("path", ["heed", ".ci/run", "requirements/renew"])
def test_scripts_can_be_run(path: str) -> None:
    assert os.access(CHECKOUT / path, os.X_OK)
