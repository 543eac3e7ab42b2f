package main

// report.go: what is printed at the end.

import (
	"fmt"
	"os"
	"slices"
)

type report struct {
	Label       string    `json:"label,omitempty"`
	URL         string    `json:"url"`
	Signal      string    `json:"signal"`
	SRTP        string    `json:"srtp,omitempty"`
	Sessions    int       `json:"sessions"`
	Established int       `json:"established"`
	Echoing     int       `json:"echoing"` // sessions that got at least half their packets back
	Failed      int       `json:"failed"`
	ClosedEarly int       `json:"closed_early"`
	BadDeletes  int       `json:"bad_deletes"`
	Errors      []string  `json:"errors,omitempty"`
	WindowS     float64   `json:"window_s"`
	AnswerMs    quantiles `json:"answer_ms"`
	ConnectedMs quantiles `json:"connected_ms"`
	FirstEchoMs quantiles `json:"first_echo_ms"`
	LatencyMs   quantiles `json:"latency_ms"`
	OnsetMs     quantiles `json:"onset_ms"`
	OnsetsSent  int       `json:"onsets_sent"`
	OnsetsFound int       `json:"onsets_found"`
	SentPps     float64   `json:"sent_pps"`
	RecvPps     float64   `json:"recv_pps"`
	PassPct     float64   `json:"pass_through_pct"`
	LossPct     float64   `json:"loss_pct"`
	DeficitPct  float64   `json:"deficit_pct"`
	JitterMs    quantiles `json:"jitter_ms"`   // over sessions
	GapMs       quantiles `json:"gap_ms"`      // longest time without a packet, over sessions
	LoudGapMs   quantiles `json:"loud_gap_ms"` // the same without packets too small to hold sound
	WrongMarks  int64     `json:"wrong_marks"`

	ServerCPUs     float64 `json:"server_cpu_s"`           // in the window
	ServerCPUPct   float64 `json:"server_cpu_pct"`         // of one core
	ServerPerSess  float64 `json:"server_cpu_pct_session"` // of one core, per echoing session
	ServerUsPkt    float64 `json:"server_us_packet"`       // CPU microseconds per echoed packet
	ServerSetupMs  float64 `json:"server_setup_cpu_ms"`    // CPU per session while ramping up, less the echo's own cost
	RSSBeforeKB    int64   `json:"rss_before_kb"`
	RSSWindowKB    int64   `json:"rss_window_kb"`
	RSSPeakKB      int64   `json:"rss_peak_kb"`
	RSSAfterKB     int64   `json:"rss_after_kb"`
	RSSPerSessKB   float64 `json:"rss_session_kb"`
	ServerThreads  int64   `json:"server_threads"`
	GenCPUPct      float64 `json:"gen_cpu_pct"`
	GenLagP99Ms    float64 `json:"gen_lag_p99_ms"` // how late the pacer sent
	GenQueueDrops  int64   `json:"gen_queue_drops"`
	GenNoStamp     int64   `json:"gen_no_stamp"`
	HostBusyPct    float64 `json:"host_busy_pct"` // all cores = 100
	HostStealPct   float64 `json:"host_steal_pct"`
	HostOtherCores float64 `json:"host_other_cores"` // cores used by neither server nor generator

	PerSession []sessionResult `json:"per_session,omitempty"`
}

func (rep *report) failures() int { return rep.Failed }

// fill works out the figures of all sessions for the window [from, to).
func (rep *report) fill(sessions []*session, from, to int64, perSession bool) {
	var sum totals
	for _, s := range sessions {
		r := s.result(from, to)
		if perSession {
			rep.PerSession = append(rep.PerSession, r)
		}
		rep.WrongMarks += r.WrongMarks
		if r.Error != "" {
			rep.Failed++
			sum.failed(r.Error)
			continue
		}
		rep.Established++
		if r.DroppedEarly {
			rep.ClosedEarly++
		}
		if r.DeficitPct < 50 {
			rep.Echoing++
		}
		rep.OnsetsSent += r.OnsetsSent
		rep.OnsetsFound += r.OnsetsFound
		sum.add(r)
	}
	rep.take(&sum, float64(to-from)/1e9)
}

// totals collects what becomes a mean or a quantile over sessions.
type totals struct {
	answer, connected, first, latency, onset, jitter, gap, loudGap []float64

	sent, received, opened int
	loss, deficit, pass    float64
	errors                 map[string]int
}

func (t *totals) failed(reason string) {
	if t.errors == nil {
		t.errors = map[string]int{}
	}
	t.errors[reason]++
}

func (t *totals) add(r sessionResult) {
	t.answer, t.connected = append(t.answer, r.AnswerMs), append(t.connected, r.ConnectedMs)
	if r.FirstEchoMs >= 0 {
		t.first = append(t.first, r.FirstEchoMs)
	}
	t.latency, t.onset = append(t.latency, r.lat...), append(t.onset, r.ons...)
	t.jitter = append(t.jitter, r.JitterMs)
	t.gap, t.loudGap = append(t.gap, r.GapMs), append(t.loudGap, r.LoudGapMs)
	t.sent, t.received = t.sent+r.Sent, t.received+r.Received
	t.loss += r.LossPct
	t.deficit += r.DeficitPct
	if r.MarkedPct >= 0 {
		t.pass += r.MarkedPct
		t.opened++
	}
}

