package main

import (
	"bytes"
	"testing"
)

func TestSignalsAreOneFramePackets(t *testing.T) {
	for _, name := range []string{"speech", "bursts", "steady"} {
		s, err := loadSignal(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range s.packets {
			if p[0]&3 != 0 {
				t.Fatalf("%s packet %d: code %d", name, i, p[0]&3)
			}
		}
		t.Logf("%s: %d packets", name, len(s.packets))
	}
}

// A burst has to show as a jump in packet size at each of burstOnsets.
func TestBurstOnsets(t *testing.T) {
	s, _ := loadSignal("bursts")
	var p []recvPkt
	for loop := range 3 {
		for i, b := range s.packets {
			p = append(p, recvPkt{at: int64(loop*len(s.packets)+i) * 20e6, id: -1, size: uint16(len(b))})
		}
	}
	var want []int64
	for loop := range 3 {
		for _, o := range burstOnsets {
			want = append(want, int64(loop*len(s.packets)+o)*20e6)
		}
	}
	got := findOnsets(p)
	if len(got) != len(want) {
		for i, b := range s.packets[:130] {
			t.Logf("%d:%d", i, len(b))
		}
		t.Fatalf("found %d onsets at %v, want %v", len(got), got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("onset %d at frame %d, want %d", i, got[i]/20e6, want[i]/20e6)
		}
	}
}

func TestWatermarkRoundTrip(t *testing.T) {
	in := []byte{0x78, 1, 2, 3, 4}
	w := watermark(nil, in, 7, 99)
	if sess, id, ok := readWatermark(w); !ok || sess != 7 || id != 99 {
		t.Fatal(sess, id, ok)
	}
	if !bytes.Equal(w[3:3+4], in[1:]) {
		t.Fatal("frame changed")
	}
	if _, _, ok := readWatermark(in); ok {
		t.Fatal("mark in a plain packet")
	}
}

func TestMatchOnsets(t *testing.T) {
	sent := []int64{0, 7e8, 16e8, 27e8, 40e8}
	var got []int64
	for _, x := range sent {
		got = append(got, x+130e6)
	}
	for _, l := range matchOnsets(sent, got[:4]) { // one burst lost
		if l != 130 {
			t.Error(l)
		}
	}
	if n := len(matchOnsets(sent, got[:4])); n != 4 {
		t.Error(n)
	}
}

func TestJitterAndGapLoss(t *testing.T) {
	var p []recvPkt
	for i := range 100 {
		if i == 50 {
			continue
		}
		p = append(p, recvPkt{at: int64(i) * 20e6, seq: uint16(65500 + i), ts: uint32(i) * 960})
	}
	if j := jitter(p); j != 0 {
		t.Error(j)
	}
	if l := gapLoss(p); l < 0.99 || l > 1.01 {
		t.Error(l)
	}
}

func TestSteadySignalIsAlwaysLoud(t *testing.T) {
	s, err := loadSignal("steady")
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range s.packets {
		if len(p) <= loudBytes {
			t.Errorf("packet %d: %d bytes", i, len(p))
		}
	}
}

func TestLongestGapSeesSilencePacketsOnlyWhenAsked(t *testing.T) {
	var p []recvPkt
	for i := range 100 {
		size := uint16(80)
		if i >= 40 && i < 60 {
			size = 3
		}
		p = append(p, recvPkt{at: int64(i) * 20e6, size: size})
	}
	if g := longestGap(p, 0, 2e9, 0); g != 20 {
		t.Error(g)
	}
	if g := longestGap(p, 0, 2e9, loudBytes); g != 420 {
		t.Error(g)
	}
	if g := longestGap(nil, 0, 2e9, 0); g != 2000 {
		t.Error(g)
	}
}

func TestAnOnsetIsFoundWhereNothingIsSentInSilence(t *testing.T) {
	var p []recvPkt
	for burst := range 3 {
		for i := range 7 {
			p = append(p, recvPkt{at: int64(burst)*2e9 + int64(i)*20e6, id: -1, size: uint16(90 + i)})
		}
	}
	got := findOnsets(p)
	if len(got) != 2 || got[0] != 2e9 || got[1] != 4e9 { // what was before the first is unknown
		t.Error(got)
	}
}

func TestAConstantBitRateHasNoOnsets(t *testing.T) {
	var p []recvPkt
	for i := range 100 {
		p = append(p, recvPkt{at: int64(i) * 20e6, id: -1, size: 80})
	}
	if got := findOnsets(p); len(got) != 0 {
		t.Error(got)
	}
}
