"""Faults that a person can mend."""


class OperatorError(Exception):
    """Told in a sentence that says what to do; the command line shows no traceback of it."""


class CorruptArtefactError(OperatorError):
    """The files of a model are not what its manifest says."""
