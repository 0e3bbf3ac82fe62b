"""Every table. Importing this package makes the metadata whole."""

from registry.models import (
    application,
    attestation,
    case,
    certificate,
    check,
    document,
    erasure,
    notice,
    organisation,
    person,
    policy,
    reference,
    register,
    registration,
    user,
)

__all__ = [
    "application",
    "attestation",
    "case",
    "certificate",
    "check",
    "document",
    "erasure",
    "notice",
    "organisation",
    "person",
    "policy",
    "reference",
    "register",
    "registration",
    "user",
]
