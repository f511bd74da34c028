//! The *messages* whose meaning decides something, by their ids and Kratos' own names for them (`text/id.go`). All others
//! are only told.

/// A code or link is on its way to an address: a link.
pub const INFO_SELF_SERVICE_VERIFICATION_EMAIL_SENT: u32 = 1_080_001;
/// The same: a code.
pub const INFO_SELF_SERVICE_VERIFICATION_EMAIL_WITH_CODE_SENT: u32 = 1_080_003;
/// The button that goes on with a sign-up.
pub const INFO_SELF_SERVICE_REGISTRATION_CONTINUE: u32 = 1_040_003;
/// Settings were saved.
pub const INFO_SELF_SERVICE_SETTINGS_UPDATE_SUCCESS: u32 = 1_050_001;
/// The user is back in, and chooses how to sign in from now on.
pub const INFO_SELF_SERVICE_RECOVERY_SUCCESSFUL: u32 = 1_060_001;
/// A backup code was used.
pub const INFO_SELF_SERVICE_SETTINGS_LOOKUP_SECRET_USED: u32 = 1_050_014;
/// The title of a trait, which the identity schema gives it.
pub const INFO_NODE_LABEL_GENERATED: u32 = 1_070_002;
/// The button that sends another code.
pub const INFO_NODE_LABEL_RESEND_OTP: u32 = 1_070_008;
/// Something is wrong, in words that are for nobody else.
pub const ERROR_VALIDATION_GENERIC: u32 = 4_000_001;
/// A field has no value.
pub const ERROR_VALIDATION_REQUIRED: u32 = 4_000_002;
/// The account has no passkey or security key.
pub const ERROR_VALIDATION_NO_WEB_AUTHN_DEVICE: u32 = 4_000_013;
/// No account has this passkey.
pub const ERROR_VALIDATION_SUCH_NO_WEB_AUTHN_USER: u32 = 4_000_015;
/// A password resembles the identifier.
pub const ERROR_VALIDATION_PASSWORD_IDENTIFIER_TOO_SIMILAR: u32 = 4_000_031;
/// A password is too short.
pub const ERROR_VALIDATION_PASSWORD_MIN_LENGTH: u32 = 4_000_032;
/// A password is too long.
pub const ERROR_VALIDATION_PASSWORD_MAX_LENGTH: u32 = 4_000_033;
/// A password was published by thieves.
pub const ERROR_VALIDATION_PASSWORD_TOO_MANY_BREACHES: u32 = 4_000_034;
/// No account takes codes at this address.
pub const ERROR_VALIDATION_NO_CODE_USER: u32 = 4_000_035;
/// No account has this identifier.
pub const ERROR_VALIDATION_ACCOUNT_NOT_FOUND: u32 = 4_000_037;
/// A recovery was sent without a method.
pub const ERROR_VALIDATION_RECOVERY_NO_STRATEGY_FOUND: u32 = 4_010_005;
/// A verification was sent without a method.
pub const ERROR_VALIDATION_VERIFICATION_NO_STRATEGY_FOUND: u32 = 4_010_006;
