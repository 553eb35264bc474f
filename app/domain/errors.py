"""What can go wrong, as values: each fault names the field, the value and the cure, in both languages.

    ZoneError
    ├── NotFound            WardNotFound (WardGone) · DistrictNotFound · PolicyNotFound · OutbreakNotFound · RunNotFound
    │                       RingVersionNotFound
    │                       ReportNotFound · SubmissionNotFound · BoundaryVersionNotFound · UnitNotFound
    │                       IndicatorNotFound · IndicatorValueNotFound · PublicationNotFound · DecisionNotFound
    │                       AccountNotFound · KeyNotFound · SessionNotFound · RoundNotFound · CordonNotFound
    │                       AreaNotFound · CampaignNotFound · FeedNotFound · TileNotFound
    │                       CollectionNotFound · FeatureNotFound
    ├── Invalid             InvalidValue · InvalidGeometry · InvalidPolicy · InvalidImport · ImportRefused
    │                       UnreadableSheet · FutureReportingDate · ReasonMissing
    │                       InvalidParameter · InvalidFilter
    ├── Conflict            ReportConflict · ConfirmationRequired · IndicatorConflict · IdempotencyMismatch
    │                       RingStateConflict · OutbreakStateConflict · DrillRefused · RunInProgress · NotYetJudged
    │                       AlreadySuperseded · DecisionConflict · TooManyDrafts · LastAdministrator · DayNotLocked
    │                       CordonStateConflict · AreaStateConflict
    ├── DayLocked           a report or correction of a day that has locked
    ├── StaleVersion        a correction that leans on an older version
    │                       StaleAccount · StaleRecord
    ├── StaleDraft          a draft that leans on an older one
    ├── PreconditionMissing a correction without If-Match
    ├── AccessDenied        NotYourDistrict · RoleRequired · NotYourStaff · SignInNeeded
    │                       PasswordChangeRequired · CrossSiteRequest
    ├── NotAuthenticated    no, wrong or ended credentials
    ├── TooManyAttempts     login throttled
    ├── TooManyStreams      more event streams than one process holds; TooManyStreamsFromThere: than one address may
    ├── CursorAhead         a place in the feed of changes that it has not come to
    ├── TooManyChecks       files sent for checking faster than they are read
    ├── BacktestInProgress  another back-test is being computed
    ├── PlanInProgress      a solver is at work on another testing plan
    ├── PicturesBusy        other pictures are being drawn
    ├── ExportsBusy         other long tables are being made
    ├── NothingToJudge      no register, or no closed day in the range
    └── Unavailable         the database or the snapshot cannot answer just now

They know nothing of HTTP: one table in the HTTP face gives each a status.
"""

from __future__ import annotations

from app.domain.fault_base import Conflict, FieldFault, Invalid, InvalidValue, NotFound, ZoneError
from app.domain.faults_not_found import (
    AccountNotFound,
    AreaNotFound,
    BorderNoticeNotFound,
    BoundaryVersionNotFound,
    CordonNotFound,
    DecisionNotFound,
    DistrictNotFound,
    ImportNotFound,
    IndicatorNotFound,
    IndicatorValueNotFound,
    KeyNotFound,
    OutbreakNotFound,
    PolicyNotFound,
    PublicationNotFound,
    ReportNotFound,
    RingVersionNotFound,
    RunNotFound,
    SessionNotFound,
    SubmissionNotFound,
    TileNotFound,
    UnitNotFound,
    WardGone,
    WardNotFound,
)
from app.domain.faults_of_access import (
    AccessDenied,
    CrossSiteRequest,
    LastAdministrator,
    NotAuthenticated,
    NotYourDistrict,
    NotYourStaff,
    PasswordChangeRequired,
    RoleRequired,
    SignInNeeded,
    StaleAccount,
    TooManyAttempts,
)
from app.domain.faults_of_feeds import (
    CursorAhead,
    DeliveryNotFound,
    TooManyStreams,
    TooManyStreamsFromThere,
    WebhookNotFound,
)
from app.domain.faults_of_intake import (
    ConfirmationRequired,
    DayLocked,
    DayNotLocked,
    FutureReportingDate,
    IdempotencyMismatch,
    ImportRefused,
    InvalidImport,
    PreconditionMissing,
    ReportConflict,
    StaleDraft,
    StaleVersion,
    TooManyDrafts,
    UnreadableSheet,
    field_faults,
)
from app.domain.faults_of_judgement import (
    AlreadySuperseded,
    AreaStateConflict,
    BacktestInProgress,
    CordonStateConflict,
    DecisionConflict,
    DrillRefused,
    ExportsBusy,
    IndicatorConflict,
    InvalidGeometry,
    InvalidPolicy,
    NothingToJudge,
    NotYetJudged,
    OutbreakStateConflict,
    PicturesBusy,
    PlanInProgress,
    RingStateConflict,
    RunInProgress,
    TooManyChecks,
    Unavailable,
)
from app.domain.faults_of_queries import CollectionNotFound, FeatureNotFound, InvalidFilter, InvalidParameter
from app.domain.faults_of_testing import CampaignNotFound, FeedNotFound, ReasonMissing, RoundNotFound, StaleRecord

__all__ = [
    "AccessDenied",
    "AccountNotFound",
    "AlreadySuperseded",
    "AreaNotFound",
    "AreaStateConflict",
    "BacktestInProgress",
    "BorderNoticeNotFound",
    "BoundaryVersionNotFound",
    "CampaignNotFound",
    "CollectionNotFound",
    "ConfirmationRequired",
    "Conflict",
    "CordonNotFound",
    "CordonStateConflict",
    "CrossSiteRequest",
    "CursorAhead",
    "DayLocked",
    "DayNotLocked",
    "DecisionConflict",
    "DecisionNotFound",
    "DeliveryNotFound",
    "DistrictNotFound",
    "DrillRefused",
    "ExportsBusy",
    "FeatureNotFound",
    "FeedNotFound",
    "FieldFault",
    "FutureReportingDate",
    "IdempotencyMismatch",
    "ImportNotFound",
    "ImportRefused",
    "IndicatorConflict",
    "IndicatorNotFound",
    "IndicatorValueNotFound",
    "Invalid",
    "InvalidFilter",
    "InvalidGeometry",
    "InvalidImport",
    "InvalidParameter",
    "InvalidPolicy",
    "InvalidValue",
    "KeyNotFound",
    "LastAdministrator",
    "NotAuthenticated",
    "NotFound",
    "NotYetJudged",
    "NotYourDistrict",
    "NotYourStaff",
    "NothingToJudge",
    "OutbreakNotFound",
    "OutbreakStateConflict",
    "PasswordChangeRequired",
    "PicturesBusy",
    "PlanInProgress",
    "PolicyNotFound",
    "PreconditionMissing",
    "PublicationNotFound",
    "ReasonMissing",
    "ReportConflict",
    "ReportNotFound",
    "RingStateConflict",
    "RingVersionNotFound",
    "RoleRequired",
    "RoundNotFound",
    "RunInProgress",
    "RunNotFound",
    "SessionNotFound",
    "SignInNeeded",
    "StaleAccount",
    "StaleDraft",
    "StaleRecord",
    "StaleVersion",
    "SubmissionNotFound",
    "TileNotFound",
    "TooManyAttempts",
    "TooManyChecks",
    "TooManyDrafts",
    "TooManyStreams",
    "TooManyStreamsFromThere",
    "Unavailable",
    "UnitNotFound",
    "UnreadableSheet",
    "WardGone",
    "WardNotFound",
    "WebhookNotFound",
    "ZoneError",
    "field_faults",
]
