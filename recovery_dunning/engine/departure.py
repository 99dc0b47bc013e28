"""What the answer of a mail server means, and when a mail that it did not take is tried again: soon at first, then
less and less often, on the same day.

Replies are those of RFC 5321, 4.2.1: a number of the 400s refuses for now, one of the 500s for good.
"""

from datetime import timedelta

FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(minutes=30)  # a server that comes back in the evening still gets its mails
CLOSING = 421  # "Service not available, closing transmission channel": said of the connection, not of a mail


def pauses(waited):
    """The pauses that may follow now, the longest first: the shorter ones are for the end of the day.

    :param waited: the time since the server first did not take the mail

    >>> pauses(timedelta(0))
    [datetime.timedelta(seconds=300)]
    >>> [pause.seconds // 60 for pause in pauses(timedelta(minutes=5))]
    [10, 5]
    >>> [pause.seconds // 60 for pause in pauses(timedelta(minutes=15))]
    [30, 15, 5]
    """
    longest = min(max(FIRST_PAUSE, 2 * waited), LONGEST_PAUSE)
    return [longest, *(pause for pause in (3 * FIRST_PAUSE, FIRST_PAUSE) if pause < longest)]


def is_passing(code):
    """Whether a reply refuses for now only.

    >>> [is_passing(code) for code in (250, 421, 451, 550)]
    [False, True, True, False]
    """
    return 400 <= code < 500


def is_believed(waited, alone):
    """Whether a refusal for good is one. A server that has lost its directory refuses everybody for a while: a refusal
    counts once it has been repeated after a pause, and while the server takes the mails of others.

    :param waited: the time since it was first refused
    :param alone: whether it is the only mail that was refused, or others were taken beside it

    >>> is_believed(timedelta(0), True), is_believed(FIRST_PAUSE, True), is_believed(FIRST_PAUSE, False)
    (False, True, False)
    """
    return alone and waited >= FIRST_PAUSE
