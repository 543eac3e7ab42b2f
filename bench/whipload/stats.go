package main

// stats.go: everything that is worked out after the run.

import (
	"math"
	"slices"
)

type quantiles struct {
	N    int     `json:"n"`
	Min  float64 `json:"min"`
	P50  float64 `json:"p50"`
	P95  float64 `json:"p95"`
	P99  float64 `json:"p99"`
	Max  float64 `json:"max"`
	Mean float64 `json:"mean"`
}

func quantilesOf(v []float64) quantiles {
	if len(v) == 0 {
		return quantiles{}
	}
	slices.Sort(v)
	at := func(q float64) float64 { return v[min(len(v)-1, int(math.Ceil(q*float64(len(v))))-1)] }
	var sum float64
	for _, x := range v {
		sum += x
	}
	return quantiles{len(v), v[0], at(.5), at(.95), at(.99), v[len(v)-1], sum / float64(len(v))}
}

type sessionResult struct {
	Session      int       `json:"session"`
	Error        string    `json:"error,omitempty"`
	AnswerMs     float64   `json:"answer_ms"`
	ConnectedMs  float64   `json:"connected_ms"`
	FirstEchoMs  float64   `json:"first_echo_ms"`
	Sent         int       `json:"sent"`
	Received     int       `json:"received"`
	RecvPps      float64   `json:"recv_pps"`
	MarkedPct    float64   `json:"pass_through_pct"` // received packets that carry our own mark; -1: not decrypted
	LossPct      float64   `json:"loss_pct"`         // sent packets whose mark never came back; transcoders and header-only sessions: RTP sequence gaps
	DeficitPct   float64   `json:"deficit_pct"`      // 1 - received/sent
	JitterMs     float64   `json:"jitter_ms"`        // RFC 3550, 6.4.1
	GapMs        float64   `json:"gap_ms"`           // longest time without a packet
	LoudGapMs    float64   `json:"loud_gap_ms"`      // longest time without a packet that holds sound
	LatencyMs    quantiles `json:"latency_ms"`       // by watermark
	OnsetMs      quantiles `json:"onset_ms"`         // by burst onsets
	OnsetsSent   int       `json:"onsets_sent"`
	OnsetsFound  int       `json:"onsets_found"`
	WrongMarks   int64     `json:"wrong_marks,omitempty"`
	DroppedEarly bool      `json:"closed_early,omitempty"`

	lat, ons []float64
}

const grace = 1e9 // ns that an echo may take and still count

func ms(from, to int64) float64 {
	if from == 0 || to == 0 {
		return -1
	}
	return float64(to-from) / 1e6
}

// result works out one session's figures for packets sent in [from, to).
func (s *session) result(from, to int64) sessionResult {
	s.mu.Lock()
	recv := s.recv
	s.mu.Unlock()
	r := sessionResult{Session: s.idx, WrongMarks: s.wrongMark.Load(), DroppedEarly: s.closedEarly.Load()}
	if s.err != nil {
		r.Error = s.err.Error()
	}
	post := s.postAt.Load()
	r.AnswerMs = ms(post, s.answerAt.Load())
	r.ConnectedMs = ms(post, s.connectedAt.Load())
	r.FirstEchoMs = ms(post, s.firstEchoAt.Load())

	var window []recvPkt
	for _, p := range recv {
		if p.at >= from && p.at < to {
			window = append(window, p)
		}
	}
	r.Received = len(window)
	r.RecvPps = float64(len(window)) / (float64(to-from) / 1e9)
	r.JitterMs = jitter(window)
	r.GapMs = longestGap(window, from, to, 0)
	r.LoudGapMs = longestGap(window, from, to, loudBytes)
	r.MarkedPct = markedPct(window)
	s.countSent(&r, from, to)
	if r.MarkedPct > 0 {
		s.matchMarks(&r, recv, from, to)
	} else {
		r.LossPct = gapLoss(window)
	}
	s.matchBursts(&r, recv, from, to)
	return r
}

// markedPct is the share of decrypted packets with a mark; -1 when none was decrypted.
func markedPct(window []recvPkt) float64 {
	marked, opened := 0, 0
	for _, p := range window {
		if p.id >= 0 {
			marked++
		}
		if p.id >= -1 {
			opened++
		}
	}
	if opened == 0 {
		return -1
	}
	return 100 * float64(marked) / float64(opened)
}

func (s *session) countSent(r *sessionResult, from, to int64) {
	for _, p := range s.sent {
		if p.at >= from && p.at < to && !p.dropped {
			r.Sent++
		}
	}
	if r.Sent > 0 {
		r.DeficitPct = 100 * (1 - float64(r.Received)/float64(r.Sent))
	}
}

// matchMarks pairs packets by watermark.
func (s *session) matchMarks(r *sessionResult, recv []recvPkt, from, to int64) {
	sent := s.place.hears(s)[0].sent
	back := make([]bool, len(sent))
	for _, p := range recv {
		if p.id < 0 || int(p.id) >= len(sent) || back[p.id] {
			continue
		}
		t := sent[p.id]
		if t.at >= from && t.at < to && p.at-t.at < 5*grace {
			back[p.id] = true
			r.lat = append(r.lat, float64(p.at-t.at)/1e6)
		}
	}
	r.LossPct = 100 * (1 - float64(len(r.lat))/float64(max(1, r.Sent)))
	r.LatencyMs = quantilesOf(r.lat)
}

