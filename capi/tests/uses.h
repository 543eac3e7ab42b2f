/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every function on something that may be no instance, each in a child that may crash.
 */
#ifndef JACKFIELD_TESTS_USES_H
#define JACKFIELD_TESTS_USES_H

#include "pair.h"

static Tox *tox;

static void use(const char *what, ToxAV *av)
{
    static const int16_t pcm[960];
    static const uint8_t plane[64 * 64];
    char title[80];
    int error = -1;
#define TRY(name, expression) \
    snprintf(title, sizeof(title), "%s, %s", name, what); \
    IN_CHILD(title, error = -1; int result = (int) (expression); printf("%d (%d)\n", result, error))
#define TRY_VOID(name, expression) \
    snprintf(title, sizeof(title), "%s, %s", name, what); \
    IN_CHILD(title, expression; puts("done"))
    TRY("tox", toxav_get_tox(av) == tox);
    TRY("interval", toxav_iteration_interval(av));
    TRY("audio interval", toxav_audio_iteration_interval(av));
    TRY("video interval", toxav_video_iteration_interval(av));
    TRY_VOID("iterate", toxav_iterate(av));
    TRY_VOID("audio iterate", toxav_audio_iterate(av));
    TRY_VOID("video iterate", toxav_video_iterate(av));
    TRY("call", toxav_call(av, 0, 48, 0, (Toxav_Err_Call *) &error));
    TRY("answer", toxav_answer(av, 0, 48, 0, (Toxav_Err_Answer *) &error));
    TRY("control", toxav_call_control(av, 0, TOXAV_CALL_CONTROL_PAUSE, (Toxav_Err_Call_Control *) &error));
    TRY("audio bit rate", toxav_audio_set_bit_rate(av, 0, 48, (Toxav_Err_Bit_Rate_Set *) &error));
    TRY("video bit rate", toxav_video_set_bit_rate(av, 0, 48, (Toxav_Err_Bit_Rate_Set *) &error));
    TRY("audio", toxav_audio_send_frame(av, 0, pcm, 960, 1, 48000, (Toxav_Err_Send_Frame *) &error));
    TRY("video", toxav_video_send_frame(av, 0, 64, 64, plane, plane, plane, (Toxav_Err_Send_Frame *) &error));
    TRY("call without an error", toxav_call(av, 0, 48, 0, NULL));
    TRY("audio without an error", toxav_audio_send_frame(av, 0, pcm, 960, 1, 48000, NULL));
    TRY_VOID("callback call", toxav_callback_call(av, NULL, NULL));
    TRY_VOID("callback call state", toxav_callback_call_state(av, NULL, NULL));
    TRY_VOID("callback audio bit rate", toxav_callback_audio_bit_rate(av, NULL, NULL));
    TRY_VOID("callback video bit rate", toxav_callback_video_bit_rate(av, NULL, NULL));
    TRY_VOID("callback audio frame", toxav_callback_audio_receive_frame(av, NULL, NULL));
    TRY_VOID("callback video frame", toxav_callback_video_receive_frame(av, NULL, NULL));
    TRY_VOID("kill", toxav_kill(av));
#undef TRY
#undef TRY_VOID
}

#endif
