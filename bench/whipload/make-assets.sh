#!/usr/bin/env bash
# Regenerates the two Ogg Opus signals embedded in whipload.
#   speech.opus : ~12 s of espeak-ng speech, 20 ms frames, 32 kb/s VBR (the normal load)
#   bursts.opus : digital silence with noise/tone bursts at uneven gaps (onset latency)
#   steady.opus : tones that never pause (gaps in what comes back)
# needs: espeak-ng, ffmpeg (libopus)
set -euo pipefail
cd "$(dirname "$0")"; mkdir -p assets; t=$(mktemp -d)
espeak-ng -v en-gb -s 160 -w "$t/s.wav" "Hello, this is the load generator speaking. \
I am going to talk for about ten seconds, with a few pauses, so that the encoder sees real speech. \
One, two, three, four, five. Please repeat every word that I say, like a parrot would do. Thank you."
ffmpeg -loglevel error -y -i "$t/s.wav" -ar 48000 -ac 1 -c:a libopus -b:a 32k -vbr on \
  -application voip -frame_duration 20 assets/speech.opus
# 12 s loop; bursts of 120 ms begin on 20 ms frame borders at 0.5 2.2 4.1 6.2 8.5 10.3 s.
# (The long tail that the encoder's DC filter leaves after each burst is cut away
# by whipload itself: it sends true silence packets there.)
ffmpeg -loglevel error -y -f lavfi -i "aevalsrc=exprs='if(between(t\,0.5\,0.6199)+between(t\,2.2\,2.3199)+between(t\,4.1\,4.2199)+between(t\,6.2\,6.3199)+between(t\,8.5\,8.6199)+between(t\,10.3\,10.4199)\,0.45*sin(2*PI*660*t)+0.3*sin(2*PI*1730*t)\,0)':s=48000:d=12" \
  -ac 1 -c:a libopus -b:a 64k -vbr on -application lowdelay -frame_duration 20 assets/bursts.opus
ffmpeg -loglevel error -y -f lavfi -i "aevalsrc=exprs='0.3*sin(2*PI*440*t)+0.2*sin(2*PI*1210*t)+0.1*sin(2*PI*3170*t)':s=48000:d=2" \
  -ac 1 -c:a libopus -b:a 32k -vbr on -application voip -frame_duration 20 assets/steady.opus
rm -r "$t"; ls -l assets
