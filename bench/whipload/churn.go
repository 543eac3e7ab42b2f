package main

// churn.go: sessions opened and closed in turn, for finding leaks. Of every four, one is refused
// (a malformed offer), one is cut without DELETE or DTLS alert, two end as they should.

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
)

const churnFrames = 10 // sent on each session before it ends

type churnReport struct {
	Label    string         `json:"label,omitempty"`
	URL      string         `json:"url"`
	Sessions int            `json:"sessions"`
	Ended    int            `json:"ended"`
	Refused  int            `json:"refused"`
	Cut      int            `json:"cut"`
	Failed   int            `json:"failed"`
	Errors   map[string]int `json:"errors,omitempty"`
	TookS    float64        `json:"took_s"`
	mu       sync.Mutex
}

func (r *churnReport) failures() int { return r.Failed }

func (r *churnReport) print(w *os.File) {
	fmt.Fprintf(w, "%s  %s\n%d sessions in %.0f s: %d ended, %d refused, %d cut, %d failed\n",
		r.Label, r.URL, r.Sessions, r.TookS, r.Ended, r.Refused, r.Cut, r.Failed)
	for e, n := range r.Errors {
		fmt.Fprintf(w, "   %d x %s\n", n, e)
	}
}

// note counts one session under the given counter, or as failed.
func (r *churnReport) note(counter *int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil {
		*counter++
		return
	}
	r.Failed++
	r.Errors[err.Error()]++
}

func churn(ctx context.Context, o *options, mux *netMux, sig *opusLoop) (*churnReport, error) {
	rep := &churnReport{Label: o.label, URL: o.url, Sessions: o.n, Errors: map[string]int{}}
	begun := time.Now()
	slots := make(chan struct{}, o.concurrency)
	var wg sync.WaitGroup
	for i := range o.n {
		slots <- struct{}{}
		wait(ctx, time.Until(begun.Add(time.Duration(float64(i)/o.ramp*1e9))))
		if ctx.Err() != nil {
			break
		}
		s := newSession(&o.config, i, mux.conns[i])
		wg.Go(func() {
			defer func() { <-slots }()
			c, stop := context.WithTimeout(ctx, o.timeout)
			defer stop()
			churnOne(c, s, sig, rep)
		})
	}
	wg.Wait()
	rep.TookS = time.Since(begun).Seconds()
	return rep, ctx.Err()
}

func churnOne(ctx context.Context, s *session, sig *opusLoop, rep *churnReport) {
	switch s.idx % 4 {
	case 0:
		rep.note(&rep.Refused, s.expectRefusal(ctx))
	case 1:
		err := s.talk(ctx, sig)
		s.cut()
		rep.note(&rep.Cut, err)
	default:
		err := s.talk(ctx, sig)
		if end := s.close(ctx); err == nil {
			err = end
		}
		rep.note(&rep.Ended, err)
	}
}

// expectRefusal posts an offer that no server may take.
func (s *session) expectRefusal(ctx context.Context) error {
	s.conn.stop()
	_, err := s.post(ctx, "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=nonsense\r\n")
	switch {
	case err == nil:
		return fmt.Errorf("a malformed offer was taken")
	case strings.HasPrefix(err.Error(), "POST: 4"):
		return nil
	}
	return err
}

// talk connects and sends a few frames.
func (s *session) talk(ctx context.Context, sig *opusLoop) error {
	if err := s.connect(ctx); err != nil {
		return err
	}
	for range churnFrames {
		s.sendNext(sig)
		wait(ctx, 20*time.Millisecond)
	}
	return nil
}

// cut ends the session as a pulled cable does: the socket goes first, so that nothing tells the server.
func (s *session) cut() {
	s.closing.Store(true)
	s.conn.stop()
	if s.pc != nil {
		_ = s.pc.Close()
	}
}
