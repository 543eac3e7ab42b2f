//! Which instances live. Handles are numbers that are given once, so whatever else a program
//! passes, null, garbage or a killed instance, is told apart without looking at memory.

use std::collections::BTreeMap;
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use crate::border::{ToxAV, guarded};
use crate::instance::Instance;

static INSTANCES: RwLock<BTreeMap<usize, Arc<Instance>>> = RwLock::new(BTreeMap::new());
static NEXT: AtomicUsize = AtomicUsize::new(1);
/// Apart as objects would be, for programs that look.
const STEP: usize = 16;

/// A handle that nobody has had.
pub(crate) fn new_handle() -> *mut ToxAV {
    ptr::without_provenance_mut(NEXT.fetch_add(1, Ordering::Relaxed).wrapping_mul(STEP))
}

/// From now on the handle leads to the instance; not when another one has its Tox already.
pub(crate) fn insert(av: *mut ToxAV, instance: Arc<Instance>) -> bool {
    let mut instances = INSTANCES.write().unwrap_or_else(PoisonError::into_inner);
    let taken = instances
        .values()
        .any(|other| other.tox().is_same(instance.tox()));
    if !taken {
        instances.insert(av.addr(), instance);
    }
    !taken
}

/// Run the body with the instance of a handle; without one, the fallback.
pub(crate) fn with<R: Copy>(
    av: *const ToxAV,
    fallback: R,
    body: impl FnOnce(&Arc<Instance>) -> R,
) -> R {
    guarded(fallback, || {
        find(av).map_or(fallback, |instance| body(&instance))
    })
}

/// The instance of a handle, if it lives.
fn find(av: *const ToxAV) -> Option<Arc<Instance>> {
    let instances = INSTANCES.read().unwrap_or_else(PoisonError::into_inner);
    instances.get(&av.addr()).cloned()
}

/// From now on the handle leads nowhere.
pub(crate) fn remove(av: *const ToxAV) -> Option<Arc<Instance>> {
    INSTANCES
        .write()
        .unwrap_or_else(PoisonError::into_inner)
        .remove(&av.addr())
}
