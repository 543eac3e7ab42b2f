//! Which addresses to listen on.

use std::net::IpAddr;

use nix::ifaddrs::getifaddrs;
use nix::net::if_::InterfaceFlags;

use crate::{EngineConfig, EngineError};

/// The addresses to bind: the configured one, or every usable one of the machine.
///
/// One socket per address, so that answers leave from where the question came to. Behind a NAT
/// whose address is advertised, one socket for all is enough and the system picks the source.
pub(super) fn bind_addresses(config: &EngineConfig) -> Result<Vec<IpAddr>, EngineError> {
    if !config.bind.is_unspecified() || !config.advertised_ips.is_empty() {
        return Ok(vec![config.bind]);
    }
    let all = interface_addresses()?;
    let fits = |ip: &IpAddr| config.bind.is_ipv6() || ip.is_ipv4();
    let usable: Vec<IpAddr> = all.iter().copied().filter(fits).collect();
    let reachable: Vec<IpAddr> = usable
        .iter()
        .copied()
        .filter(|ip| !ip.is_loopback())
        .collect();
    let found = if reachable.is_empty() {
        usable
    } else {
        reachable
    };
    if found.is_empty() {
        return Err(EngineError::Config {
            field: "bind",
            reason: format!("no interface has an address for {}", config.bind),
        });
    }
    Ok(found)
}

/// What peers are told for a socket bound to `bound`.
pub(super) fn told_addresses(config: &EngineConfig, bound: IpAddr) -> Vec<IpAddr> {
    let told: Vec<IpAddr> = config
        .advertised_ips
        .iter()
        .copied()
        .filter(|ip| ip.is_ipv4() == bound.is_ipv4() || bound.is_unspecified())
        .collect();
    if told.is_empty() { vec![bound] } else { told }
}

fn interface_addresses() -> Result<Vec<IpAddr>, EngineError> {
    let interfaces = getifaddrs().map_err(|errno| EngineError::System {
        what: "list of network interfaces",
        source: errno.into(),
    })?;
    let mut addresses: Vec<IpAddr> = interfaces
        .filter(|interface| interface.flags.contains(InterfaceFlags::IFF_UP))
        .filter_map(|interface| {
            let address = interface.address?;
            if let Some(v4) = address.as_sockaddr_in() {
                return Some(IpAddr::V4(v4.ip()));
            }
            address.as_sockaddr_in6().map(|v6| IpAddr::V6(v6.ip()))
        })
        .filter(|ip| !is_link_local(*ip))
        .collect();
    addresses.dedup();
    Ok(addresses)
}

/// Link-local IPv6 needs a zone, which SDP cannot carry.
fn is_link_local(ip: IpAddr) -> bool {
    matches!(ip, IpAddr::V6(v6) if v6.is_unicast_link_local())
}

#[cfg(test)]
mod tests;
