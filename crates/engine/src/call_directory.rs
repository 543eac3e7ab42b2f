//! What both sides know of calls without asking each other.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

use crate::{CallId, SessionId};

/// Members with how loud each was lately, in dBFS.
pub(crate) type Levels = Vec<(SessionId, f32)>;

/// The calls of one worker, as the host can see them.
#[derive(Debug, Default)]
pub(crate) struct CallDirectory {
    calls: Mutex<FxHashMap<CallId, Arc<CallShared>>>,
}

/// The shared part of one call.
#[derive(Debug, Default)]
pub(crate) struct CallShared {
    levels: Mutex<Levels>,
}

impl CallDirectory {
    pub(crate) fn insert(&self, call: CallId) {
        self.lock().insert(call, Arc::default());
    }

    pub(crate) fn get(&self, call: CallId) -> Option<Arc<CallShared>> {
        self.lock().get(&call).cloned()
    }

    pub(crate) fn contains(&self, call: CallId) -> bool {
        self.lock().contains_key(&call)
    }

    pub(crate) fn remove(&self, call: CallId) {
        self.lock().remove(&call);
    }

    pub(crate) fn len(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> MutexGuard<'_, FxHashMap<CallId, Arc<CallShared>>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CallShared {
    /// Has new levels written over the old ones.
    pub(crate) fn publish(&self, write: impl FnOnce(&mut Levels)) {
        let mut levels = self.levels.lock().unwrap_or_else(PoisonError::into_inner);
        levels.clear();
        write(&mut levels);
    }

    pub(crate) fn levels(&self) -> Levels {
        self.levels
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

#[cfg(test)]
mod tests;
