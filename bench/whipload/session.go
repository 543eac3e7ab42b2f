package main

// session.go: one WHIP session - signalling, sending, receiving.

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	mrand "math/rand/v2"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// sentPkt and recvPkt are what a session remembers of every packet; all figures
// are worked out from them after the run.
type sentPkt struct {
	at      int64 // wall clock, ns; 0 = dropped on purpose (-loss)
	onset   bool
	dropped bool
}

type recvPkt struct {
	at   int64 // kernel receive time, ns
	id   int32 // watermark, -1 when there is none, -2 when not decrypted
	size uint16
	seq  uint16
	ts   uint32
}

type session struct {
	idx   int
	cfg   *config
	conn  *sessConn
	pc    *webrtc.PeerConnection
	track *webrtc.TrackLocalStaticRTP
	loc   string // WHIP resource

	// times, ns since the epoch (0 = never)
	postAt, answerAt, connectedAt, firstEchoAt atomic.Int64
	closing, closedEarly                       atomic.Bool
	wrongMark                                  atomic.Int64 // marks of a session that is not heard

	pkt     rtp.Packet
	frame   int // next frame number
	scratch []byte
	rng     *mrand.Rand
	sent    []sentPkt
	place   place

	mu   sync.Mutex
	recv []recvPkt

	err error
}

// apiFor builds a pion API with nothing in it that is not needed: Opus only, no
// mDNS, IPv4 UDP over the shared socket; pion's interceptors (NACK, sender and
// receiver reports, transport-wide congestion control) only with -rtcp.
func apiFor(cfg *config, conn *sessConn) (*webrtc.API, error) {
	me := &webrtc.MediaEngine{}
	err := me.RegisterCodec(webrtc.RTPCodecParameters{
		RTPCodecCapability: webrtc.RTPCodecCapability{
			MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2,
			SDPFmtpLine: "minptime=10;useinbandfec=1",
		},
		PayloadType: 111,
	}, webrtc.RTPCodecTypeAudio)
	if err != nil {
		return nil, err
	}
	se := webrtc.SettingEngine{}
	se.SetICEUDPMux(conn)
	se.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	se.SetIncludeLoopbackCandidate(true)
	se.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	se.DisableActiveTCP(true)
	se.SetReceiveMTU(maxPacket)
	if cfg.srtp == "cm" {
		se.SetSRTPProtectionProfiles(dtls.SRTP_AES128_CM_HMAC_SHA1_80)
	} else if cfg.srtp == "gcm" {
		se.SetSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM)
	}
	ir := &interceptor.Registry{} // without one, pion would take its defaults
	if cfg.rtcp {
		if err = webrtc.RegisterDefaultInterceptors(me, ir); err != nil {
			return nil, err
		}
	}
	return webrtc.NewAPI(webrtc.WithMediaEngine(me), webrtc.WithInterceptorRegistry(ir), webrtc.WithSettingEngine(se)), nil
}

// sharedCertificate makes one DTLS certificate for all sessions (one key pair
// instead of one per session keeps the generator's set-up cost down).
func sharedCertificate() (*webrtc.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	return webrtc.GenerateCertificate(crypto.PrivateKey(key))
}

// connect runs the WHIP exchange and returns once media can flow.
func (s *session) connect(ctx context.Context) error {
	if s.err = s.open(); s.err == nil {
		s.err = s.negotiate(ctx)
	}
	return s.err
}

// open makes the peer connection with its track.
func (s *session) open() error {
	api, err := apiFor(s.cfg, s.conn)
	if err != nil {
		return err
	}
	s.pc, err = api.NewPeerConnection(webrtc.Configuration{
		Certificates: []webrtc.Certificate{*s.cfg.cert},
		BundlePolicy: webrtc.BundlePolicyMaxBundle,
	})
	if err != nil {
		return err
	}
	s.track, err = webrtc.NewTrackLocalStaticRTP(
		webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2},
		"audio", fmt.Sprintf("whipload-%d", s.idx))
	if err != nil {
		return err
	}
	if _, err = s.pc.AddTransceiverFromTrack(s.track, webrtc.RTPTransceiverInit{
		Direction: webrtc.RTPTransceiverDirectionSendrecv}); err != nil {
		return err
	}
	if s.cfg.datachannel {
		if _, err = s.pc.CreateDataChannel("whipload", nil); err != nil {
			return err
		}
	}
	s.pc.OnTrack(func(t *webrtc.TrackRemote, _ *webrtc.RTPReceiver) { s.readTrack(t) })
	return nil
}

// negotiate exchanges offer and answer and waits for the connection.
func (s *session) negotiate(ctx context.Context) error {
	connected := s.watch()
	offer, err := s.pc.CreateOffer(nil)
	if err != nil {
		return err
	}
	gathered := webrtc.GatheringCompletePromise(s.pc)
	if err = s.pc.SetLocalDescription(offer); err != nil {
		return err
	}
	<-gathered
	s.postAt.Store(time.Now().UnixNano())
	answer, err := s.post(ctx, s.pc.LocalDescription().SDP)
	if err != nil {
		return err
	}
	s.answerAt.Store(time.Now().UnixNano())
	if err = s.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer}); err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	select {
	case err = <-connected:
		return err
	case <-ctx.Done():
		return errors.New("timed out before connected")
	}
}

// watch tells once whether the connection came up, and notes when it went down.
func (s *session) watch() <-chan error {
	connected := make(chan error, 4)
	s.pc.OnConnectionStateChange(func(st webrtc.PeerConnectionState) {
		switch st {
		case webrtc.PeerConnectionStateConnected:
			s.connectedAt.CompareAndSwap(0, time.Now().UnixNano())
			connected <- nil
		case webrtc.PeerConnectionStateFailed, webrtc.PeerConnectionStateClosed, webrtc.PeerConnectionStateDisconnected:
			if !s.closing.Load() {
				s.closedEarly.Store(true)
			}
			select {
			case connected <- errors.New("connection " + st.String()):
			default:
			}
		}
	})
	return connected
}

