"""Words, days and numbers as a reader of one language expects them, in the site's time zone."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from markupsafe import Markup

from app.api.language import Language
from app.domain import sentences
from app.domain.sentences import Phrase
from app.web.messages import MESSAGES

_WEEKDAYS: Final = (
    Phrase("Thứ hai", "Monday"),
    Phrase("Thứ ba", "Tuesday"),
    Phrase("Thứ tư", "Wednesday"),
    Phrase("Thứ năm", "Thursday"),
    Phrase("Thứ sáu", "Friday"),
    Phrase("Thứ bảy", "Saturday"),
    Phrase("Chủ nhật", "Sunday"),
)


class Words:
    """The catalogue, calendar and digits of one language."""

    def __init__(self, language: Language, timezone: ZoneInfo) -> None:
        self.language = language
        self._timezone = timezone

    def __call__(self, key: str, **values: object) -> str:
        """The message of a key, filled in; `n` is written as a number and chooses between `one|many`.

        Ready markup among the values makes the message markup, escaped round them.

        Raises:
            KeyError: no such message, or a value is missing.
        """
        one, _, many = self.pick(MESSAGES[key]).partition("|")
        count = values.get("n")
        text = one if not many or count == 1 else many
        shown = {name: self._filled(value) for name, value in values.items()}
        if any(isinstance(value, Markup) for value in shown.values()):
            return Markup.escape(text).format(**shown)
        return text.format(**shown)

    def pick(self, phrase: Phrase | tuple[str, str]) -> str:
        """The side of a phrase, or of a (Vietnamese, English) pair, that this reader reads."""
        return phrase[0] if self.language == "vi" else phrase[1]

    def number(self, value: int) -> str:
        """A whole number with its thousands mark."""
        return self.pick(sentences.number(value))

    def day(self, day: date) -> str:
        """`14/09/2021` or `14 Sep 2021`."""
        return self.pick(sentences.day(day))

    def long_day(self, day: date) -> str:
        """The same after the day of the week."""
        return f"{self.pick(_WEEKDAYS[day.weekday()])}, {self.day(day)}"

    def short_day(self, day: date) -> str:
        """`14/09` or `14 Sep`, where the year is plain from elsewhere."""
        return f"{day:%d/%m}" if self.language == "vi" else self.day(day).rsplit(" ", 1)[0]

    def moment(self, instant: datetime) -> str:
        """`18:07, 14/09/2021` by the site's clock."""
        local = instant.astimezone(self._timezone)
        return f"{local:%H:%M}, {self.day(local.date())}"

    def time_of(self, instant: datetime) -> str:
        """`18:07` by the site's clock."""
        return f"{instant.astimezone(self._timezone):%H:%M}"

    def clock(self, of_day: time) -> str:
        """`18:00`."""
        return f"{of_day:%H:%M}"

    def local_date(self, instant: datetime) -> date:
        """The calendar day of an instant by the site's clock."""
        return instant.astimezone(self._timezone).date()

    def period(self, first: date, last: date) -> str:
        """Days from `first` to `last`, both included."""
        return self.pick(sentences.period(first, last))

    def _filled(self, value: object) -> object:
        if isinstance(value, bool) or not isinstance(value, int | date):
            return value
        return self.number(value) if isinstance(value, int) else self.day(value)
