"""The BagIt profile of our bags: which tags and files they have (BagIt Profiles 1.4.0)."""

from pathlib import Path

PROFILE_FILE = "bagit-profile.json"  # a copy lies in every bag
PROFILE_ID = "urn:uuid:5f0c6d1e-7d0b-5e0c-9a57-2b1f5b1f8c26"  # of this profile, wherever a copy of it lies


def profile_bytes() -> bytes:
    """Give the profile as JSON."""
    return Path(__file__).with_name(PROFILE_FILE).read_bytes()
