use std::net::UdpSocket;
use std::os::fd::AsFd;

use nix::sys::socket::{setsockopt, sockopt};

use super::*;

fn pair(address: &str) -> (UdpSocket, UdpSocket) {
    let receiver = UdpSocket::bind(address).unwrap();
    setsockopt(&receiver, sockopt::ReceiveTimestampns, &true).unwrap();
    (UdpSocket::bind(address).unwrap(), receiver)
}

fn exchange(address: &str) {
    let (sender, socket) = pair(address);
    let to = socket.local_addr().unwrap();
    let payloads: Vec<Vec<u8>> = (0..5)
        .map(|index| vec![index; usize::from(index) + 1])
        .collect();
    let sent = send(
        sender.as_fd(),
        payloads.iter().map(|bytes| (to, bytes.as_slice())),
    )
    .unwrap();
    assert_eq!(sent, 5);
    let mut batch = Receiver::new();
    assert_eq!(batch.receive(socket.as_fd()).unwrap(), 5);
    for ((received, datagram), payload) in batch.datagrams().zip(&payloads) {
        assert_eq!(datagram, payload);
        assert_eq!(received.source, Some(sender.local_addr().unwrap()));
        assert!(received.stamp.is_some());
    }
}

#[test]
fn many_datagrams_go_and_come_in_one_call_with_their_stamps() {
    exchange("127.0.0.1:0");
}

#[test]
fn the_same_with_the_other_address_family() {
    exchange("[::1]:0");
}

#[test]
fn the_buffers_can_be_used_again_and_again() {
    let (sender, socket) = pair("127.0.0.1:0");
    let to = socket.local_addr().unwrap();
    let mut batch = Receiver::new();
    for round in 0..10_u8 {
        send(sender.as_fd(), std::iter::once((to, [round].as_slice()))).unwrap();
        assert_eq!(batch.receive(socket.as_fd()).unwrap(), 1);
        let (received, datagram) = batch.datagrams().next().unwrap();
        assert_eq!(datagram, [round]);
        assert!(received.stamp.is_some());
    }
}

#[test]
fn nothing_to_read_is_no_wait() {
    let (_, socket) = pair("127.0.0.1:0");
    let error = Receiver::new().receive(socket.as_fd()).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::WouldBlock);
}

#[test]
fn a_datagram_longer_than_any_mtu_is_cut_not_overrun() {
    let (sender, socket) = pair("127.0.0.1:0");
    let long = vec![9; 5000];
    sender.send_to(&long, socket.local_addr().unwrap()).unwrap();
    let mut batch = Receiver::new();
    batch.receive(socket.as_fd()).unwrap();
    let (_, datagram) = batch.datagrams().next().unwrap();
    assert_eq!(datagram.len(), DATAGRAM_BYTES);
}
