use std::panic;
use std::ptr;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use arbitrary::{Result, Unstructured};
use jackfield_toxav_c::border::ToxAV;
use jackfield_toxav_c::calls::{
    toxav_answer, toxav_audio_set_bit_rate, toxav_call, toxav_call_control,
    toxav_video_set_bit_rate,
};
use jackfield_toxav_c::lifetime::{
    toxav_audio_iterate, toxav_audio_iteration_interval, toxav_get_tox, toxav_iterate,
    toxav_iteration_interval, toxav_new, toxav_video_iterate, toxav_video_iteration_interval,
};
use jackfield_toxav_c::media::{toxav_audio_send_frame, toxav_video_send_frame};

use super::program::{CALLBACKS, Program};
use super::studio::Studio;
use super::tox::Tox;

/// Numbers that are on an edge somewhere, of rates and of samples.
const EDGES: [u32; 12] = [
    0,
    1,
    5,
    6,
    48,
    510,
    511,
    960,
    1_000_000,
    1_000_001,
    48_000,
    u32::MAX,
];
const SAMPLES: [u32; 8] = [960, 480, 120, 1_920, 2_880, 160, 0, 5_760];
const RATES: [u32; 8] = [48_000, 24_000, 16_000, 12_000, 8_000, 44_100, 0, u32::MAX];
/// Pictures have sides below it, as they are encoded in earnest.
pub(super) const MAX_SIDE: u16 = 160;
/// Frames are given as long as they say up to here; what says it is longer must not be looked at.
const MAX_SAMPLES: usize = 1 << 16;
const MAX_PACKET: usize = 1_373;
/// Encoding and waiting take time, a script at most so much of it.
const MAX_PICTURES: u32 = 12;
const MAX_WAIT: Duration = Duration::from_millis(60);
/// The longest interval (ms).
const IDLE_MS: u32 = 200;
const NULL: i32 = 1;
const MULTIPLE: i32 = 3;

static PANICS: AtomicU32 = AtomicU32::new(0);

/// Whatever functions of the C interface are called in whatever order, with whatever arguments, within
/// callbacks too, while packets come that nobody sent: nothing panics or is read that was not given,
/// each says what it did by its error, what is no living instance has no friends, no lock is left
/// held, and a killed instance leaves no hook.
pub fn toxav_functions(data: &[u8]) {
    note_panics();
    let before = PANICS.load(Relaxed);
    let program = Program::new();
    let mut script = Unstructured::new(data);
    let studio = Studio::new();
    let mut run = Run {
        program: &program,
        studio: &studio,
        pictures: 0,
        waited: Duration::ZERO,
    };
    // The script ends where its bytes do.
    while run.step(&mut script).is_ok() {
        assert_eq!(PANICS.load(Relaxed), before, "a function panicked");
        assert!(!program.tox.iter().any(Tox::is_locked));
    }
    for av in &program.av {
        program.kill(av.get());
    }
    assert!(!program.tox.iter().any(Tox::is_hooked));
}

/// The functions stop panics, as C could not; here they are found.
fn note_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let tell = panic::take_hook();
        panic::set_hook(Box::new(move |told| {
            PANICS.fetch_add(1, Relaxed);
            tell(told);
        }));
    });
}

pub(super) struct Run<'a> {
    pub(super) program: &'a Program,
    pub(super) studio: &'a Studio,
    pictures: u32,
    waited: Duration,
}

