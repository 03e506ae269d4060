"""A build that is killed, or finds the disk full or closed, at any step: the former release stays, the next is clean.

Each step is a call of Python that touches the folder of releases, told by an audit hook: the process is killed just
before the n-th, for every n. What the store's engine writes by itself falls between two steps: kills at random moments
fall there too.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pactes.errors import ReleaseError
from pactes.release import current_release, list_releases, make_release, sources_of, verify
from pactes.release.folder import TEMPORARY

BASE = "https://w3id.org/pactes/"
TOUCHES = ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.symlink", "os.chmod", "shutil.rmtree")

# Forks one process for each step: Python and the engine are loaded once. Nothing here opens a store before a fork.
KILLER = """
import os, signal, sys
from pathlib import Path
from pactes.release import make_release, sources_of

graphs, releases, touches = Path(sys.argv[1]), Path(sys.argv[2]), frozenset(sys.argv[3].split())

def build(step, version):
    seen = 0
    def hook(event, arguments):
        nonlocal seen
        if event in touches and any(isinstance(a, (str, os.PathLike)) and str(releases) in str(a) for a in arguments):
            seen += 1
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)
    make_release(sources_of(graphs, BASE), releases, version=version, base_iri=BASE, keep=2)

def forked(step, version):
    # Before ``step``, 0 for never.
    child = os.fork()
    if not child:
        code = 1
        try:
            build(step, version)
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
""".replace("BASE,", f"{BASE!r},").replace("BASE)", f"{BASE!r})")

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def write(graphs: Path, text: str) -> None:
    graphs.mkdir(exist_ok=True)
    (graphs / "a.ttl").write_text(f'<urn:s> <urn:p> "{text}" .', encoding="utf-8")


def make(graphs: Path, releases: Path, version: str) -> str:
    return make_release(sources_of(graphs, BASE), releases, version=version, base_iri=BASE, keep=2).id


def remains(releases: Path) -> list[str]:
    """What is neither a whole release nor the link to one."""
    whole = {release.id for release in list_releases(releases)} | {"current"}
    return [path.name for path in releases.iterdir() if path.name not in whole]


def test_killed_at_each_step(tmp_path: Path) -> None:
    """Each build, of another version, finds what the one before left; now and then one is let end."""
    graphs, releases = tmp_path / "graphes", tmp_path / "versions"
    write(graphs, "avant")
    first = [make(graphs, releases, f"0.{n}") for n in (1, 2)][-1]
    write(graphs, "après")
    loop = """
import json
from pactes.release import current_release, verify
step, code = 0, None
while code != 0:
    step += 1
    code = forked(step, f"{step}.0")
    current = current_release(releases)
    told = [step, code, current.id, verify(current), None, []]
    if step % 8 == 0 or code == 0:
        told[4] = forked(0, f"{step}.1")
        told[5] = sorted(p.name for p in releases.iterdir())
    print(json.dumps(told), flush=True)
"""
    command = [sys.executable, "-c", KILLER + loop, graphs, releases, " ".join(TOUCHES)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=500)
    assert ended.returncode == 0, ended.stderr
    rows = [json.loads(line) for line in ended.stdout.splitlines()]
    assert len(rows) > 30
    assert {code for _, code, *_ in rows[:-1]} == {-signal.SIGKILL}
    former, switched = first, 0
    for step, _, current, faults, again, names in rows:
        assert faults == [], step
        assert current == former or current.startswith(f"{step}.0-"), step
        switched += current != former
        former = current
        if again is not None:
            assert again == 0, (step, ended.stderr)
            former = next(name for name in names if name.startswith(f"{step}.1-"))
            # As many releases as are kept, one former build of the last version, and the link: nothing else is left.
            assert len(names) <= 4, (step, names)
            assert not [name for name in names if name.startswith(".")], (step, names)
    assert switched  # it was also killed after the switch, while it deleted the eldest


def test_killed_at_any_moment(tmp_path: Path) -> None:
    graphs, releases = tmp_path / "graphes", tmp_path / "versions"
    write(graphs, "avant")
    first = make(graphs, releases, "0")
    chance = random.Random(6)
    code = KILLER + "\nprint('prêt', flush=True)\nfor n in range(1, 10000):\n    forked(0, f'{sys.argv[4]}.{n}')\n"
    for turn in range(1, 13):
        command = [sys.executable, "-c", code, graphs, releases, " ".join(TOUCHES), str(turn)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "prêt\n"
            time.sleep(chance.uniform(0.0, 0.4))
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(30)
        current = current_release(releases)
        assert verify(current) == []
        assert current.id == first or current.manifest.version.partition(".")[0] in map(str, range(1, turn + 1))
    last = make(graphs, releases, "99")
    assert current_release(releases).id == last
    assert remains(releases) == []
    assert all(verify(release) == [] for release in list_releases(releases))


FULL = """
import os, sys
from pathlib import Path
from pactes.release import current_release, make_release, sources_of, verify
from pactes.cli.terminal import honest
import typer
graphs, releases = Path(sys.argv[1]), Path(sys.argv[2])
try:
    with honest():
        make_release(sources_of(graphs, BASE), releases, version="2", base_iri=BASE)
