use super::*;

#[test]
fn memory_is_zeroed_and_keeps_what_is_written() {
    let mut memory = StateMemory::new(10_000).unwrap();
    assert_eq!(memory.len, 12_288);
    // SAFETY: within the mapping.
    unsafe { memory.start.add(5_000).write(7) };
    memory.release_zero_pages();
    // SAFETY: as above.
    let (written, other) = unsafe { (memory.start.add(5_000).read(), memory.start.read()) };
    assert_eq!((written, other), (7, 0));
}

#[test]
fn pages_of_zeros_are_given_back() {
    let mut memory = StateMemory::new(40_960).unwrap();
    // SAFETY: within the mapping.
    unsafe {
        std::ptr::write_bytes(memory.start.as_ptr(), 0, 40_960);
        memory.start.add(8_192).write(1);
    }
    assert_eq!(memory.resident(), 40_960);
    memory.release_zero_pages();
    assert_eq!(memory.resident(), 4_096);
}
