//! Settings of the edge: who may come in, under which name, and with how much.

use super::seconds;
use crate::edge::origin::Origin;
use ipnet::IpNet;
use std::{net::IpAddr, time::Duration};

/// Who may come in, under which name, and with how much.
#[derive(Clone, Debug, clap::Args)]
pub struct EdgeSettings {
    /// Origins that this server is known by, like `https://auth.example.com`: requests for other hosts are refused (421), and
    /// Kratos hears of these only. By default it is what each request says.
    #[arg(long, env = "VESTIBULE_ORIGIN", value_name = "ORIGIN", num_args = 1.., value_delimiter = ',')]
    pub origin: Vec<Origin>,

    /// Networks of the proxies in front, like `10.0.0.0/8`: the X-Forwarded-For, -Host and -Proto of those, and of nobody else,
    /// are believed. The client is the last address of X-Forwarded-For that lies in none of them.
    #[arg(long, env = "VESTIBULE_TRUST_PROXY", value_name = "CIDR", num_args = 1.., value_delimiter = ',', value_parser = network)]
    pub trust_proxy: Vec<IpNet>,

    /// Pass Kratos' flows for clients without a browser, too: `/self-service/*/api`, `/sessions/token-exchange`, and session tokens.
    #[arg(long, env = "VESTIBULE_NATIVE_API")]
    pub native_api: bool,

    /// The largest body of a request, in bytes.
    #[arg(long, env = "VESTIBULE_BODY_LIMIT", default_value = "65536")]
    pub body_limit: usize,

    /// Seconds that the body of a request may take to arrive.
    #[arg(long, env = "VESTIBULE_BODY_TIMEOUT", default_value = "15", value_parser = seconds)]
    pub body_timeout: Duration,

    /// Pages that one client may open in a minute, an IPv6 network of 64 bits being one; 0 is no limit. Each makes a flow.
    #[arg(long, env = "VESTIBULE_LIMIT_PAGES", default_value = "240")]
    pub limit_pages: u32,

    /// Forms that one client may send in a minute; 0 is no limit.
    #[arg(long, env = "VESTIBULE_LIMIT_SUBMITS", default_value = "60")]
    pub limit_submits: u32,

    /// Forms among these that send a code, or have one sent; 0 is no limit.
    #[arg(long, env = "VESTIBULE_LIMIT_CODES", default_value = "30")]
    pub limit_codes: u32,

    /// Hold clients on this machine to the limits, too.
    #[arg(long, env = "VESTIBULE_LIMIT_LOOPBACK")]
    pub limit_loopback: bool,
}

fn network(text: &str) -> Result<IpNet, String> {
    let text = text.trim();
    let single = || text.parse::<IpAddr>().ok().map(IpNet::from);
    text.parse::<IpNet>().ok().or_else(single).ok_or_else(|| {
        "expected the network of the proxy in front, like 10.0.0.0/8 or 192.168.1.7".to_owned()
    })
}
