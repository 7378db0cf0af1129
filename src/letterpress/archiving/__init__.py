"""Runs to bags (BagIt 1.0, RFC 8493), and bags, runs and letters held against what they promise."""

from letterpress.archiving.letters import SIGNATURE_MARK, read_entries
from letterpress.archiving.opening import OpenBag, open_bag
from letterpress.archiving.remaking import Remade, remake_letters
from letterpress.archiving.runfolder import RunFolder, open_run_folder
from letterpress.archiving.values import BagOptions, Finding, Verdict, WrittenBag
from letterpress.archiving.verifying import Wanted, read_run_manifest, verify_bag, verify_letter, verify_run
from letterpress.archiving.vouching import Vouched, judge_beside, judge_within
from letterpress.archiving.writing import write_bags

__all__ = [
    "SIGNATURE_MARK",
    "BagOptions",
    "Finding",
    "OpenBag",
    "Remade",
    "RunFolder",
    "Verdict",
    "Vouched",
    "Wanted",
    "WrittenBag",
    "judge_beside",
    "judge_within",
    "open_bag",
    "open_run_folder",
    "read_entries",
    "read_run_manifest",
    "remake_letters",
    "verify_bag",
    "verify_letter",
    "verify_run",
    "write_bags",
]
