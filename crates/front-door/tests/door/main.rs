//! The door from outside: requests in, answers out.

// cfg(test) is always on here; it is what tells clippy that all of this is test code.
#[cfg(test)]
mod authority;
#[cfg(test)]
mod buckets;
#[cfg(test)]
mod config;
#[cfg(test)]
mod cross_site;
#[cfg(test)]
mod drawing;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod native;
#[cfg(test)]
mod network;
#[cfg(test)]
mod oauth2;
#[cfg(test)]
mod operator;
#[cfg(test)]
mod origins;
#[cfg(test)]
mod paths;
#[cfg(test)]
mod proxy;
#[cfg(test)]
mod server;
#[cfg(test)]
mod serving;
#[cfg(test)]
mod stage;
#[cfg(test)]
mod tls;
#[cfg(test)]
mod upstream;
#[cfg(test)]
mod watched;
