//! Tls: the certificate that this server shows, read again when its files change.
//!
//! HTTP/1.1 only is offered (ALPN): hyper limits neither the time of a head nor that of an idle connection in HTTP/2.

use crate::pem::{self, TlsProblem};
use rustls::{ServerConfig, crypto::ring};
use std::{
    path::PathBuf,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};
use tokio_rustls::TlsAcceptor;

/// How often the files are looked at.
const ROUND: Duration = Duration::from_secs(10);

/// A certificate with its key, as they are now.
pub struct Certificate {
    cert: PathBuf,
    key: PathBuf,
    current: RwLock<Current>,
}

struct Current {
    /// What the files had when they were last looked at.
    files: Files,
    config: Arc<ServerConfig>,
}

#[derive(PartialEq, Eq)]
struct Files {
    cert: Vec<u8>,
    key: Vec<u8>,
}

impl Certificate {
    /// Reads the certificate and the key from their files.
    ///
    /// # Errors
    /// [`TlsProblem`] where one cannot be read, or they are of no use together.
    pub fn read(cert: PathBuf, key: PathBuf) -> Result<Self, TlsProblem> {
        let files = Files {
            cert: pem::read(&cert)?,
            key: pem::read(&key)?,
        };
        let config = config(&cert, &key, &files)?;
        Ok(Self {
            cert,
            key,
            current: RwLock::new(Current { files, config }),
        })
    }

    /// Reads the files every few seconds, as long as somebody has the certificate.
    pub(crate) fn follow(self: &Arc<Self>) {
        let weak = Arc::downgrade(self);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(ROUND).await;
                let Some(certificate) = weak.upgrade() else {
                    break;
                };
                certificate.refresh();
            }
        });
    }

    /// Takes what is in the files now. Of a pair that is of no use the log tells once, and the one before stays.
    fn refresh(&self) {
        let read = || {
            Ok(Files {
                cert: pem::read(&self.cert)?,
                key: pem::read(&self.key)?,
            })
        };
        let files = match read() {
            Ok(files) => files,
            Err(problem) => return failed(&problem),
        };
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if files == current.files {
            return;
        }
        match config(&self.cert, &self.key, &files) {
            Ok(config) => {
                current.config = config;
                tracing::info!("{}: the new certificate is in use", self.cert.display());
            }
            Err(problem) => failed(&problem),
        }
        current.files = files;
    }

    /// What makes TLS of the next connection.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        TlsAcceptor::from(Arc::clone(&current.config))
    }
}

fn failed(problem: &TlsProblem) {
    tracing::error!("the certificate stays as it was: {problem}");
}

fn config(
    cert: &std::path::Path,
    key: &std::path::Path,
    files: &Files,
) -> Result<Arc<ServerConfig>, TlsProblem> {
    let chain = pem::certificates(cert, &files.cert)?;
    let private = pem::key(key, &files.key)?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .map_err(pem::rejected(cert))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

#[cfg(test)]
mod tests {
    use super::Certificate;
    use std::sync::Arc;

    #[test]
    fn a_new_pair_is_taken_and_a_broken_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let (cert, key) = (folder.path().join("cert"), folder.path().join("key"));
        let new = || rcgen::generate_simple_self_signed(["a.example".to_owned()]).unwrap();
        let write = |path, text: String| std::fs::write(path, text).unwrap();
        let first = new();
        write(&cert, first.cert.pem());
        write(&key, first.signing_key.serialize_pem());
        let certificate = Certificate::read(cert.clone(), key.clone()).unwrap();
        let config = || Arc::clone(&certificate.current.read().unwrap().config);
        let before = config();
        certificate.refresh();
        assert!(Arc::ptr_eq(&before, &config()));
        // The certificate is there before its key.
        let second = new();
        write(&cert, second.cert.pem());
        certificate.refresh();
        assert!(Arc::ptr_eq(&before, &config()));
        std::fs::remove_file(&key).unwrap();
        certificate.refresh();
        assert!(Arc::ptr_eq(&before, &config()));
        write(&key, second.signing_key.serialize_pem());
        certificate.refresh();
        assert!(!Arc::ptr_eq(&before, &config()));
    }
}
