"""A letter and its recipients to the jobs of a run: every row tried, every file named, before one is set."""

from letterpress.mailing.jobs import jobs_of, maker_builder, prepare_workers
from letterpress.mailing.origin import (
    ORIGIN_JSON,
    FilesRead,
    Origin,
    RecipientsFile,
    describe_recipients,
    pack_origin,
    recipients_of,
)
from letterpress.mailing.planning import Mailing, check_first, plan_mailing
from letterpress.mailing.postal import PostalOrder, sort_for_post
from letterpress.mailing.previewing import Pick, pick_for_preview
from letterpress.mailing.resting import (
    CommonFacts,
    facts_of_mailing,
    identity_of,
    makers_of,
    surroundings_of,
)
from letterpress.mailing.versions import Version, VersionPress, Versions

__all__ = [
    "ORIGIN_JSON",
    "CommonFacts",
    "FilesRead",
    "Mailing",
    "Origin",
    "Pick",
    "PostalOrder",
    "RecipientsFile",
    "Version",
    "VersionPress",
    "Versions",
    "check_first",
    "describe_recipients",
    "facts_of_mailing",
    "identity_of",
    "jobs_of",
    "maker_builder",
    "makers_of",
    "pack_origin",
    "pick_for_preview",
    "plan_mailing",
    "prepare_workers",
    "recipients_of",
    "sort_for_post",
    "surroundings_of",
]
