"""A run in two processes whose workers must find a module imported: `importing_workers.py MODULE FOLDER`."""

import sys
from functools import partial
from pathlib import Path

from letter_makers import build_where_imported, jobs_of
from letterpress.running import RunOptions, import_for_workers, run_jobs

if __name__ == "__main__":
    module, folder = sys.argv[1:]
    import_for_workers(module)
    builder = partial(build_where_imported, module)
    summary = run_jobs(jobs_of(4), builder, Path(folder), {}, RunOptions(processes=2))
    sys.stdout.write(f"{summary.made} letters\n")