func (rep *report) take(t *totals, window float64) {
	if n := float64(rep.Established); n > 0 {
		rep.LossPct, rep.DeficitPct, rep.PassPct = t.loss/n, t.deficit/n, t.pass/float64(max(1, t.opened))
	}
	rep.SentPps, rep.RecvPps = float64(t.sent)/window, float64(t.received)/window
	rep.AnswerMs, rep.ConnectedMs, rep.FirstEchoMs = quantilesOf(t.answer), quantilesOf(t.connected), quantilesOf(t.first)
	rep.LatencyMs, rep.OnsetMs, rep.JitterMs = quantilesOf(t.latency), quantilesOf(t.onset), quantilesOf(t.jitter)
	rep.GapMs, rep.LoudGapMs = quantilesOf(t.gap), quantilesOf(t.loudGap)
	for e, n := range t.errors {
		rep.Errors = append(rep.Errors, fmt.Sprintf("%d x %s", n, e))
	}
	slices.Sort(rep.Errors)
}

// account adds what the run cost: the server's processes, the generator, the machine.
func (rep *report) account(l *load) {
	win := l.to.Sub(l.from).Seconds()
	rep.WindowS = win
	a, b := l.begin, l.end
	if len(l.pids) > 0 {
		rep.ServerCPUs = b.cpu - a.cpu
		rep.ServerCPUPct = 100 * rep.ServerCPUs / win
		live := max(1, rep.Echoing)
		rep.ServerPerSess = rep.ServerCPUPct / float64(live)
		rep.ServerUsPkt = 1e6 * rep.ServerCPUs / win / max(1, rep.RecvPps)
		// while ramping, sessions echo for half the ramp on average
		echoCPU := rep.ServerCPUs / win * l.rampTime.Seconds() / 2
		rep.ServerSetupMs = 1e3 * (l.ramped.cpu - l.before.cpu - echoCPU) / float64(max(1, rep.Established))
		rep.RSSBeforeKB, rep.RSSWindowKB = l.before.rssKB, b.rssKB
		rep.RSSPeakKB, rep.RSSAfterKB = l.after.peakKB, l.after.rssKB
		rep.RSSPerSessKB = float64(b.rssKB-l.before.rssKB) / float64(live)
		rep.ServerThreads = b.threads
	}
	rep.GenCPUPct = 100 * (b.selfCPU - a.selfCPU) / win
	rep.GenLagP99Ms = quantilesOf(l.pacer.lag).P99
	rep.GenQueueDrops, rep.GenNoStamp = l.mux.queueDrops.Load(), l.mux.noStamp.Load()
	busy, idle, steal := b.hostBusy-a.hostBusy, b.hostIdle-a.hostIdle, b.hostSteal-a.hostSteal
	if t := busy + idle + steal; t > 0 {
		rep.HostBusyPct, rep.HostStealPct = 100*busy/t, 100*steal/t
		rep.HostOtherCores = max(0, (busy-(b.cpu-a.cpu)-(b.selfCPU-a.selfCPU))/win)
	}
}

func (r *report) print(w *os.File) {
	q := func(name string, v quantiles) {
		if v.N > 0 {
			fmt.Fprintf(w, "%-22s p50 %8.2f  p95 %8.2f  p99 %8.2f  max %8.2f  (n=%d)\n", name, v.P50, v.P95, v.P99, v.Max, v.N)
		}
	}
	fmt.Fprintf(w, "%s  %s  signal=%s srtp=%s\n", r.Label, r.URL, r.Signal, r.SRTP)
	fmt.Fprintf(w, "sessions %d: %d up, %d echoing, %d failed, %d closed early, %d bad DELETE, wrong marks %d\n",
		r.Sessions, r.Established, r.Echoing, r.Failed, r.ClosedEarly, r.BadDeletes, r.WrongMarks)
	for _, e := range r.Errors {
		fmt.Fprintln(w, "  ", e)
	}
	q("POST->answer ms", r.AnswerMs)
	q("POST->connected ms", r.ConnectedMs)
	q("POST->first echo ms", r.FirstEchoMs)
	q("echo latency ms", r.LatencyMs)
	q("onset latency ms", r.OnsetMs)
	if r.OnsetsSent > 0 {
		fmt.Fprintf(w, "%-22s %d of %d\n", "onsets found", r.OnsetsFound, r.OnsetsSent)
	}
	q("jitter ms", r.JitterMs)
	q("longest gap ms", r.GapMs)
	fmt.Fprintf(w, "sent %.0f/s  received %.0f/s  loss %.2f %%  deficit %.2f %%  passed through %.0f %%\n",
		r.SentPps, r.RecvPps, r.LossPct, r.DeficitPct, r.PassPct)
	if r.RSSWindowKB > 0 {
		fmt.Fprintf(w, "server CPU %.2f %% of a core = %.4f %% a session = %.1f us a packet; set-up %.1f ms CPU a session; threads %d\n",
			r.ServerCPUPct, r.ServerPerSess, r.ServerUsPkt, r.ServerSetupMs, r.ServerThreads)
		fmt.Fprintf(w, "server RSS MB: before %.1f window %.1f peak %.1f after %.1f = %.0f kB a session\n",
			float64(r.RSSBeforeKB)/1024, float64(r.RSSWindowKB)/1024, float64(r.RSSPeakKB)/1024, float64(r.RSSAfterKB)/1024, r.RSSPerSessKB)
	}
	fmt.Fprintf(w, "generator CPU %.1f %%, pacer lag p99 %.2f ms, queue drops %d, unstamped %d; host busy %.0f %% steal %.1f %%, others use %.2f cores\n",
		r.GenCPUPct, r.GenLagP99Ms, r.GenQueueDrops, r.GenNoStamp, r.HostBusyPct, r.HostStealPct, r.HostOtherCores)
}
