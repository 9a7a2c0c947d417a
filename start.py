"""Set Fibrocare up and run it, on a machine with nothing but Python 3.11 or newer.

    python3 start.py demo            a made-up clinic in the browser
    python3 start.py assess          assess the example patient
    python3 start.py assess FILE...  assess others; every command of `fibrocare` works so
    python3 start.py test            run every test

The first run makes `.venv` and installs the pinned packages into it; later runs start at once.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
# What is installed is current as long as these files are.
RUN, DEV = "requirements.lock", "requirements-dev.lock"


def main() -> int:
    """Set up what the command needs, then run it."""
    arguments = sys.argv[1:] or ["demo"]
    if sys.version_info < (3, 11):
        print(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
        return 1
    if arguments[0] == "setup":
        return 0 if set_up(DEV) else 1
    testing = arguments[0] == "test"
    if not set_up(DEV if testing else RUN):
        return 1
    if testing and not set_up_browser():
        return 1
    if testing:
        return subprocess.call([PYTHON, "-m", "pytest", "-n", "auto", *arguments[1:]], cwd=HERE)
    if arguments == ["assess"]:
        arguments.append("example")
    return subprocess.call([PYTHON, "-m", "fibrocare", *arguments])


def set_up(lock: str) -> bool:
    """Make the environment and install the packages of a lock file, unless that is done; say what to do when it fails."""
    if _is_current(lock):
        return True
    try:
        if not PYTHON.exists():
            print("Setting up (once, about a minute) ...", flush=True)
            venv.create(VENV, with_pip=True)
        _pip("install", "--require-hashes", "-r", str(HERE / lock))
        if lock == DEV:
            _pip("install", "--no-deps", "--no-build-isolation", "--editable", str(HERE))
        else:
            _pip("install", "--no-deps", "--editable", str(HERE))
    except (OSError, subprocess.CalledProcessError) as reason:
        print(f"Set-up failed: {reason}. On Debian and Ubuntu install python3-venv; then delete .venv and try again.")
        return False
    _stamp(lock).write_text(_digest(lock))
    return True


def set_up_browser() -> bool:
    """See that there is a browser for the tests of pages: the system's, its package, or the driver's own download."""
    if shutil.which("chromium"):
        return True
    downloaded = VENV / ".browser"
    if downloaded.exists():
        return True
    print("Setting up a browser for the tests of pages (once) ...", flush=True)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        for arguments in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
            subprocess.call(["apt-get", "--quiet", *arguments], **quiet)
        if shutil.which("chromium"):
            return True
    if subprocess.call([PYTHON, "-m", "playwright", "install", "chromium"], **quiet) == 0:
        downloaded.touch()
        return True
    print("No browser could be set up. Install Chromium, then try again.")
    return False


def _pip(*arguments: str) -> None:
    subprocess.check_call([PYTHON, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments])


def _digest(lock: str) -> str:
    return hashlib.sha256(b"".join((HERE / name).read_bytes() for name in (lock, "pyproject.toml"))).hexdigest()


def _stamp(lock: str) -> Path:
    return VENV / f".{lock}.installed"


def _is_current(lock: str) -> bool:
    # Everything that runs also tests: the larger set serves for both.
    return any(_stamp(name).exists() and _stamp(name).read_text() == _digest(name) for name in {lock, DEV})


if __name__ == "__main__":
    sys.exit(main())
