use super::*;
use crate::msi::{Capabilities, Request};

const WINDOW: Duration = Duration::from_secs(2);
const START: Timestamp = Timestamp::from_millis(5_000);
const ANSWER: Message = Message::with_capabilities(Request::Push, Capabilities::TAKES_AUDIO);

fn after(millis: u64) -> Timestamp {
    START + Duration::from_millis(millis)
}

fn asked() -> Crossing {
    let mut crossing = Crossing::default();
    crossing.hang_up(START);
    assert!(crossing.ask(START, WINDOW));
    crossing
}

#[test]
fn a_friend_is_asked_about_an_end_that_it_may_not_know() {
    let mut crossing = Crossing::default();
    assert!(!crossing.ask(START, WINDOW), "there was no call");
    crossing.hang_up(START);
    assert!(crossing.ask(after(1_999), WINDOW));
    assert!(!crossing.ask(after(1_999), WINDOW), "asked already");
    crossing.hang_up(START);
    assert!(!crossing.ask(after(2_000), WINDOW), "it knows by now");
}

#[test]
fn each_question_has_its_answer() {
    let mut crossing = asked();
    crossing.hang_up(after(10));
    assert!(crossing.ask(after(10), WINDOW));
    assert!(crossing.answer(after(40), WINDOW));
    assert!(crossing.is_open(after(40), WINDOW));
    assert!(crossing.answer(after(50), WINDOW));
    assert!(!crossing.is_open(after(50), WINDOW));
    assert!(!crossing.answer(after(60), WINDOW), "nothing was asked");
}

#[test]
fn what_was_said_before_the_answer_counts_only_if_none_comes() {
    let mut crossing = asked();
    assert_eq!(crossing.deadline(WINDOW), None);
    crossing.note(ANSWER);
    assert_eq!(crossing.deadline(WINDOW), Some(after(2_000)));
    assert_eq!(crossing.overdue(after(1_999), WINDOW), None);
    assert_eq!(crossing.overdue(after(2_000), WINDOW), Some(ANSWER));
    assert_eq!(crossing.overdue(after(2_000), WINDOW), None, "once");
    let mut answered = asked();
    answered.note(ANSWER);
    assert!(answered.answer(after(30), WINDOW));
    assert_eq!(answered.overdue(after(2_000), WINDOW), None);
}

#[test]
fn questions_that_nobody_answers_are_forgotten() {
    let mut crossing = asked();
    crossing.hang_up(after(3_000));
    assert!(crossing.ask(after(3_000), WINDOW));
    assert!(crossing.answer(after(3_030), WINDOW));
    assert!(!crossing.is_open(after(3_030), WINDOW));
    let mut unsent = asked();
    unsent.unask();
    assert!(!unsent.is_open(START, WINDOW));
}
