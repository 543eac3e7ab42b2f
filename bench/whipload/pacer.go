package main

// pacer.go: the clock that sends.

import (
	"sync"
	"sync/atomic"
	"time"
)

// pacer sends every session's next frame each 20 ms; the sessions are spread
// over the twenty 1 ms slots.
type pacer struct {
	mu    sync.Mutex
	slots [20][]*session
	lag   []float64
	note  atomic.Bool
	stop  chan struct{}
	done  chan struct{}
}

func newPacer() *pacer { return &pacer{stop: make(chan struct{}), done: make(chan struct{})} }

func (p *pacer) add(s *session) {
	p.mu.Lock()
	slot := s.idx * 7 % 20
	p.slots[slot] = append(p.slots[slot], s)
	p.mu.Unlock()
}

func (p *pacer) run(sig *opusLoop) {
	defer close(p.done)
	start := time.Now()
	for tick := 0; ; tick++ {
		due := start.Add(time.Duration(tick) * time.Millisecond)
		if d := time.Until(due); d > 0 {
			time.Sleep(d)
		}
		select {
		case <-p.stop:
			return
		default:
		}
		p.mu.Lock()
		list := p.slots[tick%20]
		p.mu.Unlock()
		for _, s := range list {
			s.sendNext(sig)
		}
		if len(list) > 0 && p.note.Load() {
			p.lag = append(p.lag, float64(time.Since(due))/1e6)
		}
	}
}

// halt stops the clock; afterwards lag may be read.
func (p *pacer) halt() {
	close(p.stop)
	<-p.done
}
