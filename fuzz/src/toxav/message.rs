use jackfield_toxav::msi::Message;

/// Any bytes parse or err, and what parses is the same when it is written and read again.
pub fn tox_message(data: &[u8]) {
    let Ok(message) = Message::parse(data) else {
        return;
    };
    let written = message.write();
    let [_id, read @ ..] = written.as_ref() else {
        panic!("nothing was written");
    };
    assert_eq!(Message::parse(read), Ok(message));
}
