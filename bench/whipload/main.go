// whipload opens many WHIP sessions against an echo ("parrot") server, sends
// real Opus speech on each and measures what comes back.  See README.md.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"runtime/pprof"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/pion/webrtc/v4"
)

// config is what a session has to know.
type config struct {
	url, api, token, srtp, sig string
	call                       string
	n, sample, party, speakers int
	datachannel, rtcp          bool
	ramp, loss                 float64
	duration, settle, timeout  time.Duration
	http                       *http.Client
	cert                       *webrtc.Certificate
}

// options is what only the program as a whole has to know.
type options struct {
	config
	pids, label, profile       string
	json, perSession, churn    bool
	procs, subnet, concurrency int
}

// startFrame spreads the sessions over the loop, so that not every one speaks
// (or pauses) at the same moment.
func (c *config) startFrame(idx, loop int) int { return idx * 37 % loop }

func parseFlags() *options {
	var o options
	flag.StringVar(&o.url, "url", "http://127.0.0.1:8080/whip", "WHIP endpoint")
	flag.StringVar(&o.api, "api", "whip", "whip, or json ({sdp,type} both ways)")
	flag.StringVar(&o.token, "token", "", "bearer token")
	flag.StringVar(&o.srtp, "srtp", "", "offer only this SRTP profile: cm (AES128-CM-SHA1-80) or gcm (AES-128-GCM); default pion's own list")
	flag.StringVar(&o.sig, "signal", "speech", "speech, bursts, steady, or an Ogg Opus file with 20 ms packets")
	flag.IntVar(&o.n, "n", 1, "sessions")
	flag.IntVar(&o.sample, "sample", 100, "sessions whose echo is decrypted and matched; the others are measured by RTP header")
	flag.Float64Var(&o.ramp, "ramp", 20, "new sessions a second")
	flag.DurationVar(&o.duration, "duration", 20*time.Second, "measuring window, after all sessions are up")
	flag.DurationVar(&o.settle, "settle", 2*time.Second, "wait between the last session and the window")
	flag.DurationVar(&o.timeout, "timeout", 20*time.Second, "limit for setting one session up")
	flag.Float64Var(&o.loss, "loss", 0, "outbound packets dropped at random, percent")
	flag.BoolVar(&o.datachannel, "datachannel", false, "open a data channel too (some servers wait for one)")
	flag.BoolVar(&o.rtcp, "rtcp", true, "NACK, RTCP reports and TWCC as a browser has; false: RTP alone, the leanest load")
	flag.BoolVar(&o.churn, "churn", false, "open and close -n sessions in turn instead, a quarter refused, a quarter cut without DELETE")
	flag.IntVar(&o.concurrency, "concurrency", 8, "with -churn: sessions being set up or closed at a time")
	flag.StringVar(&o.pids, "pid", "", "server process id(s), comma-separated: reports its CPU and memory")
	flag.BoolVar(&o.json, "json", false, "print the report as JSON")
	flag.BoolVar(&o.perSession, "per-session", false, "put every session into the JSON report")
	flag.StringVar(&o.call, "call", "", "join the call of this name (TYPE:ID) instead of an echo; see -party and -speakers")
	flag.IntVar(&o.party, "party", 0, "with -call: sessions a call, numbered calls are joined; 0: all in one")
	flag.IntVar(&o.speakers, "speakers", 0, "with -call: of each call, how many send bursts, in turn, while the others send silence; 0: all send the signal")
	flag.StringVar(&o.label, "label", "", "free text for the report")
	flag.StringVar(&o.profile, "cpuprofile", "", "write a Go CPU profile of the generator")
	flag.IntVar(&o.procs, "procs", 1, "GOMAXPROCS")
	flag.IntVar(&o.subnet, "subnet", 1, "sessions use 127.SUBNET.x.y (differs between generators that run side by side)")
	flag.Parse()
	return &o
}

// result is what a run ends in.
type result interface {
	print(w *os.File)
	failures() int
}

func main() {
	o := parseFlags()
	runtime.GOMAXPROCS(o.procs)
	stop, err := startProfile(o.profile)
	if err != nil {
		fmt.Fprintln(os.Stderr, "whipload:", err)
		os.Exit(2)
	}
	rep, err := measure(o)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "whipload:", err)
		os.Exit(2)
	}
	if o.json {
		e := json.NewEncoder(os.Stdout)
		e.SetIndent("", " ")
		_ = e.Encode(rep)
	} else {
		rep.print(os.Stdout)
	}
	if rep.failures() > 0 {
		os.Exit(1)
	}
}

// measure prepares what both modes need and runs the one asked for.
func measure(o *options) (result, error) {
	if o.n < 1 || o.n > 60000 || o.ramp <= 0 || o.concurrency < 1 {
		return nil, fmt.Errorf("-n must be 1..60000, -ramp and -concurrency above 0")
	}
	if err := o.checkCall(); err != nil {
		return nil, err
	}
	sig, err := loadSignal(o.sig)
	if err != nil {
		return nil, err
	}
	if o.cert, err = sharedCertificate(); err != nil {
		return nil, err
	}
	o.http = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, MaxConnsPerHost: 256}}
	mux, err := newNetMux(o.n, o.subnet)
	if err != nil {
		return nil, err
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	if o.churn {
		return churn(ctx, o, mux, sig)
	}
	pids, err := parsePids(o.pids)
	if err != nil {
		return nil, err
	}
	return newLoad(o, mux, sig, pids).run(ctx)
}

func parsePids(list string) ([]int, error) {
	var pids []int
	for _, f := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' }) {
		pid, err := strconv.Atoi(f)
		if err != nil {
			return nil, fmt.Errorf("-pid: %w", err)
		}
		pids = append(pids, pid)
	}
	return pids, nil
}

func startProfile(name string) (stop func(), err error) {
	if name == "" {
		return func() {}, nil
	}
	f, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	return pprof.StopCPUProfile, pprof.StartCPUProfile(f)
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
