"""Who may act. A role always holds towards one case; see `registry.services.access.actor_for`."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is towards a case, each with its one-line duty."""

    SUBJECT = "subject"  # the person the case is about; declares, submits, answers, withdraws
    DELEGATE = "delegate"  # prepares answers for the subject; never declares
    REFEREE = "referee"  # answers one reference by a guarded link
    CONFIRMER = "confirmer"  # confirms a revalidation; never for a superior or for themselves
    EMPLOYER = "employer"  # an office-holder who speaks for one organisation
    CASEWORKER = "caseworker"  # runs the checks and asks for what is missing
    ASSESSOR = "assessor"  # finds against each standard and recommends
    REGISTRAR = "registrar"  # decides, and answers for the register
    ADMINISTRATOR = "administrator"  # invites staff and keeps settings; decides nothing
    SYSTEM = "system"  # the clock, and one case telling another


STAFF = frozenset({Role.CASEWORKER, Role.ASSESSOR, Role.REGISTRAR})
LABELS = {
    Role.SUBJECT: "Applicant",
    Role.DELEGATE: "Delegate",
    Role.REFEREE: "Referee",
    Role.CONFIRMER: "Confirmer",
    Role.EMPLOYER: "Employer",
    Role.CASEWORKER: "Caseworker",
    Role.ASSESSOR: "Assessor",
    Role.REGISTRAR: "Registrar",
    Role.ADMINISTRATOR: "Administrator",
    Role.SYSTEM: "The register",
}
