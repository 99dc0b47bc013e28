"""What the answer of a mail server means, and when a mail that it did not take is tried again: soon at first, then
less and less often, on the same day.

Replies are those of RFC 5321, 4.2.1: a number of the 400s refuses for now, one of the 500s for good.
"""

from datetime import timedelta

FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(minutes=30)  # a server that comes back in the evening still gets its mails
CLOSING = 421  # "Service not available, closing transmission channel": said of the connection, not of a mail


def pauses(tries):
    """The pauses that may follow now, the longest first: the shorter ones are for the end of the day.

    :param tries: how often the server has been tried in vain before

    >>> [pause.seconds // 60 for pause in pauses(0)]
    [5]
    >>> [pause.seconds // 60 for pause in pauses(1)]
    [10, 5]
    >>> [pauses(tries)[0].seconds // 60 for tries in range(6)]
    [5, 10, 20, 30, 30, 30]
    """
    growing = [min(FIRST_PAUSE * 2**number, LONGEST_PAUSE) for number in range(min(tries, 10) + 1)]
    return sorted(set(growing), reverse=True)


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
