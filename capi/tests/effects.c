/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Effects of a call, which only our library has: what is refused, and what the other end hears and sees of them.
 */
#include "pair.h"

#include <jackfield_tox.h>
#include <math.h>
#include <stdlib.h>

enum { FRAMES = 300, GREY = 100, LIGHTER = 160 };

static const Jackfield_Tox_Audio_Effects no_audio_effects;
static const Jackfield_Tox_Video_Effects no_video_effects = {.contrast = 1};

static void tell_audio(Pair *pair, const char *title, uint32_t friend_number, const Jackfield_Tox_Audio_Effects *effects)
{
    Jackfield_Tox_Err_Effects error;
    char text[80];
    bool done = jackfield_tox_set_sent_audio_effects(pair->a.av, friend_number, effects, &error);
    snprintf(text, sizeof(text), "sent audio, %s", title);
    outcome(text, done, error);
    done = jackfield_tox_set_received_audio_effects(pair->a.av, friend_number, effects, &error);
    snprintf(text, sizeof(text), "received audio, %s", title);
    outcome(text, done, error);
}

static void tell_video(Pair *pair, const char *title, uint32_t friend_number, const Jackfield_Tox_Video_Effects *effects)
{
    Jackfield_Tox_Err_Effects error;
    char text[80];
    bool done = jackfield_tox_set_sent_video_effects(pair->a.av, friend_number, effects, &error);
    snprintf(text, sizeof(text), "sent video, %s", title);
    outcome(text, done, error);
}

static void refusals(Pair *pair)
{
    Jackfield_Tox_Audio_Effects audio = {.gain_db = 61};
    tell_audio(pair, "too loud", pair->a.friend_number, &audio);
    audio.gain_db = NAN;
    tell_audio(pair, "no number", pair->a.friend_number, &audio);
    audio = (Jackfield_Tox_Audio_Effects) {.echo_cancellation = true};
    tell_audio(pair, "echo", pair->a.friend_number, &audio);
    tell_audio(pair, "none given", pair->a.friend_number, NULL);
    tell_audio(pair, "no friend", 77, &no_audio_effects);
    tell_audio(pair, "none", pair->a.friend_number, &no_audio_effects);
    Jackfield_Tox_Video_Effects video = {.contrast = 11};
    tell_video(pair, "contrast", pair->a.friend_number, &video);
    video = (Jackfield_Tox_Video_Effects) {.contrast = 1, .brightness = -220};
    tell_video(pair, "brightness", pair->a.friend_number, &video);
    video = (Jackfield_Tox_Video_Effects) {.contrast = 1, .blur = 101};
    tell_video(pair, "blur", pair->a.friend_number, &video);
    tell_video(pair, "none given", pair->a.friend_number, NULL);
    tell_video(pair, "no friend", 77, &no_video_effects);
    tell_video(pair, "none", pair->a.friend_number, &no_video_effects);
}

/* Whether the other end hears a tone with a peak within these. */
static bool is_heard(Pair *pair, int least, int most)
{
    for (int i = 0; i < FRAMES; ++i) {
        pair->b.audio_frames = 0;
        pair->b.audio_peak = 0;
        for (int frame = 0; frame < 10; ++frame) {
            side_send_tone(&pair->a, 960, 1, 48000, NULL);
            pair_settle(pair, 2);
        }
        if (pair->b.audio_frames > 0 && pair->b.audio_peak >= least && pair->b.audio_peak <= most) {
            return true;
        }
    }
    return false;
}

static void hearing(Pair *pair)
{
    static int16_t pcm[960];
    int16_t peak = 0;
    tone(pcm, 960, 1, 48000);
    for (int i = 0; i < 960; ++i) {
        peak = pcm[i] > peak ? pcm[i] : peak;
    }
    printf("as it is: %s\n", is_heard(pair, peak / 2, INT16_MAX) ? "heard" : "not heard");
    Jackfield_Tox_Audio_Effects quieter = {.gain_db = -20};
    jackfield_tox_set_sent_audio_effects(pair->a.av, pair->a.friend_number, &quieter, NULL);
    printf("20 dB quieter: %s\n", is_heard(pair, peak / 20, peak / 6) ? "heard" : "not heard");
    jackfield_tox_set_received_audio_effects(pair->b.av, pair->b.friend_number, &(Jackfield_Tox_Audio_Effects) {.gain_db = 20}, NULL);
    printf("and 20 dB louder where it is received: %s\n", is_heard(pair, peak / 2, INT16_MAX) ? "heard" : "not heard");
    jackfield_tox_set_sent_audio_effects(pair->a.av, pair->a.friend_number, &(Jackfield_Tox_Audio_Effects) {.gain_db = -INFINITY},
                                         NULL);
    printf("silence: %s\n", is_heard(pair, 0, peak / 100) ? "heard" : "not heard");
}

static bool is_seen(Pair *pair, int luma)
{
    for (int i = 0; i < FRAMES; ++i) {
        side_send_grey(&pair->a, 160, 120, GREY, NULL);
        pair_settle(pair, 4);
        if (pair->b.video_frames > 0 && abs(pair->b.video_luma - luma) < 8) {
            return true;
        }
    }
    return false;
}

static void seeing(Pair *pair)
{
    printf("grey: %s\n", is_seen(pair, GREY) ? "seen" : "not seen");
    Jackfield_Tox_Video_Effects lighter = {.contrast = 1, .brightness = LIGHTER - GREY, .mirror = true, .grayscale = true, .blur = 2};
    jackfield_tox_set_sent_video_effects(pair->a.av, pair->a.friend_number, &lighter, NULL);
    printf("lighter: %s\n", is_seen(pair, LIGHTER) ? "seen" : "not seen");
    jackfield_tox_set_sent_video_effects(pair->a.av, pair->a.friend_number, &no_video_effects, NULL);
    printf("grey again: %s\n", is_seen(pair, GREY) ? "seen" : "not seen");
}

int main(void)
{
    Pair pair;
    pair_open(&pair);
    tell_audio(&pair, "no call", pair.a.friend_number, &no_audio_effects);
    tell_video(&pair, "no call", pair.a.friend_number, &no_video_effects);
    pair_call(&pair, 48, 500);
    refusals(&pair);
    hearing(&pair);
    seeing(&pair);
    pair_hang_up(&pair);
    tell_audio(&pair, "after the call", pair.a.friend_number, &no_audio_effects);
    ToxAV *killed = pair.a.av;
    toxav_kill(killed);
    tell_video(&pair, "killed", pair.a.friend_number, &no_video_effects);
    pair.a.av = NULL;
    pair_close(&pair);
    return 0;
}
