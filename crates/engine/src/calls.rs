//! The calls of one worker, and when each wants its turn.

use jackfield_media::time::Timestamp;
use rustc_hash::FxHashMap;
use slab::Slab;

use crate::CallId;
use crate::call::Call;
use crate::host::Host;
use crate::line::Line;
use crate::timers::Timers;

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    all: Slab<Call>,
    by_id: FxHashMap<CallId, usize>,
    timers: Timers,
    /// Those to be planned anew before anything is passed on.
    changed: Vec<CallId>,
    /// One of them waits for nothing that is passed on: some of its members are to be told of it.
    is_urgent: bool,
}

impl Calls {
    /// Begins a call; the host has noted it before.
    pub(crate) fn create(&mut self, id: CallId, host: &Host) {
        if let Some(shared) = host.calls.get(id)
            && !self.by_id.contains_key(&id)
        {
            let index = self.all.insert(Call::new(id, shared));
            self.by_id.insert(id, index);
        }
    }

    /// Ends a call; answers whose lines end with it.
    pub(crate) fn end(&mut self, id: CallId, host: &Host) -> Vec<usize> {
        host.calls.remove(id);
        let Some(index) = self.by_id.remove(&id) else {
            return Vec::new();
        };
        self.timers.set(index, None);
        self.all.remove(index).slots().collect()
    }

    pub(crate) fn get(&mut self, id: CallId) -> Option<&mut Call> {
        self.all.get_mut(*self.by_id.get(&id)?)
    }

    /// Changes who is in a call, or who hears whom. How everybody hears is decided with the next
    /// [`Calls::plan`], once for all changes since the last.
    pub(crate) fn change(&mut self, id: CallId, change: impl FnOnce(&mut Call)) {
        if let Some(call) = self.get(id) {
            change(call);
            let is_urgent = call.has_slots();
            self.is_urgent |= is_urgent;
            if self.changed.last() != Some(&id) {
                self.changed.push(id);
            }
        }
    }

    /// Decides how everybody hears in calls that changed. Wanted before a line runs.
    pub(crate) fn plan(&mut self, now: Timestamp, lines: &mut Slab<Line>, host: &Host) {
        self.is_urgent = false;
        while let Some(id) = self.changed.pop() {
            let Some(index) = self.by_id.get(&id).copied() else {
                continue;
            };
            if let Some(call) = self.all.get_mut(index) {
                call.plan(now, lines, host);
                // It may have something to do by itself now.
                self.timers.set(index, call.next_timeout());
            }
        }
    }

    /// A member of a call has something to be heard.
    pub(crate) fn wake(&mut self, id: CallId, now: Timestamp) {
        if let Some(index) = self.by_id.get(&id).copied()
            && let Some(call) = self.all.get_mut(index)
        {
            call.wake(now);
            self.timers.set(index, call.next_timeout());
        }
    }

    /// When a call is due; may be too early, never too late.
    pub(crate) fn next_timeout(&self) -> Option<Timestamp> {
        if self.is_urgent {
            return Some(Timestamp::ZERO);
        }
        self.timers.next()
    }

    /// Gives one call that is due its turn; answers which that was.
    pub(crate) fn tick(
        &mut self,
        now: Timestamp,
        lines: &mut Slab<Line>,
        host: &Host,
    ) -> Option<CallId> {
        let index = self.timers.pop_due(now)?;
        let call = self.all.get_mut(index)?;
        call.tick(now, lines, host);
        self.timers.set(index, call.next_timeout());
        Some(call.id())
    }
}
