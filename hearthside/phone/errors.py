"""What can go wrong on a call. Facts only; the pages and the line word them."""

from datetime import datetime

from hearthside.errors import HearthsideError


class StepRefused(HearthsideError):
    """A request of the phone line that was made before, comes too early, or is of a call we do not know."""

    code = "phone.step_refused"


class CallOver(HearthsideError):
    """The call has ended: nothing more can be done on it. Start another."""

    code = "phone.call_over"


class NotCleared(HearthsideError):
    """The caller has not passed what this needs. Ask the next question first."""

    code = "phone.not_cleared"


class OwnAccount(HearthsideError):
    """Staff do not work on an account that they may open themselves. A colleague takes the call."""

    code = "phone.own_account"


class NothingToSend(HearthsideError):
    """There is no open bill, or no address or phone on file, to send a link for or to."""

    code = "phone.nothing_to_send"


class RecordingMissing(HearthsideError):
    """A bank payment that was allowed by voice needs the number of its recording."""

    code = "phone.recording_missing"


class AskedOften(HearthsideError):
    """Calls back were asked for too often from here, or for this number."""

    code = "phone.asked_often"

    def __init__(self, until: datetime | None) -> None:
        super().__init__("too many calls back were asked for", until=until.isoformat() if until else "")
        self.until = until
