"""Keys in tokens for `sign --pkcs11`; imported when one is asked for, and python-pkcs11 with it."""

from letterpress.signatures.tokens import open_token

__all__ = ["open_token"]
