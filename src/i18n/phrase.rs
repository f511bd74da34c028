//! A *phrase* is a text of Vestibule's own: its key in the catalogues, and its English.

/// A text of Vestibule's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// The key in the catalogues.
    pub key: &'static str,
    /// The English text, a pattern like those of the catalogues.
    pub english: &'static str,
}

macro_rules! phrases {
    ($($name:ident $key:literal $english:literal)*) => {
        /// All phrases there are.
        pub mod phrases {
            use super::Phrase;
            $(#[doc = $english] pub const $name: Phrase = Phrase { key: $key, english: $english };)*
            /// Every phrase, for those who translate them.
            pub const ALL: &[Phrase] = &[$($name),*];
        }
    };
}

phrases! {
    SIGN_IN "sign_in" "Sign in"
    SIGN_UP "sign_up" "Create an account"
    SIGN_OUT "sign_out" "Sign out"
    CONFIRM_IDENTITY "confirm_identity" "Confirm it’s you"
    TWO_FACTOR "two_factor" "Two-Factor Authentication"
    CHECK_CODE "check_code" "Enter your code"
    CHOOSE_CREDENTIAL "choose_credential" "Choose how to sign in"
    VERIFY "verify" "Verify your address"
    VERIFIED "verified" "Address verified"
    RECOVER "recover" "Recover your account"
    WELCOME "welcome" "Welcome"
    SIGNED_IN_AS "signed_in_as" "You are signed in as {name}."
    SIGNED_IN "signed_in" "You are signed in."
    NOT_SIGNED_IN "not_signed_in" "You are not signed in."
    SESSION_DETAILS "session_details" "Session details"
    SETTINGS "settings" "Account settings"
    SESSIONS "sessions" "Sessions"
    NO_ACCOUNT "no_account" "No account yet?"
    HAVE_ACCOUNT "have_account" "Already have an account?"
    FORGOT "forgot" "Forgot your password?"
    OR "or" "or"
    OPTIONAL "optional" "(optional)"
    SHOW_PASSWORD "show_password" "Show password"
    HIDE_PASSWORD "hide_password" "Hide password"
    CHANGE "change" "Change"
    CHANGE_IDENTIFIER "change_identifier" "Change {identifier}"
    SIGNING_IN_AS "signing_in_as" "Account"
    USE_OTHER_ACCOUNT "use_other_account" "Use another account"
    CODE_HINT "code_hint" "It can take a minute. Look into the spam folder too."
    LOADING "loading" "Loading …"
    WORKING "working" "One moment …"
    LEAVING "leaving" "Taking you on …"
    TRY_AGAIN "try_again" "Try again"
    TO_SIGN_IN "to_sign_in" "Go to sign-in"
    TO_HOME "to_home" "Go to the start page"
    DETAILS "details" "Details"
    REQUEST_ID "request_id" "Request {id}"
    STATUS "status" "Status {status}"
    NOT_FOUND "not_found" "Page not found"
    NOT_FOUND_TEXT "not_found_text" "There is nothing at this address."
    RENEWED "renewed" "This form had expired, so it was renewed. What you typed is still here."
    CSRF "csrf" "The page was out of date. Please press the button again."
    COOKIES "cookies" "Your browser does not keep the cookies of this site"
    COOKIES_TEXT "cookies_text" "Signing in needs cookies. Allow cookies for this site, or open it in another browser, then try again."
    UNREACHABLE "unreachable" "The sign-in service cannot be reached"
    UNREACHABLE_TEXT "unreachable_text" "Check your connection and try again. Nothing you typed is lost."
    NOT_KRATOS "not_kratos" "Something else answered"
    NOT_KRATOS_TEXT "not_kratos_text" "The network you are in may want you to sign in to it first. Then try again."
    RATE_LIMITED "rate_limited" "Too many requests"
    RATE_LIMITED_TEXT "rate_limited_text" "Please wait a moment and try again. Your account is not locked."
    UNAVAILABLE "unavailable" "Out of service for the moment"
    UNAVAILABLE_TEXT "unavailable_text" "This is temporary and not your fault. Please try again in a while."
    WHOAMI_FAILED "whoami_failed" "It could not be found out whether you are signed in."
    NEW_CODE "new_code" "Get a new code"
    UNEXPECTED "unexpected" "Something went wrong"
    UNEXPECTED_TEXT "unexpected_text" "This is not your fault. Please try again."
    DISABLED "disabled" "This is switched off"
    DISABLED_TEXT "disabled_text" "The operator of this service does not offer this page."
    REFUSED "refused" "This is not possible"
    REGISTERED "registered" "Your account is ready"
    REGISTERED_TEXT "registered_text" "You can sign in now."
    ERROR_PREFIX "error_prefix" "Error: "
    PASSKEY_WAIT "passkey_wait" "Your device will ask you to confirm."
    PASSKEY_UNUSED "passkey_unused" "The passkey was not used. Try again, or use another way."
    PASSKEY_EXISTS "passkey_exists" "This device already has a passkey for this account."
    PASSKEY_ADDRESS "passkey_address" "Passkeys are not available at this address."
    PASSKEY_UNAVAILABLE "passkey_unavailable" "This browser cannot use passkeys here."
    SIGN_OUT_FAILED "sign_out_failed" "Signing out did not work. Please try again."
    PICTURE "picture" "Picture"
}