// matchBursts pairs burst onsets.
func (s *session) matchBursts(r *sessionResult, recv []recvPkt, from, to int64) {
	var onsets []int64
	for _, heard := range s.place.hears(s) {
		for _, p := range heard.sent {
			if p.onset && !p.dropped && p.at >= from && p.at < to {
				onsets = append(onsets, p.at)
			}
		}
	}
	slices.Sort(onsets)
	if r.OnsetsSent = len(onsets); r.OnsetsSent > 0 {
		r.ons = matchOnsets(onsets, findOnsets(recv))
		r.OnsetsFound = len(r.ons)
		r.OnsetMs = quantilesOf(r.ons)
	}
}

// loudBytes: Opus at 32 kb/s spends about 80 bytes on 20 ms of sound and a few on silence,
// to which an SRTP tag of up to 16 bytes comes where a packet is not decrypted.
const loudBytes = 40

// longestGap is the longest time in [from, to) without a packet of more than the given size.
func longestGap(window []recvPkt, from, to int64, size uint16) float64 {
	last, longest := from, int64(0)
	for _, p := range window {
		if p.size > size {
			longest, last = max(longest, p.at-last), p.at
		}
	}
	return float64(max(longest, to-last)) / 1e6
}

// gapLoss counts missing RTP sequence numbers.
func gapLoss(p []recvPkt) float64 {
	if len(p) < 2 {
		return 100
	}
	var ext, lo, hi int64
	prev := p[0].seq
	seen := map[int64]bool{0: true}
	for _, x := range p[1:] {
		ext += int64(int16(x.seq - prev))
		prev = x.seq
		seen[ext] = true
		lo, hi = min(lo, ext), max(hi, ext)
	}
	want := hi - lo + 1
	return 100 * (1 - float64(len(seen))/float64(want))
}

// jitter is the interarrival jitter of RFC 3550, 6.4.1, averaged over the window
// (the running estimate alone would show only the last second or so).
func jitter(p []recvPkt) float64 {
	var j, sum float64
	n := 0
	for i := 1; i < len(p); i++ {
		d := float64(p[i].at-p[i-1].at)/1e6 - float64(int32(p[i].ts-p[i-1].ts))/48
		if math.Abs(d) > 5000 {
			continue // a new RTP time base
		}
		j += (math.Abs(d) - j) / 16
		sum += j
		n++
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

// findOnsets finds where a burst begins in the echoed stream from packet sizes
// alone: with VBR Opus, digital silence costs a few bytes and a burst tens or
// hundreds.  An onset is a big packet after at least quietFrames small ones, or after
// as long without any packet: some servers send nothing while they are silent.
func findOnsets(p []recvPkt) []int64 {
	sizes := make([]int, len(p))
	for i, x := range p {
		sizes[i] = int(x.size)
		if x.id >= 0 {
			sizes[i] -= wmLen + 2
		}
	}
	limit := quietLimit(sizes)
	var out []int64
	quiet := 0
	for i, x := range p {
		if i > 0 && x.at-p[i-1].at >= quietFrames*frameNs {
			quiet = quietFrames
		}
		if sizes[i] <= limit {
			quiet++
			continue
		}
		if quiet >= quietFrames {
			out = append(out, x.at)
		}
		quiet = 0
	}
	return out
}

const (
	frameNs     = 20e6
	quietFrames = 8
)

// quietLimit is the size up to which a packet is silence. Where the sizes do not differ (constant
// bit rate, or no packets of silence at all), none is.
func quietLimit(sizes []int) int {
	if len(sizes) == 0 {
		return 0
	}
	sorted := slices.Clone(sizes)
	slices.Sort(sorted)
	lo, hi := sorted[len(sorted)/4], sorted[len(sorted)-1-len(sorted)/25] // bursts are ~10 % of the loop
	if hi < 2*lo+8 {
		return 0
	}
	return lo + (hi-lo)/4
}

// matchOnsets pairs sent and echoed onsets.  The gaps between bursts differ, so
// the true lag is the one that most pairs agree on (20 ms bins, 0..5 s); each
// echoed onset then takes the sent one nearest to that lag.
func matchOnsets(sent, got []int64) []float64 {
	const bin = 20e6
	votes := map[int]int{}
	for _, g := range got {
		for _, t := range sent {
			if d := g - t; d >= 0 && d < 5e9 {
				b := int(d / bin)
				votes[b]++
				votes[b+1]++ // neighbours share votes
				votes[b-1]++
			}
		}
	}
	best, top := 0, 0
	for b, v := range votes {
		if v > top || (v == top && b < best) {
			best, top = b, v
		}
	}
	if top == 0 {
		return nil
	}
	lag := (int64(best)*2 + 1) * bin / 2
	var out []float64
	for _, t := range sent {
		bestD := int64(math.MaxInt64)
		for _, g := range got {
			if d := g - t - lag; abs(d) < abs(bestD) {
				bestD = d
			}
		}
		if abs(bestD) < 250e6 && bestD+lag >= 0 {
			out = append(out, float64(bestD+lag)/1e6)
		}
	}
	return out
}

func abs(x int64) int64 { return max(x, -x) }
