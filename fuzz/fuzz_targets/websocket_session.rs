#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| jackfield_fuzz::websocket::websocket_session(data));
