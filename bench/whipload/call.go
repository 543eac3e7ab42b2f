package main

// call.go: sessions that sit in calls together, and hear each other instead of themselves.

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Each speaker of a call has a turn of half a second; in it, a burst. When the burst begins differs
// from turn to turn, so that a lag of one turn cannot pass for no lag.
const (
	turnFrames = 25
	turnSpread = 5
	turnStride = 7
	nobody     = -1
)

// place is where a session sits; without a call it hears itself.
type place struct {
	call    string
	party   []*session // of this call, in the order they joined; filled while the load ramps up
	speaker int        // whose turn is its own, or nobody
	turns   int        // speakers that take turns; 0: all send the signal
	epoch   time.Time
	base    int // frame of the epoch's clock that the first frame was
}

func (c *config) checkCall() error {
	switch {
	case c.call == "" && (c.party != 0 || c.speakers != 0):
		return errors.New("-party and -speakers want a -call")
	case c.party < 0 || c.party == 1 || c.speakers < 0:
		return errors.New("-party must be 0 or at least 2, -speakers at least 0")
	case c.speakers > 0 && c.sig != "bursts":
		return errors.New("-speakers wants -signal bursts")
	}
	return nil
}

func (c *config) placeOf(idx int, all []*session, epoch time.Time) place {
	if c.call == "" {
		return place{speaker: nobody}
	}
	size, name := len(all), c.call
	if c.party > 0 {
		size, name = c.party, fmt.Sprintf("%s-%d", c.call, idx/c.party)
	}
	first := idx / size * size
	p := place{call: name, party: all[first:min(first+size, len(all))], speaker: nobody, turns: c.speakers, epoch: epoch}
	if at := idx - first; at < c.speakers {
		p.speaker = at
	}
	return p
}

// hears lists whose packets come to this session.
func (p *place) hears(s *session) []*session {
	if p.call == "" {
		return []*session{s}
	}
	return slices.DeleteFunc(slices.Clone(p.party), func(other *session) bool { return other == s || other == nil })
}

// source is the mark of packets that come to this session unchanged.
func (p *place) source(s *session) uint32 {
	for _, other := range p.party {
		if other != nil && other != s {
			return uint32(other.idx)
		}
	}
	return uint32(s.idx)
}

func (s *session) endpoint() string {
	if s.place.call == "" {
		return s.cfg.url
	}
	separator := "?"
	if strings.Contains(s.cfg.url, "?") {
		separator = "&"
	}
	query := url.Values{"call": {s.place.call}, "participant": {fmt.Sprintf("load-%d", s.idx)}}
	return s.cfg.url + separator + query.Encode()
}

// say is the packet of a frame, and whether a burst begins with it.
func (s *session) say(sig *opusLoop, frame int) ([]byte, bool) {
	if s.place.turns == 0 {
		pos := (frame + s.cfg.startFrame(s.idx, len(sig.packets))) % len(sig.packets)
		return sig.packets[pos], slices.Contains(sig.onsets, pos)
	}
	if frame == 0 {
		s.place.base = int(time.Since(s.place.epoch) / (20 * time.Millisecond))
	}
	return s.place.turn(sig, s.place.base+frame)
}

func (p *place) turn(sig *opusLoop, frame int) ([]byte, bool) {
	number := frame / turnFrames
	at := frame%turnFrames - number*turnStride%turnSpread
	if p.speaker != number%p.turns || at < 0 || at >= burstFrames {
		return opusSilence, false
	}
	return sig.packets[sig.onsets[0]+at], at == 0
}
