//! Who listens in a network. Bounded: private IPv4 networks of at most 1,024 hosts, one short connection each, which
//! says nothing: a laser printer on the same port would print whatever it was asked.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddrV4, UdpSocket};
use std::str::FromStr;
use std::time::Duration;

use futures::StreamExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Longest wait for one connection.
const CONNECT: Duration = Duration::from_millis(200);
/// Connections at once.
const AT_ONCE: usize = 64;
/// Longest network, as a prefix: /22 has 1,024 addresses.
const WIDEST: u8 = 22;

/// An IPv4 network (`192.168.0.0/24`) that may be looked through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Network {
    first: u32,
    prefix: u8,
}

/// Why a network is not looked through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NetworkFault {
    /// Not an IPv4 network.
    #[error("not an IPv4 network like 192.168.0.0/24")]
    Form,
    /// More than 1,024 addresses.
    #[error("more than 1,024 addresses; /22 is the widest")]
    Wide,
    /// Not a private network.
    #[error("not a private network (10.x, 172.16-31.x, 192.168.x, 169.254.x, 127.x)")]
    Public,
}

impl FromStr for Network {
    type Err = NetworkFault;

    fn from_str(text: &str) -> Result<Network, NetworkFault> {
        let (address, prefix) = text.trim().split_once('/').ok_or(NetworkFault::Form)?;
        let address: Ipv4Addr = address.parse().map_err(|_| NetworkFault::Form)?;
        let prefix: u8 = prefix.parse().ok().filter(|prefix| *prefix <= 32).ok_or(NetworkFault::Form)?;
        if prefix < WIDEST {
            return Err(NetworkFault::Wide);
        }
        Network::around(address, prefix).ok_or(NetworkFault::Public)
    }
}

impl std::fmt::Display for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", Ipv4Addr::from_bits(self.first), self.prefix)
    }
}

impl Network {
    /// The network of this size that the address is in; `None` if it is not private.
    fn around(address: Ipv4Addr, prefix: u8) -> Option<Network> {
        let private = address.is_private() || address.is_loopback() || address.is_link_local();
        let mask = u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0);
        private.then_some(Network { first: address.to_bits() & mask, prefix })
    }

    /// Its hosts, without the two addresses that are none.
    pub fn hosts(self) -> impl ExactSizeIterator<Item = Ipv4Addr> {
        let size = 1_u32 << (32 - self.prefix);
        let ends = u32::from(size > 2);
        (self.first + ends..self.first + size - ends).map(Ipv4Addr::from_bits)
    }
}

/// The /24 around each of this machine's private addresses. Where it has more networks than it has ways out, those that
/// routers of Korean providers give are tried too. Nothing is sent: a datagram socket only looks up its own address.
pub fn own_networks() -> Vec<Network> {
    let routers = [[192, 0, 2, 1], [192, 168, 0, 1], [192, 168, 219, 1], [172, 30, 1, 1], [10, 0, 0, 1]];
    let networks = routers.into_iter().filter_map(|router| {
        let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
        socket.connect(SocketAddrV4::new(router.into(), 9)).ok()?;
        match socket.local_addr().ok()?.ip() {
            std::net::IpAddr::V4(own) if !own.is_loopback() => Network::around(own, 24),
            _ => None,
        }
    });
    networks.collect::<BTreeSet<_>>().into_iter().collect()
}

/// The hosts that take a connection, in order.
pub(super) async fn answering(network: Network, port: u16, mut progress: impl FnMut(usize)) -> Vec<Ipv4Addr> {
    let ask = |host: Ipv4Addr| async move {
        let answered = timeout(CONNECT, TcpStream::connect((host, port))).await;
        matches!(answered, Ok(Ok(_))).then_some(host)
    };
    let mut asked = futures::stream::iter(network.hosts()).map(ask).buffer_unordered(AT_ONCE);
    let (mut found, mut count) = (BTreeSet::new(), 0);
    while let Some(answer) = asked.next().await {
        found.extend(answer);
        count += 1;
        progress(count);
    }
    found.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    #[test]
    fn networks_are_private_and_small() {
        for (text, shown, hosts) in [
            ("192.168.0.77/24", "192.168.0.0/24", 254),
            ("10.1.2.3/22", "10.1.0.0/22", 1022),
            ("127.0.0.0/28", "127.0.0.0/28", 14),
            ("172.16.5.5/32", "172.16.5.5/32", 1),
            ("172.16.5.5/31", "172.16.5.4/31", 2),
        ] {
            let network: Network = text.parse().unwrap();
            assert_eq!((network.to_string().as_str(), network.hosts().len()), (shown, hosts));
        }
        for (text, fault) in [
            ("192.168.0.0", NetworkFault::Form),
            ("192.168.0.0/33", NetworkFault::Form),
            ("192.168.0/24", NetworkFault::Form),
            ("fe80::/64", NetworkFault::Form),
            ("kitchen/24", NetworkFault::Form),
            ("10.0.0.0/21", NetworkFault::Wide),
            ("10.0.0.0/0", NetworkFault::Wide),
            ("8.8.8.0/24", NetworkFault::Public),
            ("0.0.0.0/24", NetworkFault::Public),
        ] {
            assert_eq!(text.parse::<Network>(), Err(fault), "{text}");
        }
    }

    #[tokio::test]
    async fn finds_who_listens_and_says_nothing_to_them() {
        let listener = TcpListener::bind("127.0.0.3:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let mut last = 0;
        let found = answering("127.0.0.0/28".parse().unwrap(), port, |count| last = count).await;
        assert_eq!(found, [Ipv4Addr::new(127, 0, 0, 3)]);
        assert_eq!(last, 14);
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut heard = Vec::new();
        tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut heard).await.unwrap();
        assert!(heard.is_empty(), "a laser printer would print it");
    }
}
