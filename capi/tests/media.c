/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Frames: which are taken, and what the other end hears and sees of them, in one thread.
 */
#include "pair.h"

#include <stdlib.h>
#include <string.h>

enum { AUDIBLE = 4000, FADE_FRAMES = 10, ROUND_MS = 6 /* with the work of a round */ };

static bool b_heard(const Pair *pair)
{
    return pair->b.audio_frames >= 20;
}

static bool b_saw(const Pair *pair)
{
    return pair->b.video_frames >= 5;
}

static bool a_heard(const Pair *pair)
{
    return pair->a.audio_frames >= 10;
}

/* Which sample counts, channels and rates an audio frame may have. */
static void shapes(Pair *pair)
{
    static const uint32_t rates[] = {8000, 12000, 16000, 24000, 48000, 44100, 0};
    static const size_t lengths[] = {25, 50, 100, 200, 400, 600, 150, 0}; /* tenths of a millisecond */
    char title[80];
    Toxav_Err_Send_Frame error;
    for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); ++i) {
        for (uint8_t channels = 0; channels <= 3; ++channels) {
            for (size_t j = 0; j < sizeof(lengths) / sizeof(lengths[0]); ++j) {
                static const int16_t silence[5760 * 3];
                size_t samples = rates[i] * lengths[j] / 10000;
                bool done = toxav_audio_send_frame(pair->a.av, pair->a.friend_number, silence, samples, channels, rates[i], &error);
                snprintf(title, sizeof(title), "audio %u Hz, %u channels, %zu samples", rates[i], channels, samples);
                outcome(title, done, error);
            }
        }
    }
    bool done = toxav_audio_send_frame(pair->a.av, pair->a.friend_number, NULL, 960, 1, 48000, &error);
    outcome("audio without samples", done, error);
}

static void forget(Side *side)
{
    side->audio_frames = 0;
    side->audio_peak = 0;
    side->video_frames = 0;
}

/* Frames of one shape until the other end has heard twenty of them. */
static void hear(Pair *pair, uint32_t rate, uint8_t channels, int milliseconds)
{
    bool heard = false;
    int other_frames = 0; /* and the first ones of this shape, which may fade in */
    forget(&pair->b);
    for (int i = 0; i < 400 && !heard; ++i) {
        side_send_tone(&pair->a, rate / 1000 * (size_t) milliseconds, channels, rate, NULL);
        pair_settle(pair, milliseconds / ROUND_MS);
        if (pair->b.audio_rate != rate || pair->b.audio_channels != channels || other_frames < FADE_FRAMES) {
            other_frames = pair->b.audio_rate == rate ? other_frames + pair->b.audio_frames : 0;
            forget(&pair->b);
        }
        heard = b_heard(pair) && pair->b.audio_peak > AUDIBLE;
    }
    /* How much comes at once is the library's affair, in steps of what Opus has. */
    bool is_whole = pair->b.audio_samples > 0 && pair->b.audio_samples % (rate / 400) == 0;
    printf("heard %s: %u Hz, %u channels, %s frames\n", heard ? "yes" : "no", pair->b.audio_rate, pair->b.audio_channels,
           is_whole ? "whole" : "odd");
}

static void hearing(Pair *pair)
{
    hear(pair, 48000, 1, 20);
    hear(pair, 48000, 2, 20);
    hear(pair, 16000, 1, 60);
    hear(pair, 8000, 1, 40);
    hear(pair, 24000, 2, 10);
    printf("interval while audio comes: %s\n", toxav_audio_iteration_interval(pair->b.av) < 200 ? "shorter" : "idle");
}

static void echoing(Pair *pair)
{
    forget(&pair->a);
    pair->b.echoes = true;
    for (int i = 0; i < 200 && !a_heard(pair); ++i) {
        side_send_tone(&pair->a, 960, 1, 48000, NULL);
        pair_settle(pair, 2);
    }
    pair->b.echoes = false;
    printf("sent back from the callback: %s\n", a_heard(pair) ? "heard" : "not heard");
}

