use super::*;
use proptest::prelude::*;

fn at(milliseconds: u64) -> Timestamp {
    Timestamp::from_millis(milliseconds)
}

/// A controller since time 0 that so many packets of 100 bytes came to.
fn after(packets: u32) -> Controller {
    let mut controller = Controller::new(at(0));
    (0..packets).for_each(|_| controller.note(came(100)));
    controller
}

fn came(bytes: usize) -> Arrivals {
    Arrivals {
        events: 1,
        received: bytes,
        lost: 0,
    }
}

fn did_not_come(bytes: usize) -> Arrivals {
    Arrivals {
        lost: bytes,
        ..Arrivals::default()
    }
}

fn report(controller: &mut Controller, now: u64) -> Option<[u8; REPORT_LEN]> {
    controller.poll_report(at(now), || 0)
}

#[test]
fn a_report_is_nine_bytes() {
    let mut controller = after(31);
    controller.note(did_not_come(258));
    let report = report(&mut controller, 951).unwrap();
    assert_eq!(report, [196, 0, 0, 1, 2, 0, 0, 12, 28]);
    assert_eq!(
        Report::parse(&report),
        Some(Report {
            lost: 258,
            received: 3_100
        })
    );
}

#[test]
fn a_report_is_about_more_than_30_packets_and_950_ms() {
    let mut controller = after(30);
    controller.note(did_not_come(1));
    assert_eq!(report(&mut controller, 2_000), None);
    controller.note(came(1));
    assert!(report(&mut controller, 2_000).is_some());
    (0..100).for_each(|_| controller.note(came(1)));
    controller.note(did_not_come(1));
    assert_eq!(report(&mut controller, 2_950), None);
    assert!(report(&mut controller, 2_951).is_some());
}

#[test]
fn nothing_is_reported_while_nothing_is_lost_and_a_report_begins_anew() {
    let mut controller = after(100);
    assert_eq!(report(&mut controller, 1_000), None);
    (0..31).for_each(|_| controller.note(came(7)));
    controller.note(did_not_come(7));
    let report = report(&mut controller, 2_000).unwrap();
    let report = Report::parse(&report).unwrap();
    assert_eq!((report.lost, report.received), (7, 217));
    assert!((report.loss() - 1.0 / 32.0).abs() < 1e-6);
}

#[test]
fn what_may_still_come_is_asked_for_when_there_is_a_report() {
    let mut controller = after(40);
    assert_eq!(controller.poll_report(at(900), || panic!("too soon")), None);
    let report = controller.poll_report(at(951), || 500).unwrap();
    assert_eq!(Report::parse(&report).unwrap().lost, 500);
}

#[test]
fn of_two_reports_within_950_ms_the_first_is_believed() {
    let mut controller = after(0);
    let packet = [196, 0, 0, 0, 1, 0, 0, 0, 9];
    let report = controller.receive(at(10), &packet).unwrap();
    assert!((report.loss() - 0.1).abs() < 1e-6);
    assert_eq!(controller.receive(at(959), &packet), None);
    assert!(controller.receive(at(960), &packet).is_some());
    let stats = controller.stats();
    assert_eq!((stats.believed, stats.too_soon), (2, 1));
}

#[test]
fn what_says_that_nothing_was_lost_says_nothing() {
    let mut controller = after(0);
    assert_eq!(
        controller.receive(at(0), &[196, 0, 0, 0, 0, 0, 0, 0, 9]),
        None
    );
    assert_eq!(controller.stats().believed, 1);
}

#[test]
fn the_greatest_numbers_are_added_up() {
    let report = Report {
        lost: u32::MAX,
        received: u32::MAX,
    };
    assert!((report.loss() - 0.5).abs() < 1e-6);
    let mut controller = after(40);
    controller.note(did_not_come(usize::MAX));
    controller.note(did_not_come(usize::MAX));
    assert!(controller.poll_report(at(1_000), || 0).is_some());
}

proptest! {
    #[test]
    fn any_bytes_are_a_report_or_counted(bytes in prop::collection::vec(any::<u8>(), 0..20)) {
        let mut controller = Controller::new(at(0));
        let bytes = [&[196], bytes.as_slice()].concat();
        let report = controller.receive(at(0), &bytes);
        prop_assert_eq!(controller.stats().malformed == 1, bytes.len() != 9);
        prop_assert!(report.is_none_or(|report| (0.0..=1.0).contains(&report.loss())));
    }
}
