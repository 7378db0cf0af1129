"""What AWS's own files say of credentials, region and endpoint, where the environment does not.

obstore reads the environment itself, roles of a machine or a container too, and these files not. Their
format: AWS CLI user guide, "Configuration and credential file settings". Nothing read here is ever printed.
"""

from collections.abc import Mapping
from configparser import Error, RawConfigParser
from pathlib import Path

from letterpress.diagnostics import Code, DeliveryError, Diagnostic, Severity

CREDENTIALS = {
    "aws_access_key_id": "access_key_id",
    "aws_secret_access_key": "secret_access_key",
    "aws_session_token": "session_token",
}
# What stands in the environment counts before what stands in the files.
OWN_CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE")
OWN_REGION = ("AWS_REGION", "AWS_DEFAULT_REGION")
OWN_ENDPOINT = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")


def read_profile(environment: Mapping[str, str], home: Path) -> dict[str, str]:
    """Give what the files add to the environment, by the names obstore has for it.

    Raises:
        DeliveryError: a file is not in their format.
    """
    name = environment.get("AWS_PROFILE") or environment.get("AWS_DEFAULT_PROFILE") or "default"
    secrets = _section(Path(environment.get("AWS_SHARED_CREDENTIALS_FILE", home / ".aws/credentials")), name)
    section = name if name == "default" else f"profile {name}"
    settings = _section(Path(environment.get("AWS_CONFIG_FILE", home / ".aws/config")), section)
    found: dict[str, str] = {}
    if not any(environment.get(own) for own in OWN_CREDENTIALS):
        keys = secrets if "aws_access_key_id" in secrets else settings
        found |= {ours: keys[theirs] for theirs, ours in CREDENTIALS.items() if theirs in keys}
    if "region" in settings and not any(environment.get(own) for own in OWN_REGION):
        found["region"] = settings["region"]
    if "endpoint_url" in settings and not any(environment.get(own) for own in OWN_ENDPOINT):
        found["endpoint"] = settings["endpoint_url"]
    return found


def _section(path: Path, name: str) -> Mapping[str, str]:
    parser = RawConfigParser(strict=False)
    try:
        parser.read(path.expanduser(), encoding="utf-8")
    except (Error, UnicodeDecodeError):
        message = f"{path} is not in the format of AWS's files"
        hint = "mend it, or say in the environment what you want of it: AWS_ACCESS_KEY_ID, AWS_REGION"
        found = Diagnostic(Code.STORE_FAILED, Severity.ERROR, message, hint)
        raise DeliveryError(found) from None  # the error would quote lines of the file
    return parser[name] if parser.has_section(name) else {}
