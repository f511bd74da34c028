//! Routes: what is done at each path.

pub(crate) mod files;
pub(crate) mod forms;
pub(crate) mod kratos;
pub(crate) mod pages;
pub(crate) mod reports;
