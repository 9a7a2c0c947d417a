"""Speed and memory, measured in one run and printed as figures and ratios: `make bench`.

Absolute times belong to the machine; compare ratios, and today's figures with yesterday's on the same machine.
"""

import datetime as dt
import json
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "src/fibrocare/cli/example_patient.json"
EXPORT = ROOT / "tests/data/synthetic-chronic-pain-300.tar.xz"


def main() -> None:
    """Print every figure, one line each."""
    in_process()
    cold()
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(EXPORT) as archive:
            archive.extractall(folder, filter="data")
        bulk(Path(folder) / "synthetic-chronic-pain-300")


def median(action: Callable[[], object], times: int) -> float:
    """Median seconds of an action."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def in_process() -> None:
    """One person, everything loaded."""
    from fibrocare.engine import assess, read_answers  # noqa: PLC0415  timed from here
    from fibrocare.engine.plan import plan  # noqa: PLC0415  timed from here
    from fibrocare.exchange.contract import to_contract  # noqa: PLC0415  timed from here
    from fibrocare.exchange.plan_contract import to_plan_contract  # noqa: PLC0415  timed from here
    from fibrocare.knowledge.loader import FOLDER, load, load_files  # noqa: PLC0415  timed from here

    knowledge = load()
    document = json.loads(EXAMPLE.read_text())
    answers = read_answers(document, fields=knowledge.fields, today=dt.date(2026, 11, 23))
    one = median(lambda: assess(answers, knowledge), 500)
    contract = median(lambda: to_contract(assess(answers, knowledge), knowledge), 300)
    compiled, text = median(load.__wrapped__, 20), median(lambda: load_files(FOLDER), 3)
    print(f"assess one person            {one * 1000:8.2f} ms   (limit 2 ms)")
    print(f"  with its JSON contract     {contract * 1000:8.2f} ms   {contract / one:.1f} times the assessment")
    found = assess(answers, knowledge)
    planned = median(lambda: plan(found, knowledge), 200)
    made = plan(found, knowledge)
    told = median(lambda: to_plan_contract(made, knowledge), 100)
    shelf = len(knowledge.therapies)
    print(f"plan over {shelf} therapies       {planned * 1000:8.2f} ms   (limit 10 ms), {planned / one:.1f} times the assessment")
    print(f"  its JSON contract          {told * 1000:8.2f} ms   {told / planned:.1f} times the plan")
    loop = median(lambda: [plan(assess(answers, knowledge), knowledge) for _ in range(100)], 3)
    print(f"1,000 plans, a plain loop    {loop * 10:8.1f} s")
    print(f"load compiled knowledge      {compiled * 1000:8.1f} ms   {text / compiled:.0f} times faster than the TOML files")


def cold() -> None:
    """Whole processes from a cold interpreter."""
    base = median(lambda: run("-c", "pass"), 9)
    for name, arguments in (("--help", ["--help"]), ("assess", ["assess", str(EXAMPLE)]), ("plan", ["plan", str(EXAMPLE)])):
        seconds = median(lambda arguments=arguments: run("-m", "fibrocare", *arguments), 9)
        print(f"cold fibrocare {name:14}{seconds * 1000:8.0f} ms   {seconds / base:.1f} times an empty Python (limit 400 ms)")


def bulk(folder: Path) -> None:
    """A bulk export of 300 people, then the same ten times over: people a second, and memory."""
    seconds, before = timed(folder)
    print(
        f"bulk folder, 300 people      {300 / seconds:8.0f} a second   (limit 300), {before:.0f} MB at most in the main process"
    )
    with tempfile.TemporaryDirectory() as many:
        for times in (10, 30):
            multiply(folder, Path(many), times)
            seconds, peak = timed(Path(many))
            rate = f"{300 * times / seconds:8.0f} a second"
            growth = f"{peak:.0f} MB at most in the main process, {peak / before:.2f} times the one before"
            print(f"bulk folder, {300 * times:,} people    {rate}   {growth}")
            before = peak


def multiply(folder: Path, target: Path, times: int) -> None:
    """The same people again under other ids."""
    for path in folder.glob("*.ndjson"):
        lines = path.read_bytes().splitlines()
        with (target / path.name).open("wb") as out:
            for copy in range(times):
                suffix = f"-{copy}".encode()
                for line in lines:
                    resource_ = json.loads(line)
                    if resource_["resourceType"] == "Patient":
                        resource_["id"] += suffix.decode()
                        out.write(json.dumps(resource_).encode() + b"\n")
                    else:
                        reference = resource_["subject"]["reference"].encode()
                        out.write(line.replace(reference, reference + suffix) + b"\n")


def timed(folder: Path) -> tuple[float, float]:
    """Seconds and peak MB of assessing a folder, as a process of its own."""
    # The peak is read from the process itself: what getrusage tells includes the parent's at the fork.
    code = "import sys; from fibrocare.cli.assess import run; "
    code += f"run([{str(folder)!r}], as_json=True, as_of='2025-06-30', lab_policy='canadian'); "
    code += "peak = [line for line in open('/proc/self/status') if line.startswith('VmHWM')][0].split()[1]; "
    code += "print(int(peak) / 1024, file=sys.stderr)"
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True, cwd=ROOT)
    return time.perf_counter() - start, float(done.stderr.split()[-1])


def run(*arguments: str) -> None:
    """Run Python once."""
    subprocess.run(
        [sys.executable, *arguments], capture_output=True, check=True, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "0"}
    )


if __name__ == "__main__":
    main()
