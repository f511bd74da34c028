//! An instant: a moment as Kratos writes it, RFC 3339 in UTC with the digits that matter.

use std::time::{Duration, SystemTime};

use serde::{Serialize, Serializer};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A moment in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Instant(OffsetDateTime);

impl Instant {
    pub(crate) fn now() -> Self {
        Self(OffsetDateTime::now_utc())
    }

    /// Now, as a database keeps it: in whole microseconds.
    pub(crate) fn stored() -> Self {
        let now = OffsetDateTime::now_utc();
        let micros = now.microsecond();
        Self(now.replace_microsecond(micros).unwrap_or(now))
    }

    /// Now, in whole seconds.
    pub(crate) fn whole_second() -> Self {
        let now = OffsetDateTime::now_utc();
        Self(now.replace_nanosecond(0).unwrap_or(now))
    }

    /// The form Go prints a time in.
    pub(crate) fn go_text(self) -> String {
        let text = self.text().replace('T', " ");
        format!("{} +0000 UTC", text.trim_end_matches('Z'))
    }

    pub(crate) fn plus(self, duration: Duration) -> Self {
        Self(self.0 + duration)
    }

    pub(crate) fn is_past(self) -> bool {
        self < Self::now()
    }

    /// How long ago it was, nothing when it is still to come.
    pub(crate) fn elapsed(self) -> Duration {
        (OffsetDateTime::now_utc() - self.0)
            .try_into()
            .unwrap_or_default()
    }

    /// How long it is until then, nothing when it has passed.
    pub(crate) fn remaining(self) -> Duration {
        (self.0 - OffsetDateTime::now_utc())
            .try_into()
            .unwrap_or_default()
    }

    pub(crate) fn unix(self) -> i64 {
        self.0.unix_timestamp()
    }

    /// The form a cookie's `Expires` wants.
    pub(crate) fn http_date(self) -> String {
        httpdate::fmt_http_date(SystemTime::from(self.0))
    }

    fn text(self) -> String {
        self.0.format(&Rfc3339).unwrap_or_default()
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}
