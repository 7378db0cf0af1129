"""A letter and its recipients to the jobs of a run: every row tried, every file named, before one is set."""

from letterpress.mailing.jobs import jobs_of, maker_builder
from letterpress.mailing.planning import Mailing, check_first, plan_mailing
from letterpress.mailing.postal import PostalOrder, sort_for_post
from letterpress.mailing.previewing import Pick, pick_for_preview
from letterpress.mailing.resting import CommonFacts, facts_of_mailing, identity_of, surroundings_of
from letterpress.mailing.versions import Version, VersionPress, Versions

__all__ = [
    "CommonFacts",
    "Mailing",
    "Pick",
    "PostalOrder",
    "Version",
    "VersionPress",
    "Versions",
    "check_first",
    "facts_of_mailing",
    "identity_of",
    "jobs_of",
    "maker_builder",
    "pick_for_preview",
    "plan_mailing",
    "sort_for_post",
    "surroundings_of",
]
