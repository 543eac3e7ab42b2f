package main

// signal.go: the Opus packets that are sent.

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"errors"
	"os"
)

//go:embed assets/speech.opus
var speechOgg []byte

//go:embed assets/bursts.opus
var burstsOgg []byte

//go:embed assets/steady.opus
var steadyOgg []byte

// onset times in bursts.opus, in 20 ms frames of its loop (see make-assets.sh).
// The gaps differ, so that a lag of one burst cannot pass for no lag.
var burstOnsets = []int{25, 110, 205, 310, 425, 515}

const (
	burstLoop   = 600
	burstFrames = 7 // 120 ms plus the codec's own delay
)

// opusSilence is what libopus makes of digital silence (CELT, full band, 20 ms).
var opusSilence = []byte{0xf8, 0xff, 0xfe}

// opusLoop is a looped sequence of 20 ms Opus packets.
type opusLoop struct {
	packets [][]byte
	onsets  []int // frame numbers within the loop where a burst begins
}

func loadSignal(name string) (*opusLoop, error) {
	data := speechOgg
	switch name {
	case "speech":
	case "bursts":
		data = burstsOgg
	case "steady":
		data = steadyOgg
	default:
		var err error
		if data, err = os.ReadFile(name); err != nil {
			return nil, err
		}
	}
	packets, err := oggPackets(data)
	if err != nil {
		return nil, err
	}
	s := &opusLoop{packets: packets}
	if name == "bursts" {
		s.packets = packets[:min(len(packets), burstLoop)]
		s.onsets = burstOnsets
		for i := range s.packets {
			burst := false
			for _, o := range burstOnsets {
				burst = burst || (i >= o && i < o+burstFrames)
			}
			if !burst {
				s.packets[i] = opusSilence
			}
		}
	}
	return s, nil
}

// oggPackets splits an Ogg Opus file into its packets, less the two headers.
func oggPackets(b []byte) ([][]byte, error) {
	var out [][]byte
	var cur []byte
	for len(b) >= 27 {
		if !bytes.HasPrefix(b, []byte("OggS")) {
			return nil, errors.New("not an Ogg page")
		}
		segs := int(b[26])
		if len(b) < 27+segs {
			break
		}
		table, body := b[27:27+segs], b[27+segs:]
		for _, l := range table {
			if int(l) > len(body) {
				return nil, errors.New("short Ogg page")
			}
			cur = append(cur, body[:l]...)
			body = body[l:]
			if l < 255 { // a packet ends with a lacing value below 255
				out = append(out, cur)
				cur = nil
			}
		}
		b = body
	}
	if len(out) < 3 {
		return nil, errors.New("no Opus packets in file")
	}
	return out[2:], nil
}

// A watermark rides in Opus padding (RFC 6716, 3.2.5), which every decoder must
// skip: the packet stays a valid one for servers that decode it, and a server
// that passes packets through returns it untouched.  A code-0 packet (one frame)
//
//	TOC | frame
//
// becomes the equal code-3 packet
//
//	TOC|3 | 0x41 (one frame, padded) | 12 | frame | magic(4) session(4) id(4)
const wmLen = 12

var wmMagic = [4]byte{0x9d, 'J', 'F', 0x6b}

// watermark appends the marked form of an Opus packet to dst.
func watermark(dst, opus []byte, session, id uint32) []byte {
	if len(opus) == 0 || opus[0]&3 != 0 {
		return append(dst, opus...) // not one plain frame: leave as it is
	}
	dst = append(dst, opus[0]|3, 0x41, wmLen)
	dst = append(dst, opus[1:]...)
	dst = append(dst, wmMagic[:]...)
	dst = binary.BigEndian.AppendUint32(dst, session)
	return binary.BigEndian.AppendUint32(dst, id)
}

// readWatermark finds the mark of an echoed packet.
func readWatermark(opus []byte) (session, id uint32, ok bool) {
	n := len(opus)
	if n < 3+wmLen || opus[0]&3 != 3 || !bytes.Equal(opus[n-wmLen:n-wmLen+4], wmMagic[:]) {
		return 0, 0, false
	}
	return binary.BigEndian.Uint32(opus[n-8:]), binary.BigEndian.Uint32(opus[n-4:]), true
}
