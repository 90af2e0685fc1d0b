"""One solve by the `truce` on the PATH, on one thread, and the processor time of the whole process."""
import json
import os
import resource
import subprocess
import sys
import tempfile


def solve(text, may_miss=False):
    """Seconds and what `truce solve` says of the model, as JSON; ends the script where it fails, or, unless it
    `may_miss`, where it leaves with another status than 0."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "game.truce")
        open(path, "w").write(text)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        out = subprocess.run(["truce", "solve", path, "--format", "json", "--quiet", "--threads", "1"],
                             capture_output=True, text=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if not out.stdout or (out.returncode and not may_miss):
        sys.exit(out.stderr)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, json.loads(out.stdout))