// post sends the offer: WHIP (RFC 9725), or the JSON form that many Python
// examples use ({"sdp","type"} both ways).
func (s *session) post(ctx context.Context, sdp string) (string, error) {
	body, ctype := []byte(sdp), "application/sdp"
	if s.cfg.api == "json" {
		body, _ = json.Marshal(map[string]any{"sdp": sdp, "type": "offer",
			"webrtc_id": fmt.Sprintf("whipload%d", s.idx)})
		ctype = "application/json"
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.endpoint(), bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", ctype)
	if s.cfg.token != "" {
		req.Header.Set("Authorization", "Bearer "+s.cfg.token)
	}
	res, err := s.cfg.http.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil {
		return "", err
	}
	if res.StatusCode/100 != 2 {
		return "", fmt.Errorf("POST: %s: %.120q", res.Status, b)
	}
	if s.cfg.api == "json" {
		var a struct{ SDP string }
		if err = json.Unmarshal(b, &a); err != nil || a.SDP == "" {
			return "", fmt.Errorf("JSON answer without sdp: %.120q", b)
		}
		return a.SDP, nil
	}
	if res.StatusCode != http.StatusCreated {
		return "", fmt.Errorf("POST: %s, WHIP wants 201", res.Status)
	}
	loc := res.Header.Get("Location")
	if base, err := url.Parse(s.cfg.url); err == nil && loc != "" {
		if u, err := base.Parse(loc); err == nil {
			s.loc = u.String()
		}
	}
	return string(b), nil
}

// sendNext sends the next 20 ms frame (called by the pacer only).
func (s *session) sendNext(sig *opusLoop) {
	id := s.frame
	s.frame++
	s.pkt.SequenceNumber++
	s.pkt.Timestamp += 960
	opus, onset := s.say(sig, id)
	rec := sentPkt{onset: onset}
	if s.cfg.loss > 0 && s.rng.Float64()*100 < s.cfg.loss {
		rec.dropped = true
		s.sent = append(s.sent, rec)
		return
	}
	s.scratch = watermark(s.scratch[:0], opus, uint32(s.idx), uint32(id))
	s.pkt.Payload = s.scratch
	rec.at = time.Now().UnixNano()
	s.sent = append(s.sent, rec)
	if err := s.track.WriteRTP(&s.pkt); err != nil {
		s.closedEarly.Store(true)
	}
}

// readTrack notes every echoed packet.
func (s *session) readTrack(t *webrtc.TrackRemote) {
	buf := make([]byte, maxPacket)
	for {
		n, _, err := t.Read(buf)
		if err != nil {
			return
		}
		b := buf[:n]
		if n < 12 {
			continue
		}
		r := recvPkt{id: -1, seq: binary.BigEndian.Uint16(b[2:]), ts: binary.BigEndian.Uint32(b[4:])}
		if r.at = s.conn.arrival(binary.BigEndian.Uint32(b[8:]), r.seq); r.at == 0 {
			r.at = time.Now().UnixNano()
		}
		payload := rtpPayload(b)
		r.size = uint16(len(payload))
		if sess, id, ok := readWatermark(payload); ok {
			if s.place.source(s) == sess {
				r.id = int32(id)
			} else {
				s.wrongMark.Add(1)
			}
		}
		s.firstEchoAt.CompareAndSwap(0, r.at)
		s.mu.Lock()
		s.recv = append(s.recv, r)
		seen := len(s.recv)
		s.mu.Unlock()
		if s.idx >= s.cfg.sample && seen == 25 { // media flows: from here on by header only
			sink := s.noteHeader
			s.conn.headerSink.Store(&sink)
		}
	}
}

// noteHeader notes an echoed packet by its clear RTP header; the payload stays
// encrypted. It spares the generator the larger part of its work.
func (s *session) noteHeader(b []byte, stamp int64) {
	s.mu.Lock()
	s.recv = append(s.recv, recvPkt{at: stamp, id: -2, size: uint16(len(rtpPayload(b))),
		seq: binary.BigEndian.Uint16(b[2:]), ts: binary.BigEndian.Uint32(b[4:])})
	s.mu.Unlock()
}

// rtpPayload skips CSRCs, header extension and padding.
func rtpPayload(b []byte) []byte {
	off := 12 + 4*int(b[0]&15)
	if b[0]&0x10 != 0 && len(b) >= off+4 {
		off += 4 + 4*int(binary.BigEndian.Uint16(b[off+2:]))
	}
	end := len(b)
	if b[0]&0x20 != 0 && end > 0 { // (in a packet still encrypted this is noise, and rare)
		end -= int(b[end-1])
	}
	if off > end {
		return nil
	}
	return b[off:end]
}

// close ends the session: DELETE on the WHIP resource, then the local end.
func (s *session) close(ctx context.Context) error {
	var err error
	s.closing.Store(true)
	if s.loc != "" {
		req, e := http.NewRequestWithContext(ctx, http.MethodDelete, s.loc, nil)
		if e == nil {
			if s.cfg.token != "" {
				req.Header.Set("Authorization", "Bearer "+s.cfg.token)
			}
			var res *http.Response
			if res, err = s.cfg.http.Do(req); err == nil {
				res.Body.Close()
				if res.StatusCode/100 != 2 {
					err = fmt.Errorf("DELETE: %s", res.Status)
				}
			}
		}
	}
	if s.pc != nil {
		_ = s.pc.Close()
	}
	return err
}
