"""Import hub: Django finds every model here; the models live in their rooms."""

from contacts.access.accounts.models import Account, Identity, KnownDevice
from contacts.access.apps.models import App, AppUse, TestAccount
from contacts.access.claims.models import Claim
from contacts.access.codes.models import OneTimeCode
from contacts.access.factors.models import Authenticator, DeskUser, FactorEvent, RecoveryCode, SecondFactor
from contacts.access.grants.models import LinkGrant
from contacts.access.keys.models import ApiKey, KeyUse
from contacts.access.limits.models import LimitAlert, PasswordTries, Tally
from contacts.access.passkeys.models import Passkey, PasskeyChallenge
from contacts.access.providers.models import ProviderVisit
from contacts.access.repeats.models import KeptAnswer
from contacts.access.sessions.models import RefreshToken, Session
from contacts.approvals.models import ApprovalLink, ApprovalRequest
from contacts.background.models import Job, Schedule, Worker
from contacts.commerce.models import Booking, Case, Order, OrderLine, OrderStatus, Payment
from contacts.consents.models import ConsentErasure, ConsentEvent, Wording
from contacts.consents.preferences.models import PreferredChannel, PreferredOrganisation
from contacts.directory.models import (
    CompanyProfile,
    CompanySector,
    ConsentNow,
    Contact,
    ContactAddress,
    ContactAffiliation,
    ContactEmail,
    ContactMarketingList,
    ContactPhone,
    ContactRelation,
    ContactSource,
    ContactTag,
    CustomValue,
    Demographics,
    SealedNumber,
    SearchText,
    Sequence,
    Snapshot,
)
from contacts.files.models import Space, StoredFile
from contacts.files.photos.models import Photo
from contacts.history.models import Change, Happening
from contacts.imports.models import Import, ImportRow
from contacts.lookups.models import (
    Branch,
    Category,
    CostCentre,
    Country,
    CustomerType,
    CustomField,
    CustomFieldGroup,
    Industry,
    Language,
    MarketingList,
    Organisation,
    OwnerGroup,
    PrivacyLevel,
    Sector,
    Source,
    Vendor,
)
from contacts.messages.models import Communication, Template
from contacts.options.models import OptionValue
from contacts.privacy.models import Package
from contacts.staff.people.finding.models import SavedView
from contacts.zones.models import Grant, Zone

__all__ = [
    "Account",
    "ApiKey",
    "App",
    "AppUse",
    "ApprovalLink",
    "ApprovalRequest",
    "Authenticator",
    "Booking",
    "Branch",
    "Case",
    "Category",
    "Change",
    "Claim",
    "Communication",
    "CompanyProfile",
    "CompanySector",
    "ConsentErasure",
    "ConsentEvent",
    "ConsentNow",
    "Contact",
    "ContactAddress",
    "ContactAffiliation",
    "ContactEmail",
    "ContactMarketingList",
    "ContactPhone",
    "ContactRelation",
    "ContactSource",
    "ContactTag",
    "CostCentre",
    "Country",
    "CustomField",
    "CustomFieldGroup",
    "CustomValue",
    "CustomerType",
    "Demographics",
    "DeskUser",
    "FactorEvent",
    "Grant",
    "Happening",
    "Identity",
    "Import",
    "ImportRow",
    "Industry",
    "Job",
    "KeptAnswer",
    "KeyUse",
    "KnownDevice",
    "Language",
    "LimitAlert",
    "LinkGrant",
    "MarketingList",
    "OneTimeCode",
    "OptionValue",
    "Order",
    "OrderLine",
    "OrderStatus",
    "Organisation",
    "OwnerGroup",
    "Package",
    "Passkey",
    "PasskeyChallenge",
    "PasswordTries",
    "Payment",
    "Photo",
    "PreferredChannel",
    "PreferredOrganisation",
    "PrivacyLevel",
    "ProviderVisit",
    "RecoveryCode",
    "RefreshToken",
    "SavedView",
    "Schedule",
    "SealedNumber",
    "SearchText",
    "SecondFactor",
    "Sector",
    "Sequence",
    "Session",
    "Snapshot",
    "Source",
    "Space",
    "StoredFile",
    "Tally",
    "Template",
    "TestAccount",
    "Vendor",
    "Wording",
    "Worker",
    "Zone",
]
