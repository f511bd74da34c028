//! Listener: where connections come in, by TCP or over a Unix socket, with TLS or without.

use crate::{settings::ListenAddress, tls::Certificate};
use std::{
    fmt, io,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
};

/// Whatever a connection reads and writes.
pub(crate) trait Io: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// Takes connections.
pub struct Listener {
    socket: Socket,
    pub(crate) certificate: Option<Arc<Certificate>>,
}

enum Socket {
    Tcp(TcpListener),
    /// At this path, which is removed at the end.
    #[cfg(unix)]
    Unix(tokio::net::UnixListener, PathBuf),
}

impl From<TcpListener> for Listener {
    fn from(listener: TcpListener) -> Self {
        Socket::Tcp(listener).into()
    }
}

impl From<Socket> for Listener {
    fn from(socket: Socket) -> Self {
        Self {
            socket,
            certificate: None,
        }
    }
}

impl Listener {
    /// Listens at an address.
    ///
    /// # Errors
    /// A sentence that names the address, and says what the system says.
    pub async fn bind(address: &ListenAddress) -> Result<Self, String> {
        let bound = match address {
            ListenAddress::Tcp(address) => TcpListener::bind(address).await.map(Socket::Tcp),
            ListenAddress::Socket(path) => Socket::bind(path.clone()),
        };
        bound.map(Self::from).map_err(|error| match address {
            ListenAddress::Tcp(address) => format!("cannot listen on {address}: {error}"),
            ListenAddress::Socket(path) => format!("cannot listen on {}: {error}", path.display()),
        })
    }

    /// Speaks TLS with this certificate, which is read again when its files change.
    #[must_use]
    pub fn with_tls(mut self, certificate: Certificate) -> Self {
        let certificate = Arc::new(certificate);
        certificate.follow();
        self.certificate = Some(certificate);
        self
    }

    /// The next connection, and who is at its other end; of a socket this machine.
    pub(crate) async fn accept(&self) -> io::Result<(Box<dyn Io>, SocketAddr)> {
        match &self.socket {
            Socket::Tcp(listener) => {
                let (stream, peer) = listener.accept().await?;
                let _ = stream.set_nodelay(true);
                Ok((Box::new(stream), peer))
            }
            #[cfg(unix)]
            Socket::Unix(listener, _) => {
                let (stream, _) = listener.accept().await?;
                Ok((Box::new(stream), (Ipv4Addr::LOCALHOST, 0).into()))
            }
        }
    }
}

impl fmt::Display for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = self.certificate.as_ref().map_or("http", |_| "https");
        match &self.socket {
            Socket::Tcp(listener) => match listener.local_addr() {
                Ok(address) => write!(f, "{scheme}://{address}"),
                Err(_) => f.write_str("an unknown address"),
            },
            #[cfg(unix)]
            Socket::Unix(_, path) => write!(f, "unix:{}, by {scheme}", path.display()),
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Self::Unix(_, path) = self {
            let _ = std::fs::remove_file(path);
        }
    }
}

impl Socket {
    #[cfg(unix)]
    fn bind(path: PathBuf) -> io::Result<Self> {
        // A socket that nobody listens on is what a program that was killed has left.
        let refused = std::os::unix::net::UnixStream::connect(&path)
            .is_err_and(|error| error.kind() == io::ErrorKind::ConnectionRefused);
        if refused {
            std::fs::remove_file(&path)?;
        }
        let listener = tokio::net::UnixListener::bind(&path)?;
        Ok(Self::Unix(listener, path))
    }

    #[cfg(not(unix))]
    fn bind(_: PathBuf) -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }
}
