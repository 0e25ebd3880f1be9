//! Whose request it is, for counting: the peer, or what a trusted proxy says about its own peer (thr-09).

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::HeaderMap,
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{
    app::App,
    config::Prefix,
    limits::{Rate, household},
};

/// The address of whoever asks. In the extensions of every request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Client(pub IpAddr);

/// Finds out who asks.
pub async fn find_client(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    // Only a test asks without a connection.
    let peer = peer.unwrap_or(IpAddr::from([127, 0, 0, 1])).to_canonical();
    let client = client(peer, request.headers(), &app.config.trusted_proxies);
    request.extensions_mut().insert(client);
    next.run(request).await
}

/// Counts the request for its address, and a write once more.
pub async fn count_requests(State(app): State<App>, request: Request, next: Next) -> Response {
    if let Some(Client(address)) = request.extensions().get() {
        let address = household(*address);
        let counted = app
            .limits
            .count(Rate::Request, address)
            .and_then(|()| if request.method().is_safe() { Ok(()) } else { app.limits.count(Rate::Write, address) });
        if let Err(problem) = counted {
            return problem.into_response();
        }
    }
    next.run(request).await
}

/// The peer, unless it is a trusted proxy: then the last address that a trusted proxy added, counted from the right.
/// What stands further left was sent by the client and may be made up.
fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[Prefix]) -> Client {
    let trusts = |address: IpAddr| trusted.iter().any(|prefix| prefix.contains(address));
    let mut found = peer;
    let lines: Vec<_> = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok()).collect();
    let mut entries = lines.iter().flat_map(|line| line.split(',')).map(str::trim).rev();
    while trusts(found) {
        let Some(entry) = entries.next().and_then(address) else { break };
        found = entry;
    }
    Client(found)
}

/// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]:4711`
fn address(entry: &str) -> Option<IpAddr> {
    let found: Option<IpAddr> = entry.parse().ok();
    found
        .or_else(|| entry.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
        .or_else(|| entry.strip_prefix('[')?.strip_suffix(']')?.parse().ok())
        .map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, forwarded: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let trusted = [Prefix::parse("10.0.0.0/8").unwrap()];
        client(peer.parse().unwrap(), &headers, &trusted).0.to_string()
    }

    #[test]
    fn a_header_from_an_untrusted_peer_is_ignored() {
        assert_eq!(seen("192.0.2.7", &["1.2.3.4"]), "192.0.2.7");
    }

    #[test]
    fn behind_a_trusted_proxy_the_entry_that_it_added_counts() {
        assert_eq!(seen("10.0.0.1", &["192.0.2.7"]), "192.0.2.7");
        assert_eq!(seen("10.0.0.1", &["1.2.3.4, 192.0.2.7"]), "192.0.2.7", "a forged first entry");
        assert_eq!(seen("10.0.0.1", &["1.2.3.4", "192.0.2.7"]), "192.0.2.7", "a forged first line");
        assert_eq!(seen("10.0.0.1", &["1.2.3.4, 192.0.2.7, 10.0.0.2"]), "192.0.2.7", "two trusted proxies");
        assert_eq!(seen("10.0.0.1", &["[2001:db8::1]:4711"]), "2001:db8::1");
    }

    #[test]
    fn a_proxy_that_says_nothing_is_the_client() {
        assert_eq!(seen("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(seen("10.0.0.1", &["unknown"]), "10.0.0.1");
    }
}
