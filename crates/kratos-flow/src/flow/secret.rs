//! A *secret* is what users type: it is sent to Kratos and put back into a form, and written nowhere else. What holds it can be
//! printed all the same, without it.

use std::fmt;
use std::ops::{Deref, DerefMut};

/// A value that no log, message or page gets to see by accident: it has no `Display` and no `Serialize`, and its `Debug` says
/// nothing of it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret<T>(T);

/// The names and values of a form, in their order. Passwords and codes are among them.
pub type FormValues = Secret<Vec<(String, String)>>;

impl<T> Secret<T> {
    /// The value itself, to be sent.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl<T> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Secret(value)
    }
}

impl<T> Deref for Secret<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Secret<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<A, T: FromIterator<A>> FromIterator<A> for Secret<T> {
    fn from_iter<I: IntoIterator<Item = A>>(values: I) -> Self {
        Secret(values.into_iter().collect())
    }
}
