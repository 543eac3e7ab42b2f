//! A WebSocket session: its frames, its messages, and what waits for a slow reader.

mod frames;
mod message;
mod session;
mod stream;

pub use message::websocket_message;
pub use session::websocket_session;
pub use stream::websocket_stream;
