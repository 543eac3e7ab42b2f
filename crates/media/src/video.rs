//! Pictures: frames of 4:2:0, their size, their colours, and what can be done to them.
//!
//! ```
//! use jackfield_media::video::{Chain, Fit, Grayscale, I420, Mirror, Scaler};
//!
//! let camera = I420::new(1280, 720)?;
//! let mut scaler = Scaler::new(640, 480, Fit::Letterbox)?;
//! let mut filters = Chain::new().with(Mirror).with(Grayscale);
//! let picture = filters.process(scaler.scale(camera.as_ref())?)?;
//! assert_eq!((picture.width, picture.height), (640, 480));
//! # Ok::<(), jackfield_media::MediaError>(())
//! ```

pub mod convert;
pub mod filter;
pub mod frame;
pub mod scale;

pub use convert::{ColourSpace, Converter, Matrix, Packing, Range};
pub use filter::{Blur, Brightness, Chain, Contrast, Filter, Grayscale, Mirror};
pub use frame::{I420, I420Mut, I420Ref, MAX_SIDE};
pub use scale::{Fit, Scaler};
