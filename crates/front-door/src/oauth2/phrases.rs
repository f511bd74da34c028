//! Phrases: the texts of the pages of OAuth2. The application does not carry them; their translations are in
//! `locales/oauth2/` of this crate.

use vestibule::i18n::Phrase;

macro_rules! phrases {
    ($($name:ident $key:literal $english:literal)*) => {
        $(#[doc = $english] pub(super) const $name: Phrase = Phrase { key: $key, english: $english };)*
        /// Every phrase, for those who translate them.
        pub(crate) const ALL: &[Phrase] = &[$($name),*];
    };
}

phrases! {
    CONSENT "oauth2_consent" "Allow access?"
    CONSENT_TEXT "oauth2_consent_text" "{client} asks for access to your account. Choose what it may do:"
    CONSENT_BARE "oauth2_consent_bare" "{client} asks to sign you in."
    SCOPE_OPENID "oauth2_scope_openid" "Recognize you when you come back"
    SCOPE_OFFLINE "oauth2_scope_offline_access" "Keep its access while you are away"
    SCOPE_EMAIL "oauth2_scope_email" "See your email address"
    SCOPE_PROFILE "oauth2_scope_profile" "See your name and profile"
    SCOPE_PHONE "oauth2_scope_phone" "See your phone number"
    SCOPE_ADDRESS "oauth2_scope_address" "See your postal address"
    REMEMBER "oauth2_remember" "Do not ask me again for this application"
    ALLOW "oauth2_allow" "Allow"
    DENY "oauth2_deny" "Do not allow"
    CLIENT_SITE "oauth2_client_site" "About this application"
    CLIENT_POLICY "oauth2_client_policy" "Its privacy policy"
    CLIENT_TERMS "oauth2_client_terms" "Its terms"
    OTHER_ACCOUNT "oauth2_other_account" "Another account is signed in"
    OTHER_ACCOUNT_TEXT "oauth2_other_account_text" "The application asked about an account that is not the one that is signed in here. Sign in again to go on."
    NOBODY_TEXT "oauth2_nobody_text" "You are no longer signed in. Sign in again to go on to the application."
    SIGN_IN_AGAIN "oauth2_sign_in_again" "Sign in again"
    GONE "oauth2_gone" "This request is no longer valid"
    GONE_TEXT "oauth2_gone_text" "It has been used before, or it took too long. Go back to the application and start again."
    LOGOUT_CLIENT "oauth2_logout_client" "{client} asks to sign you out. You will be signed out here, too."
    STAY "oauth2_stay" "Stay signed in"
    DEVICE "oauth2_device" "Connect a device"
    DEVICE_TEXT "oauth2_device_text" "Enter the code that your device shows. Do so only if you have the device in front of you."
    DEVICE_CODE "oauth2_device_code" "Code"
    DEVICE_WRONG "oauth2_device_wrong" "This code is wrong or has expired. Compare it with the one on your device."
    DEVICE_NONE_TEXT "oauth2_device_none_text" "Open the address that your device shows."
    DEVICE_DONE "oauth2_device_done" "Your device is connected"
    DEVICE_DONE_TEXT "oauth2_device_done_text" "You can close this page and go back to your device."
    APPLICATIONS "oauth2_applications" "Applications with access"
    APPLICATIONS_TEXT "oauth2_applications_text" "You have allowed these applications to use your account."
    APPLICATIONS_NONE "oauth2_applications_none" "No application has access to your account."
    APPLICATION_SINCE "oauth2_application_since" "Allowed on {date}"
    APPLICATION_REMOVE "oauth2_application_remove" "Take access away"
    APPLICATION_REMOVED "oauth2_application_removed" "The application no longer has access."
}
