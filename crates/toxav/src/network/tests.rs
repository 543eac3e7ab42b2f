use super::*;

struct Unmeasured;

impl Network for Unmeasured {
    fn send_lossless(&self, _: u32, _: &[u8]) -> Result<(), SendError> {
        Ok(())
    }

    fn send_lossy(&self, _: u32, _: &[u8]) -> Result<(), SendError> {
        Ok(())
    }

    fn knows(&self, _: u32) -> bool {
        true
    }

    fn is_online(&self, _: u32) -> bool {
        true
    }

    fn receive_media(&self, _: u32, _: bool) {}
}

#[test]
fn who_measures_no_processor_time_tells_none() {
    assert_eq!(Unmeasured.cpu_time(), Duration::ZERO);
}
