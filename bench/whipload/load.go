package main

// load.go: one run of sessions that all talk at once - ramp, window, end.

import (
	"context"
	"fmt"
	mrand "math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtp"
)

// load is one run. The samples are taken of the server's processes.
type load struct {
	o        *options
	mux      *netMux
	sig      *opusLoop
	pids     []int
	pacer    *pacer
	sessions []*session

	epoch                             time.Time // of the turns of speakers
	before, ramped, begin, end, after procSample
	rampTime                          time.Duration
	from, to                          time.Time // the window
}

func newLoad(o *options, mux *netMux, sig *opusLoop, pids []int) *load {
	return &load{o: o, mux: mux, sig: sig, pids: pids, pacer: newPacer(), sessions: make([]*session, o.n), epoch: time.Now()}
}

func (l *load) run(ctx context.Context) (*report, error) {
	var err error
	if l.before, err = sampleProcs(l.pids); err != nil {
		return nil, err
	}
	go l.pacer.run(l.sig)
	if err = l.rampUp(ctx); err != nil {
		return nil, err
	}
	if err = l.window(ctx); err != nil {
		return nil, err
	}
	wait(ctx, time.Second) // echoes of the last packets
	l.pacer.halt()
	badDeletes := l.tearDown()
	l.after, _ = sampleProcs(l.pids)
	rep := &report{Label: l.o.label, URL: l.o.url, Signal: l.o.sig, SRTP: l.o.srtp, Sessions: l.o.n, BadDeletes: badDeletes}
	rep.fill(l.sessions, l.from.UnixNano(), l.to.UnixNano(), l.o.perSession)
	rep.account(l)
	return rep, nil
}

func (l *load) rampUp(ctx context.Context) error {
	begun := time.Now()
	var wg sync.WaitGroup
	for i := range l.sessions {
		due := begun.Add(time.Duration(float64(i) / l.o.ramp * 1e9))
		if wait(ctx, time.Until(due)); ctx.Err() != nil {
			return ctx.Err()
		}
		s := l.newSession(i)
		l.sessions[i] = s
		wg.Go(func() {
			c, stop := context.WithTimeout(ctx, l.o.timeout)
			defer stop()
			if s.connect(c) == nil {
				l.pacer.add(s)
			}
		})
	}
	wg.Wait()
	l.rampTime = time.Since(begun)
	var err error
	if l.ramped, err = sampleProcs(l.pids); err != nil {
		return fmt.Errorf("server gone after the ramp: %w", err)
	}
	return nil
}

// newSession makes room for every packet beforehand, so that memory does not grow inside the window.
func (l *load) newSession(i int) *session {
	rampTime := time.Duration(float64(l.o.n) / l.o.ramp * 1e9)
	frames := int((l.o.duration+l.o.settle+rampTime).Seconds()*50) + 200
	s := newSession(&l.o.config, i, l.mux.conns[i])
	s.place = l.o.placeOf(i, l.sessions, l.epoch)
	s.sent, s.recv = make([]sentPkt, 0, frames), make([]recvPkt, 0, frames)
	return s
}

func newSession(cfg *config, i int, conn *sessConn) *session {
	return &session{
		idx: i, cfg: cfg, conn: conn,
		rng: mrand.New(mrand.NewPCG(1, uint64(i))),
		pkt: rtp.Packet{Header: rtp.Header{Version: 2, PayloadType: 111,
			SequenceNumber: uint16(mrand.Uint32() >> 17), Timestamp: mrand.Uint32()}},
	}
}

func (l *load) window(ctx context.Context) error {
	wait(ctx, l.o.settle)
	var err error
	l.from = time.Now()
	if l.begin, err = sampleProcs(l.pids); err != nil {
		return fmt.Errorf("server gone: %w", err)
	}
	l.pacer.note.Store(true)
	wait(ctx, l.o.duration)
	if l.end, err = sampleProcs(l.pids); err != nil {
		return fmt.Errorf("server gone: %w", err)
	}
	l.to = time.Now()
	l.pacer.note.Store(false)
	return nil
}

// tearDown ends all sessions, 32 at a time, and tells how many DELETEs failed.
func (l *load) tearDown() int {
	var bad atomic.Int64
	var wg sync.WaitGroup
	slots := make(chan struct{}, 32)
	for _, s := range l.sessions {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			c, stop := context.WithTimeout(context.Background(), l.o.timeout)
			defer stop()
			if s.close(c) != nil {
				bad.Add(1)
			}
		})
	}
	wg.Wait()
	time.Sleep(500 * time.Millisecond) // the server frees its sessions
	return int(bad.Load())
}
