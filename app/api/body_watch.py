"""A request body is counted and timed as it arrives: too large or too slow, and it ends there."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.types import Message, Receive

from app.api.problem_answers import Problem, ProblemException
from app.api.problem_kinds import BODY_STALLED, BODY_TOO_LARGE

_DRAIN_BYTES: Final = 256 * 2**20
_DRAIN_S: Final = 3.0


class BodyWatch:
    """Stands in for `receive` while a body arrives.

    Waiting counts, not the application's own work: in all `stall_s` seconds, and one more for every
    `min_bytes_per_s` bytes that came. So a body that stops ends after `stall_s`, and one that trickles soon after.
    """

    def __init__(self, receive: Receive, *, limit: int, stall_s: float, min_bytes_per_s: int) -> None:
        self._receive = receive
        self._limit, self._stall_s, self._min_bytes_per_s = limit, stall_s, min_bytes_per_s
        self._received, self._waited_s = 0, 0.0
        self._complete = False
        self.problem: Problem | None = None
        """Set once the body was refused; nothing the application answers counts from then on."""

    async def __call__(self) -> Message:
        """The next message. Raises ProblemException when the body has grown too large or stands still."""
        if self.problem is not None:
            raise ProblemException(self.problem)
        if self._complete:
            return await self._receive()
        message = await self._timed_message()
        self._received += len(message.get("body", b""))
        self._complete = not message.get("more_body", False)
        if self._received > self._limit:
            raise self._refuse(too_large(self._limit))
        return message

    async def _timed_message(self) -> Message:
        clock = asyncio.get_running_loop().time
        begun = clock()
        allowance_s = self._stall_s + self._received / self._min_bytes_per_s - self._waited_s
        try:
            async with asyncio.timeout(max(0.0, min(self._stall_s, allowance_s))):
                return await self._receive()
        except TimeoutError:
            raise self._refuse(_stalled(self._stall_s)) from None
        finally:
            self._waited_s += clock() - begun

    def _refuse(self, problem: Problem) -> ProblemException:
        self.problem = problem
        return ProblemException(problem)


async def drain(receive: Receive) -> None:
    """Read on for a short while without keeping anything, so that the sender can finish and hear the answer."""
    received = 0
    try:
        async with asyncio.timeout(_DRAIN_S):
            while received <= _DRAIN_BYTES:
                message = await receive()
                received += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return
    except TimeoutError:
        return


def too_large(limit: int) -> Problem:
    """The problem of a body over `limit` bytes."""
    return Problem(
        spec=BODY_TOO_LARGE,
        detail_vi=f"Nội dung gửi lên vượt quá {limit} byte. Chia nhỏ rồi gửi lại.",
        detail_en=f"The body is larger than {limit} bytes. Split it and send it again.",
        extensions={"limit_bytes": limit},
        headers={"Connection": "close"},
    )


def _stalled(stall_s: float) -> Problem:
    return Problem(
        spec=BODY_STALLED,
        detail_vi=f"Nội dung gửi lên ngừng hoặc đến quá chậm trong {stall_s:g} giây. Gửi lại y nguyên.",
        detail_en=f"The body stopped or came too slowly for {stall_s:g} seconds. Send the same again.",
        headers={"Connection": "close"},
    )
