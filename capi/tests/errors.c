/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What each function refuses while no friend is reachable: unknown friend, friend who is not connected, bit rates, order of checks.
 */
#include "pair.h"

#include <string.h>

enum { UNKNOWN = 77 };

static void instances(Tox *tox)
{
    Toxav_Err_New error;
    ToxAV *av = toxav_new(NULL, &error);
    outcome("new without a tox", av != NULL, error);
    outcome("new without a tox or an error", toxav_new(NULL, NULL) != NULL, 0);
    av = toxav_new(tox, &error);
    outcome("new", av != NULL, error);
    ToxAV *second = toxav_new(tox, &error);
    outcome("second for the same tox", second != NULL, error);
    outcome("tox of the instance", toxav_get_tox(av) == tox, 0);
    printf("idle intervals: %u %u %u\n", toxav_iteration_interval(av), toxav_audio_iteration_interval(av),
           toxav_video_iteration_interval(av));
    toxav_iterate(av);
    toxav_audio_iterate(av);
    toxav_video_iterate(av);
    toxav_kill(av);
    toxav_kill(NULL);
    av = toxav_new(tox, NULL);
    outcome("new after kill", av != NULL, 0);
    toxav_kill(av);
}

static void callbacks(ToxAV *av)
{
    toxav_callback_call(av, NULL, NULL);
    toxav_callback_call_state(av, NULL, NULL);
    toxav_callback_audio_bit_rate(av, NULL, NULL);
    toxav_callback_video_bit_rate(av, NULL, NULL);
    toxav_callback_audio_receive_frame(av, NULL, NULL);
    toxav_callback_video_receive_frame(av, NULL, NULL);
    puts("callbacks taken away: done");
}

static void call(ToxAV *av, uint32_t friend_number, uint32_t audio, uint32_t video)
{
    Toxav_Err_Call error;
    char title[80];
    bool done = toxav_call(av, friend_number, audio, video, &error);
    snprintf(title, sizeof(title), "call %s audio=%u video=%u", friend_number == UNKNOWN ? "unknown" : "absent", audio, video);
    outcome(title, done, error);
}

static void calls(ToxAV *av, uint32_t absent)
{
    static const uint32_t rates[][2] = {{48, 0}, {0, 0}, {5, 0}, {6, 0}, {510, 0}, {511, 0}, {4294967295u, 0}, {48, 1}, {48, 1000000},
                                       {48, 1000001}, {0, 5000}};
    for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); ++i) {
        call(av, absent, rates[i][0], rates[i][1]);
        call(av, UNKNOWN, rates[i][0], rates[i][1]);
    }
    outcome("call without an error", toxav_call(av, absent, 48, 0, NULL), 0);
}

static void answers(ToxAV *av, uint32_t absent)
{
    Toxav_Err_Answer error;
    bool done = toxav_answer(av, UNKNOWN, 48, 0, &error);
    outcome("answer unknown", done, error);
    done = toxav_answer(av, UNKNOWN, 1, 0, &error);
    outcome("answer unknown at a bad rate", done, error);
    done = toxav_answer(av, absent, 48, 0, &error);
    outcome("answer who does not call", done, error);
    done = toxav_answer(av, absent, 511, 0, &error);
    outcome("answer at a bad rate", done, error);
    outcome("answer without an error", toxav_answer(av, absent, 48, 0, NULL), 0);
}

static void controls(ToxAV *av, uint32_t absent)
{
    Toxav_Err_Call_Control error;
    char title[80];
    for (int control = 0; control <= 7; ++control) {
        snprintf(title, sizeof(title), "control %d unknown", control);
        bool done = toxav_call_control(av, UNKNOWN, (Toxav_Call_Control) control, &error);
        outcome(title, done, error);
        snprintf(title, sizeof(title), "control %d without a call", control);
        done = toxav_call_control(av, absent, (Toxav_Call_Control) control, &error);
        outcome(title, done, error);
    }
    outcome("control without an error", toxav_call_control(av, absent, TOXAV_CALL_CONTROL_CANCEL, NULL), 0);
}

static void bit_rates(ToxAV *av, uint32_t absent)
{
    static const uint32_t rates[] = {0, 5, 6, 48, 510, 511, 1000000, 1000001};
    Toxav_Err_Bit_Rate_Set error;
    char title[80];
    for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); ++i) {
        snprintf(title, sizeof(title), "audio bit rate %u unknown", rates[i]);
        bool done = toxav_audio_set_bit_rate(av, UNKNOWN, rates[i], &error);
        outcome(title, done, error);
        snprintf(title, sizeof(title), "audio bit rate %u without a call", rates[i]);
        done = toxav_audio_set_bit_rate(av, absent, rates[i], &error);
        outcome(title, done, error);
        snprintf(title, sizeof(title), "video bit rate %u unknown", rates[i]);
        done = toxav_video_set_bit_rate(av, UNKNOWN, rates[i], &error);
        outcome(title, done, error);
        snprintf(title, sizeof(title), "video bit rate %u without a call", rates[i]);
        done = toxav_video_set_bit_rate(av, absent, rates[i], &error);
        outcome(title, done, error);
    }
    outcome("audio bit rate without an error", toxav_audio_set_bit_rate(av, absent, 48, NULL), 0);
    outcome("video bit rate without an error", toxav_video_set_bit_rate(av, absent, 48, NULL), 0);
}

static void frames(ToxAV *av, uint32_t absent)
{
    static const int16_t pcm[960];
    static const uint8_t plane[64 * 64];
    Toxav_Err_Send_Frame error;
    bool done = toxav_audio_send_frame(av, UNKNOWN, pcm, 960, 1, 48000, &error);
    outcome("audio to unknown", done, error);
    done = toxav_audio_send_frame(av, UNKNOWN, NULL, 7, 9, 1, &error);
    outcome("nothing as audio to unknown", done, error);
    done = toxav_audio_send_frame(av, absent, pcm, 960, 1, 48000, &error);
    outcome("audio without a call", done, error);
    done = toxav_audio_send_frame(av, absent, NULL, 7, 9, 1, &error);
    outcome("nothing as audio without a call", done, error);
    done = toxav_video_send_frame(av, UNKNOWN, 64, 64, plane, plane, plane, &error);
    outcome("video to unknown", done, error);
    done = toxav_video_send_frame(av, UNKNOWN, 0, 0, NULL, NULL, NULL, &error);
    outcome("nothing as video to unknown", done, error);
    done = toxav_video_send_frame(av, absent, 64, 64, plane, plane, plane, &error);
    outcome("video without a call", done, error);
    done = toxav_video_send_frame(av, absent, 0, 0, NULL, NULL, NULL, &error);
    outcome("nothing as video without a call", done, error);
    outcome("audio without an error", toxav_audio_send_frame(av, absent, pcm, 960, 1, 48000, NULL), 0);
    outcome("video without an error", toxav_video_send_frame(av, absent, 64, 64, plane, plane, plane, NULL), 0);
}

int main(void)
{
    uint8_t key[TOX_PUBLIC_KEY_SIZE];
    pair_tell_libraries();
    Tox *tox = pair_new_tox();
    Tox *other = pair_new_tox();
    tox_self_get_public_key(other, key);
    uint32_t absent = tox_friend_add_norequest(tox, key, NULL);
    tox_kill(other);
    instances(tox);
    ToxAV *av = toxav_new(tox, NULL);
    callbacks(av);
    calls(av, absent);
    answers(av, absent);
    controls(av, absent);
    bit_rates(av, absent);
    frames(av, absent);
    toxav_kill(av);
    tox_kill(tox);
    return 0;
}