static void see(Pair *pair, uint16_t width, uint16_t height, uint8_t luma)
{
    bool seen = false;
    forget(&pair->b);
    for (int i = 0; i < 200 && !seen; ++i) {
        side_send_grey(&pair->a, width, height, luma, NULL);
        pair_settle(pair, 4);
        seen = b_saw(pair) && pair->b.video_width == width;
    }
    printf("seen %s: %ux%u, %s\n", seen ? "yes" : "no", pair->b.video_width, pair->b.video_height,
           abs(pair->b.video_luma - luma) < 8 ? "as grey as sent" : "of another grey");
}

static void seeing(Pair *pair)
{
    static const uint8_t plane[64 * 64];
    Toxav_Err_Send_Frame error;
    see(pair, 320, 240, 60);
    see(pair, 160, 120, 180);
    see(pair, 640, 480, 90);
    bool done = toxav_video_send_frame(pair->a.av, pair->a.friend_number, 64, 64, NULL, plane, plane, &error);
    outcome("video without Y", done, error);
    done = toxav_video_send_frame(pair->a.av, pair->a.friend_number, 64, 64, plane, NULL, plane, &error);
    outcome("video without U", done, error);
    done = toxav_video_send_frame(pair->a.av, pair->a.friend_number, 64, 64, plane, plane, NULL, &error);
    outcome("video without V", done, error);
    done = toxav_video_send_frame(pair->a.av, pair->a.friend_number, 0, 0, plane, plane, plane, &error);
    outcome("video without size", done, error);
    printf("interval while video comes: %s\n", toxav_video_iteration_interval(pair->b.av) < 200 ? "shorter" : "idle");
}

/* The other end mutes: what comes all the same is not handed over. */
static void silence_on_demand(Pair *pair)
{
    toxav_call_control(pair->b.av, pair->b.friend_number, TOXAV_CALL_CONTROL_MUTE_AUDIO, NULL);
    side_send_tone(&pair->a, 960, 1, 48000, NULL);
    pair_settle(pair, 10);
    forget(&pair->b);
    for (int i = 0; i < 20; ++i) {
        side_send_tone(&pair->a, 960, 1, 48000, NULL);
        pair_settle(pair, 1);
    }
    printf("heard while muted: %d\n", pair->b.audio_frames);
    toxav_call_control(pair->b.av, pair->b.friend_number, TOXAV_CALL_CONTROL_UNMUTE_AUDIO, NULL);
    pair_settle(pair, 10);
    hear(pair, 48000, 1, 20);
}

static void apart(Pair *pair)
{
    forget(&pair->b);
    for (int i = 0; i < 100 && !b_heard(pair); ++i) {
        side_send_tone(&pair->a, 960, 1, 48000, NULL);
        side_send_grey(&pair->a, 64, 48, 100, NULL);
        pair_settle_tox(pair, 2);
        toxav_audio_iterate(pair->b.av);
    }
    printf("audio iterated alone: heard %s, saw %s\n", b_heard(pair) ? "yes" : "no", pair->b.video_frames > 0 ? "yes" : "no");
    forget(&pair->b);
    for (int i = 0; i < 100 && !b_saw(pair); ++i) {
        side_send_grey(&pair->a, 64, 48, 100, NULL);
        pair_settle_tox(pair, 2);
        toxav_video_iterate(pair->b.av);
    }
    printf("video iterated alone: heard %s, saw %s\n", pair->b.audio_frames > 0 ? "yes" : "no", b_saw(pair) ? "yes" : "no");
}

int main(void)
{
    Pair pair;
    pair_tell_libraries();
    pair_open(&pair);
    pair_call(&pair, 48, 1000);
    hearing(&pair);
    echoing(&pair);
    seeing(&pair);
    apart(&pair);
    silence_on_demand(&pair);
    shapes(&pair);
    pair_hang_up(&pair);
    printf("intervals after the call: %u %u\n", toxav_audio_iteration_interval(pair.b.av), toxav_video_iteration_interval(pair.b.av));
    pair_close(&pair);
    return 0;
}
