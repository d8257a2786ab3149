"""A pretended machine: stub programs are its whole PATH, its checkout holds only the launcher."""

import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
ORDINARY_TOOLS = (
    *(
        "cat",
        "chmod",
        "cksum",
        "date",
        "dirname",
        "env",
        "grep",
        "mkdir",
        "mv",
        "readlink",
        "rm",
        "rmdir",
    ),
    *("sed", "sh", "sleep", "tail", "touch", "tr"),
)
LIBRARIES = ("cairo", "pangocairo")

PYTHON = """
case "$*" in
*"sys.exit(not (3,"*) exit {too_old} ;;
*realpath*) echo "$0" ;;
*"import ensurepip"*) [ -e "{root}/has-venv" ] ;;
*Python.h*) [ -e "{root}/has-headers" ] ;;
*"version_info[1]"*) echo 12 ;;
"-m venv"*)
    mkdir -p "$3/bin" "$3/site"
    {{ echo "#!{sh}"; cat "{root}/environment"; }} >"$3/bin/python"
    chmod +x "$3/bin/python"
    echo venv >>"{root}/calls" ;;
*) echo "unexpected: $*" >&2; exit 99 ;;
esac
"""
# What .venv/bin/python does. pip takes a moment, so that two calls at once can meet.
ENVIRONMENT = """
case "$*" in
*purelib*) echo "$(dirname "$0")/../site" ;;
*"-m pip"*) echo "pip $*" >>"{root}/calls"; echo "Collecting something"; sleep 0.3
    [ ! -e "{root}/pip-fails" ] || {{ echo "no such network"; exit 1; }} ;;
*"-m studio"*) echo "studio $*" ;;
*)
    echo "run $*" >>"{root}/calls"
    fails=$(cat "{root}/fails" 2>/dev/null) || exit 0
    case "$*" in *"$fails"*) exit 1 ;; esac ;;
esac
"""
PKG_CONFIG = '[ "$1" = --exists ] && [ -e "{root}/has-$2" ]'
APT = """
echo "apt-get $*" >>"{root}/calls"
case "$*" in
*update*) touch "{root}/updated" ;;
*install*)
    [ -e "{root}/updated" ] || exit 100
    for need in venv headers cairo pangocairo; do touch "{root}/has-$need"; done
    cp_stub() {{ mv "{root}/waiting/$1" "{root}/bin/$1" 2>/dev/null || true; }}
    cp_stub gcc; cp_stub pkg-config; cp_stub python3 ;;
esac
"""


@dataclass
class Machine:
    """Stubs stand in `bin`; those in `waiting` arrive when the stub of apt-get "installs" them."""

    root: Path
    checkout: Path = field(init=False)
    system: str = "Linux"

    def __post_init__(self) -> None:
        self.checkout = self.root / "heed folder"
        (self.root / "bin").mkdir()
        (self.root / "waiting").mkdir()
        (self.checkout / "requirements").mkdir(parents=True)
        shutil.copy2(CHECKOUT / "heed", self.checkout / "heed")
        for name in ("build", "run", "dev"):
            (self.checkout / "requirements" / f"{name}.txt").write_text(f"{name}==1.0\n")
        for tool in ORDINARY_TOOLS:
            (self.root / "bin" / tool).symlink_to(self.real(tool))
        (self.root / "environment").write_text(ENVIRONMENT.format(root=self.root))
        self.user(1000)
        self.is_a(self.system)

    @staticmethod
    def real(tool: str) -> str:
        found = shutil.which(tool)
        assert found, f"these tests need {tool}"
        return found

    def stub(self, name: str, script: str, folder: str = "bin") -> None:
        path = self.root / folder / name
        path.write_text(f"#!{self.real('sh')}\n{script}\n")
        path.chmod(0o755)

    def user(self, number: int) -> None:
        self.stub("id", f"echo {number}")

    def is_a(self, system: str, processor: str = "x86_64") -> None:
        self.stub("uname", f'[ "$1" = -m ] && echo {processor} || echo {system}')

    def has_python(self, *, folder: str = "bin", too_old: bool = False) -> None:
        text = PYTHON.format(root=self.root, sh=self.real("sh"), too_old=int(too_old))
        self.stub("python3", text, folder)

    def has_compiler(self, folder: str = "bin") -> None:
        self.stub("gcc", "exit 0", folder)

    def has_pkg_config(self, folder: str = "bin") -> None:
        self.stub("pkg-config", PKG_CONFIG.format(root=self.root), folder)

    def has_apt(self) -> None:
        self.stub("apt-get", APT.format(root=self.root))
        self.stub("apt-cache", '[ "$2" = python3.12 ]')

    def has(self, *things: str) -> None:
        """Mark what the stubs find: `venv`, `headers`, or a library's pkg-config name."""
        for thing in things:
            (self.root / f"has-{thing}").touch()

    def has_everything(self) -> None:
        self.has_python()
        self.has_compiler()
        self.has_pkg_config()
        self.has("venv", "headers", *LIBRARIES)

    def lacks(self, *things: str) -> None:
        for thing in things:
            (self.root / f"has-{thing}").unlink()

    @property
    def environment(self) -> dict[str, str]:
        return {"PATH": str(self.root / "bin"), "HOME": str(self.root), "LC_ALL": "C"}

    def heed(
        self, *arguments: str, program: Path | None = None, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(program or self.checkout / "heed"), *arguments],
            env=self.environment,
            cwd=cwd or self.root,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [str(self.checkout / "heed"), *arguments],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def calls(self, *kinds: str) -> list[str]:
        """What the stubs were asked to do, in order; `kinds` are first words."""
        path = self.root / "calls"
        lines = path.read_text().splitlines() if path.exists() else []
        return [line for line in lines if not kinds or line.split()[0] in kinds]
