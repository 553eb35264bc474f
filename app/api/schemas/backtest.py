"""A back-test as it is asked for."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import Field, model_validator

from app.api.schemas.common import Day, Taken
from app.api.validation_faults import BilingualValueError

LONGEST_POLICY: Final = 200_000


class BacktestIn(Taken):
    """A draft policy and the closed days to replay it over; the draft in exactly one of three forms."""

    policy: Annotated[
        dict[str, Any] | None, Field(description="The draft written out, in the shape of GET /api/v1/policies/{id}.")
    ] = None
    policy_text: Annotated[
        str | None, Field(max_length=LONGEST_POLICY, description="The draft as the YAML text of a file.")
    ] = None
    policy_id: Annotated[
        str | None, Field(max_length=64, examples=["moh-2686-2021"], description="A shipped or a stored policy.")
    ] = None
    from_: Annotated[Day, Field(alias="from")]
    to: Day

    @model_validator(mode="after")
    def _one_policy(self) -> BacktestIn:
        if sum(each is not None for each in (self.policy, self.policy_text, self.policy_id)) != 1:
            raise BilingualValueError(
                vi="cần đúng một trong ba: policy, policy_text, policy_id",
                en="needs exactly one of policy, policy_text, policy_id",
            )
        return self