impl Run<'_> {
    fn step(&mut self, script: &mut Unstructured<'_>) -> Result<()> {
        if script.is_empty() {
            return Err(arbitrary::Error::NotEnoughData);
        }
        let head: u8 = script.arbitrary()?;
        let flag = head & 0x80 != 0;
        match head & 0x0f {
            0 => self.create(script, flag)?,
            1 => self.program.kill(self.handle(script)?),
            2 => self.look(self.handle(script)?),
            3 => self.iterate(script)?,
            4 => self.call(script, flag)?,
            5 => self.answer(script, flag)?,
            6 => self.control(script, flag)?,
            7 => self.set_rate(script, flag)?,
            8 => self.send_audio(script, flag)?,
            9 => self.send_video(script, flag)?,
            10 => self.register(script, flag)?,
            11 => self.deliver(script, flag)?,
            12 => self.program.tox[usize::from(flag)].connect(script.arbitrary()?),
            13 => self.receive(script, flag)?,
            14 => self.extras(script, flag)?,
            _ => self.wait(script)?,
        }
        Ok(())
    }

    fn create(&self, script: &mut Unstructured<'_>, is_second: bool) -> Result<()> {
        let place = usize::from(is_second);
        let is_null = script.arbitrary::<u8>()? == 0xff;
        let tox = if is_null {
            ptr::null_mut()
        } else {
            self.program.tox[place].pointer()
        };
        let is_taken = !self.program.av[place].get().is_null();
        let mut error = -1;
        // SAFETY: the Tox lives longer, or is null; the error is ours.
        let made = unsafe { toxav_new(tox, &raw mut error) };
        let wanted = match (is_null, is_taken) {
            (true, _) => NULL,
            (_, true) => MULTIPLE,
            _ => 0,
        };
        assert_eq!((made.is_null(), error), (wanted != 0, wanted));
        if error == 0 {
            self.program.av[place].set(made);
            (0..CALLBACKS - 2).for_each(|which| self.program.register(made, which, true));
        }
        Ok(())
    }

    /// A living instance, mostly, or what programs pass by mistake.
    pub(super) fn handle(&self, script: &mut Unstructured<'_>) -> Result<*mut ToxAV> {
        Ok(match script.arbitrary::<u8>()? {
            0xff => ptr::null_mut(),
            0xfe => self.program.killed.get(),
            0xfd => ptr::without_provenance_mut(script.arbitrary()?),
            any => self.program.av[usize::from(any & 1)].get(),
        })
    }

    /// All that only tells.
    fn look(&self, av: *mut ToxAV) {
        let tox = self.program.tox_of(av);
        let wanted = tox.map_or(ptr::null_mut(), Tox::pointer);
        assert_eq!(toxav_get_tox(av), wanted);
        let intervals = [
            toxav_iteration_interval(av),
            toxav_audio_iteration_interval(av),
            toxav_video_iteration_interval(av),
        ];
        assert!(intervals.iter().all(|interval| *interval <= IDLE_MS));
        assert!(tox.is_some() || intervals == [IDLE_MS; 3]);
    }

    fn iterate(&self, script: &mut Unstructured<'_>) -> Result<()> {
        let av = self.handle(script)?;
        match script.arbitrary::<u8>()? % 3 {
            0 => toxav_iterate(av),
            1 => toxav_audio_iterate(av),
            _ => toxav_video_iterate(av),
        }
        Ok(())
    }

    /// Ask a function that has an error, and hold that what it says fits together.
    pub(super) fn ask(
        &self,
        av: *mut ToxAV,
        is_told: bool,
        (largest, not_found): (i32, i32),
        function: impl FnOnce(*mut i32) -> bool,
    ) {
        let lives = self.program.tox_of(av).is_some();
        check(lives, is_told, (largest, not_found), function);
    }

    /// Whether one more picture may be encoded.
    pub(super) fn may_show(&mut self) -> bool {
        self.pictures += 1;
        self.pictures <= MAX_PICTURES
    }

    fn call(&self, script: &mut Unstructured<'_>, is_told: bool) -> Result<()> {
        let (av, friend) = (self.handle(script)?, friend(script)?);
        let (audio, video) = (number(script)?, number(script)?);
        self.ask(av, is_told, (6, 3), |error| {
            // SAFETY: null or ours.
            unsafe { toxav_call(av, friend, audio, video, error) }
        });
        Ok(())
    }

    fn answer(&self, script: &mut Unstructured<'_>, is_told: bool) -> Result<()> {
        let (av, friend) = (self.handle(script)?, friend(script)?);
        let (audio, video) = (number(script)?, number(script)?);
        self.ask(av, is_told, (5, 3), |error| {
            // SAFETY: null or ours.
            unsafe { toxav_answer(av, friend, audio, video, error) }
        });
        Ok(())
    }

    fn control(&self, script: &mut Unstructured<'_>, is_told: bool) -> Result<()> {
        let (av, friend) = (self.handle(script)?, friend(script)?);
        let control = i32::from(script.arbitrary::<i8>()?);
        self.ask(av, is_told, (4, 2), |error| {
            // SAFETY: null or ours.
            unsafe { toxav_call_control(av, friend, control, error) }
        });
        Ok(())
    }

    fn set_rate(&self, script: &mut Unstructured<'_>, is_told: bool) -> Result<()> {
        let (av, friend) = (self.handle(script)?, friend(script)?);
        let (is_audio, kbps) = (script.arbitrary()?, number(script)?);
        let set = if is_audio {
            toxav_audio_set_bit_rate
        } else {
            toxav_video_set_bit_rate
        };
        self.ask(av, is_told, (4, 3), |error| {
            // SAFETY: null or ours.
            unsafe { set(av, friend, kbps, error) }
        });
        Ok(())
    }

    fn send_audio(&self, script: &mut Unstructured<'_>, is_told: bool) -> Result<()> {
        let (av, friend) = (self.handle(script)?, friend(script)?);
        let shape: u8 = script.arbitrary()?;
        let (samples, channels, rate) = if shape < 0xf0 {
            let place = |shift: u8| usize::from(shape >> shift & 7);
            (SAMPLES[place(0)], shape >> 6, RATES[place(3)])
        } else {
            let samples = script.arbitrary()?;
            (samples, script.arbitrary()?, number(script)?)
        };
        let samples = usize::try_from(samples).expect("64 bits");
        let count = samples * usize::from(channels);
        let pcm = vec![1_000_i16; if count > MAX_SAMPLES { 1 } else { count }];
        let pcm = if shape == 0xff {
            ptr::null()
        } else {
            pcm.as_ptr()
        };
        self.ask(av, is_told, (7, 2), |error| {
            // SAFETY: null or as long as said, or longer than is looked at.
            unsafe { toxav_audio_send_frame(av, friend, pcm, samples, channels, rate, error) }
        });
        Ok(())
    }

    fn send_video(&mut self, script: &mut Unstructured<'_>, is_told: bool) -> Result<()> {
        let (av, friend) = (self.handle(script)?, friend(script)?);
        let missing = script.arbitrary::<u8>()?;
        let (mut width, mut height): (u16, u16) = (script.arbitrary()?, script.arbitrary()?);
        // Of a size that nobody has memory for, nothing is there.
        let is_nothing = missing == 0xff;
        if !self.may_show() {
            return Ok(());
        }
        if !is_nothing {
            (width, height) = (width % MAX_SIDE, height % MAX_SIDE);
        }
        let (columns, rows) = (usize::from(width), usize::from(height));
        let size = |count| if is_nothing { 0 } else { count };
        let y = vec![100; size(columns * rows)];
        let chroma = vec![200; size((columns / 2) * (rows / 2))];
        let plane = |plane: &[u8], bit: u8| {
            let is_missing = is_nothing || (missing < 8 && missing & bit != 0);
            if is_missing {
                ptr::null()
            } else {
                plane.as_ptr()
            }
        };
        let (y, u, v) = (plane(&y, 1), plane(&chroma, 2), plane(&chroma, 4));
        self.ask(av, is_told, (7, 2), |error| {
            // SAFETY: each is null or as long as the header says.
            unsafe { toxav_video_send_frame(av, friend, width, height, y, u, v, error) }
        });
        Ok(())
    }

    fn register(&self, script: &mut Unstructured<'_>, is_on: bool) -> Result<()> {
        let av = self.handle(script)?;
        let which: u8 = script.arbitrary()?;
        self.program.register(av, which, is_on);
        self.program.reaction.set(which >> 4);
        Ok(())
    }

    /// What was sent arrives, or part of it is lost.
    fn deliver(&self, script: &mut Unstructured<'_>, is_back: bool) -> Result<()> {
        let [from, to] = [usize::from(is_back), usize::from(!is_back)];
        let (count, lost): (u8, u8) = (script.arbitrary()?, script.arbitrary()?);
        for number in 0..count {
            let Some(packet) = self.program.tox[from].take_packet() else {
                break;
            };
            if lost == 0 || number % lost != 0 {
                self.program.tox[to].receive(&packet);
            }
        }
        Ok(())
    }

    /// What no library of ours sent.
    fn receive(&self, script: &mut Unstructured<'_>, is_second: bool) -> Result<()> {
        let len = usize::from(script.arbitrary::<u16>()?) % MAX_PACKET;
        let packet = script.bytes(len.min(script.len()))?;
        self.program.tox[usize::from(is_second)].receive(packet);
        Ok(())
    }

    fn wait(&mut self, script: &mut Unstructured<'_>) -> Result<()> {
        let time = Duration::from_millis(script.arbitrary::<u8>()?.into());
        let time = time.min(MAX_WAIT.saturating_sub(self.waited));
        self.waited += time;
        std::thread::sleep(time);
        Ok(())
    }
}

/// Call a function that has an error, and hold that what it says fits together: what does not live is not
/// found.
pub(super) fn check(
    lives: bool,
    is_told: bool,
    (largest, not_found): (i32, i32),
    function: impl FnOnce(*mut i32) -> bool,
) {
    let mut error = -1;
    let done = function(if is_told {
        &raw mut error
    } else {
        ptr::null_mut()
    });
    assert!(lives || !done);
    if is_told {
        assert_eq!(done, error == 0);
        assert!((0..=largest).contains(&error), "error {error}");
        assert!(lives || error == not_found, "error {error}");
    }
}

/// The other one, mostly.
pub(super) fn friend(script: &mut Unstructured<'_>) -> Result<u32> {
    Ok(match script.arbitrary::<u8>()? {
        0xff => script.arbitrary()?,
        0xfe => 1,
        0xfd => 2,
        _ => 0,
    })
}

pub(super) fn number(script: &mut Unstructured<'_>) -> Result<u32> {
    let place: u8 = script.arbitrary()?;
    match EDGES.get(usize::from(place)) {
        Some(edge) => Ok(*edge),
        None if place == 0xff => script.arbitrary(),
        None => Ok(place.into()),
    }
}
