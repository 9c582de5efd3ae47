"""What the API takes and gives, as its description tells it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from plp.alert import AlertState, Kind
from plp.cascade import CascadeState
from plp.finding import Code
from plp.language import Language
from services.check_alert import Severity
from services.draft_alert import LONGEST_TEXT
from webhooks.api.paging import Paged

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
Words = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT * 2)]


class AlertPath(BaseModel):
    """One alert."""

    alert_id: Id


class CascadePath(BaseModel):
    """One cascade."""

    cascade_id: Id


class ReportPath(BaseModel):
    """One report."""

    report_id: Id


class Draft(BaseModel):
    """A message to be drafted; nobody is called before an officer has validated and launched it."""

    model_config = ConfigDict(extra="forbid")

    partnership: Id = Field(description="The partnership's slug")
    kind: Kind
    texts: dict[Language, Words] = Field(min_length=1, description=f"By language; {LONGEST_TEXT} characters each")
    expires: str | None = Field(None, pattern=r"^[0-9]{1,6}[smh]$", description="How long from now: 40s, 90m, 2h")
    expires_at: AwareDatetime | None = Field(None, description="Or until when; by default as in the plan")
    answers: Id | None = Field(None, description="The alert this one corrects, lifts or follows up")

    @model_validator(mode="after")
    def _one_expiry(self) -> Draft:
        if self.expires and self.expires_at:
            raise ValueError("give expires or expires_at, not both")
        return self


class DraftAsked(BaseModel):
    """Beside a CAP message: whom it concerns."""

    model_config = ConfigDict(extra="forbid")

    partnership: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{0,64}$")] = Field(
        "", description="For a CAP message whose addresses do not name it"
    )


class Line(BaseModel):
    """One line of an alert's history."""

    at: datetime
    who: str
    what: str
    detail: str


class AlertBrief(BaseModel):
    """A police message."""

    alert: str
    partnership: str
    kind: Kind
    state: AlertState
    number: int | None
    year: int | None
    texts: dict[Language, str]
    recorded: list[Language] = Field(description="Languages spoken by an officer himself")
    drafted_at: datetime
    expires_at: datetime
    answers: str | None


class AlertShown(AlertBrief):
    """A police message with its history."""

    cascade: str | None
    history: list[Line]


class AlreadyClosed(BaseModel):
    """A message a CAP Cancel spoke of although it had ended before."""

    alert: str
    state: AlertState
    cascade: CascadeState | None = Field(description="How its cascade ended; null: it was never launched")


class AlertTaken(AlertShown):
    """A police message with its history, and what a CAP Cancel came too late for."""

    already_closed: list[AlreadyClosed] = Field([], description="CAP only: what could not be cancelled any more")


class AlertAnswered(AlertShown):
    """A police message with its history, or as a CAP 1.2 document."""

    model_config = ConfigDict(  # a key of flask-openapi3's own
        openapi_extra={"content": {"application/cap+xml": {"schema": {"type": "string"}}}}  # type: ignore[typeddict-unknown-key]
    )


class LaunchAsked(BaseModel):
    """What the officer says beside the launch."""

    model_config = ConfigDict(extra="forbid")

    at_night: bool = Field(
        False, description="His word that somebody is caught in the act or a life is in danger, asked for at night"
    )


class CheckAsked(BaseModel):
    """In which language the findings are told."""

    model_config = ConfigDict(extra="forbid")

    language: Language | Literal[""] = Field("", description="By default the mandated officer's")


class FindingShown(BaseModel):
    """One thing found in a message."""

    severity: Severity
    code: Code
    language: Language | None = Field(description="Of the text it is about")
    sentence: str
    advice: str
    words: list[str] = Field(description="The very words or letters it is about")
    proposed: str | None = Field(description="The whole text in other letters, where that is what to do")


class Checked(BaseModel):
    """What is to be said of a message before its launch."""

    alert: str
    refused: bool
    findings: list[FindingShown]


class Launched(BaseModel):
    """The cascade that began."""

    alert: str
    cascade: str


class CascadeBrief(BaseModel):
    """One run of a message through the list, in numbers."""

    cascade: str
    alert: str
    partnership: str
    state: CascadeState
    started_at: datetime
    finished_at: datetime | None
    members: int
    pending: int
    by_final: dict[str, int]
    reached: int
    heard: int
    acknowledged: int


class AttemptShown(BaseModel):
    """One ring or one text."""

    id: str
    channel: str
    outcome: str | None
    carrier_sid: str | None
    at: datetime


class DeliveryShown(BaseModel):
    """The message owed to one member."""

    member: str
    final: str | None
    why: str
    due_at: datetime | None
    reached: bool
    heard: bool
    acknowledged: bool
    attempts: list[AttemptShown]


class CascadeShown(CascadeBrief):
    """One run with everything it owes."""

    deliveries: list[DeliveryShown]


class ReportBrief(BaseModel):
    """A member's report, without its words."""

    id: str
    number: int
    year: int
    at: datetime
    partnership: str
    member: str
    sender: str = Field(description="Masked")
    channel: str
    decision: str | None
    decided_by: str | None
    decided_at: datetime | None
    alert: str | None
    told_late_at: datetime | None = Field(description="When the desk was told that nobody takes it")


class ReportShown(ReportBrief):
    """A member's report."""

    text: str
    spoken: bool


class ReplyShown(BaseModel):
    """What a member wrote about an alert."""

    id: str
    at: datetime
    alert: str
    member: str | None
    sender: str = Field(description="Masked")
    text: str


class MemberShown(BaseModel):
    """A member, as `tocsin members list --json` shows him."""

    position: int
    id: str
    name: str
    phone: str = Field(description="Masked")
    line: str
    language: Language
    channel: str
    state: str
    role: str
    vulnerable: bool


class _Page(BaseModel):
    next: str | None = Field(description="The cursor of the next page")


class AlertPage(_Page):
    """Alerts, newest first."""

    items: list[AlertBrief]


class CascadePage(_Page):
    """Cascades, newest first."""

    items: list[CascadeBrief]


class ReportPage(_Page):
    """Reports, newest first."""

    items: list[ReportBrief]


class ReplyPage(_Page):
    """Replies, newest first."""

    items: list[ReplyShown]


class MemberPage(_Page):
    """Members, in the list's order."""

    items: list[MemberShown]


class ByPartnership(Paged):
    """A part of a list, of one partnership or of all within reach."""

    partnership: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{0,64}$")] = ""


class AlertsAsked(ByPartnership):
    """Which alerts."""

    state: AlertState | Literal[""] = Field("", description="Only those in this state")


class ReportsAsked(ByPartnership):
    """Which reports."""

    waiting: bool = Field(False, description="Only those nobody has decided")


class RepliesAsked(ByPartnership):
    """Which replies."""

    alert: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{0,64}$")] = ""


class MembersAsked(Paged):
    """Whose list."""

    partnership: Id
