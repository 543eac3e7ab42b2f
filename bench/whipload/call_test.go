package main

import (
	"testing"
	"time"
)

func partyOf(c *config, n int) []*session {
	all := make([]*session, n)
	for i := range all {
		all[i] = &session{idx: i, cfg: c}
		all[i].place = c.placeOf(i, all, time.Now())
	}
	return all
}

func TestASessionWithoutACallHearsItself(t *testing.T) {
	s := partyOf(&config{url: "http://host/whip"}, 2)[1]
	if heard := s.place.hears(s); len(heard) != 1 || heard[0] != s {
		t.Fatal(heard)
	}
	if s.endpoint() != "http://host/whip" || s.place.source(s) != 1 {
		t.Fatal(s.endpoint(), s.place.source(s))
	}
}

func TestPartiesAreCallsOfTheirOwn(t *testing.T) {
	all := partyOf(&config{url: "http://host/whip", call: "default:load", party: 2}, 4)
	if heard := all[2].place.hears(all[2]); len(heard) != 1 || heard[0] != all[3] {
		t.Fatal(heard)
	}
	want := "http://host/whip?call=default%3Aload-1&participant=load-2"
	if got := all[2].endpoint(); got != want {
		t.Fatal(got)
	}
	if all[2].place.source(all[2]) != 3 {
		t.Fatal("the mark is not that of the other one")
	}
}

func TestSpeakersTakeTurnsAndNeverTalkAtOnce(t *testing.T) {
	sig, err := loadSignal("bursts")
	if err != nil {
		t.Fatal(err)
	}
	all := partyOf(&config{call: "default:load", speakers: 3, sig: "bursts"}, 5)
	onsets := make([]int, len(all))
	for frame := range 3000 {
		talking := 0
		for i, s := range all {
			packet, onset := s.place.turn(sig, frame)
			if len(packet) > len(opusSilence) {
				talking++
			}
			if onset {
				onsets[i]++
			}
		}
		if talking > 1 {
			t.Fatalf("%d talk in frame %d", talking, frame)
		}
	}
	for i, n := range onsets {
		if want := map[bool]int{true: 40}[i < 3]; n != want {
			t.Fatalf("session %d began %d bursts, not %d", i, n, want)
		}
	}
}