except typer.Exit as end:
    sys.exit(end.exit_code)
""".replace("BASE", repr(BASE))

SMALL_DISK = """
set -e
mount -t tmpfs -o size=64m tmpfs "$2"
cp -a "$3"/. "$2"
{then}
set +e
"$4" -c "$5" "$1" "$2"
echo "code $?"
{after}
ls -A "$2"; readlink "$2/current"
"$4" -c "$6" "$2"
"""


def on_a_small_disk(tmp_path: Path, then: str, after: str) -> subprocess.CompletedProcess[str]:
    """Run a build on a file system of its own, which only this run sees."""
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-rm", "true"], check=False).returncode:
        pytest.skip("this system lets nobody mount a file system")
    graphs, model, disk = tmp_path / "graphes", tmp_path / "modele", tmp_path / "disque"
    write(graphs, "avant")
    make(graphs, model, "1")
    write(graphs, "après")
    disk.mkdir()
    check = "import sys; from pathlib import Path; from pactes.release import current_release as c, verify; "
    check += "print('fautes', verify(c(Path(sys.argv[1]))))"
    script = SMALL_DISK.format(then=then, after=after)
    command = ["unshare", "-rm", "sh", "-c", script, "sh", graphs, disk, model, sys.executable, FULL, check]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_a_full_disk_is_told_and_costs_nothing(tmp_path: Path) -> None:
    fill = 'dd if=/dev/zero of="$2/plein" bs=4k 2>/dev/null || true; truncate -s -16k "$2/plein"'
    again = 'rm "$2/plein"; "$4" -c "$5" "$1" "$2"; echo "encore $?"'
    told = on_a_small_disk(tmp_path, fill, again)
    assert "code 2" in told.stdout, told
    assert "encore 0" in told.stdout, told
    words = " ".join(told.stderr.split())
    assert "disque" in words
    assert "plein" in words
    assert "PACTES_RELEASES" in words
    assert "Traceback" not in words
    assert "fautes []" in told.stdout
    assert TEMPORARY not in told.stdout


def test_a_full_disk_leaves_the_former_release(tmp_path: Path) -> None:
    fill = 'dd if=/dev/zero of="$2/plein" bs=4k 2>/dev/null || true'
    told = on_a_small_disk(tmp_path, fill, "")
    assert "code 2" in told.stdout, told
    assert "fautes []" in told.stdout
    listed = told.stdout.split("code 2")[1].split()
    assert listed.count("plein") == 1
    assert TEMPORARY not in told.stdout
    assert [name for name in listed if name.startswith("1-")]


def test_a_disk_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    told = on_a_small_disk(tmp_path, 'mount -o remount,ro "$2"', "")
    assert "code 2" in told.stdout, told
    words = " ".join(told.stderr.split())
    assert "lecture seule" in words
    assert "Traceback" not in words
    assert "fautes []" in told.stdout


def test_a_release_half_deleted_is_neither_listed_nor_left(tmp_path: Path) -> None:
    graphs, releases = tmp_path / "graphes", tmp_path / "versions"
    write(graphs, "un")
    make(graphs, releases, "1")
    half = releases / f"{TEMPORARY}0-abc"
    half.mkdir()
    (half / "manifest.json").write_text("{}")
    with pytest.raises(ReleaseError):
        current_release(tmp_path)
    make(graphs, releases, "2")
    assert remains(releases) == []
