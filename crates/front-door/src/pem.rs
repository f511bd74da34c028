//! Pem: certificates and keys from files.

use rustls::pki_types::{
    CertificateDer, PrivateKeyDer,
    pem::{self, PemObject as _},
};
use std::{
    io,
    path::{Path, PathBuf},
};

/// Why TLS cannot be spoken as the operator wants.
#[derive(Debug, thiserror::Error)]
pub enum TlsProblem {
    /// A file cannot be read.
    #[error("{}: {error}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// A file is no PEM, or has no key in it.
    #[error("{}: {error}", path.display())]
    Pem {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        error: pem::Error,
    },
    /// A file has no certificate in it.
    #[error("{}: there is no certificate in it", .0.display())]
    NoCertificate(PathBuf),
    /// A certificate is of no use, or not one for its key.
    #[error("{}: {error}", path.display())]
    Rejected {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        error: rustls::Error,
    },
    /// The library offers no version of TLS.
    #[error("TLS: {0}")]
    Unsupported(#[from] rustls::Error),
}

/// What is in a file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, TlsProblem> {
    std::fs::read(path).map_err(|error| TlsProblem::Unreadable {
        path: path.to_owned(),
        error,
    })
}

/// Every certificate in what a file has.
pub(crate) fn certificates(
    path: &Path,
    content: &[u8],
) -> Result<Vec<CertificateDer<'static>>, TlsProblem> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(content).collect();
    let found = found.map_err(|error| TlsProblem::Pem {
        path: path.to_owned(),
        error,
    })?;
    if found.is_empty() {
        return Err(TlsProblem::NoCertificate(path.to_owned()));
    }
    Ok(found)
}

/// The first private key in what a file has.
pub(crate) fn key(path: &Path, content: &[u8]) -> Result<PrivateKeyDer<'static>, TlsProblem> {
    PrivateKeyDer::from_pem_slice(content).map_err(|error| TlsProblem::Pem {
        path: path.to_owned(),
        error,
    })
}

/// Names the file of a certificate that is of no use.
pub(crate) fn rejected(path: &Path) -> impl Fn(rustls::Error) -> TlsProblem {
    let path = path.to_owned();
    move |error| TlsProblem::Rejected {
        path: path.clone(),
        error,
    }
}
