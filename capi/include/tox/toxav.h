/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Audio and video calls between Tox friends: types, numbers and functions of libtoxcore's own toxav.h (0.2.18), by Jackfield's
 * library, which takes its place. Bit rates are in kbit/s, times in milliseconds. Ownership, threads and differences: README.md.
 *
 * An error pointer may be NULL. Without one of these libraries' living instances, a function fails with what it says of an
 * unknown friend, an interval is 200, and everything else does nothing.
 */
#ifndef C_TOXCORE_TOXAV_TOXAV_H
#define C_TOXCORE_TOXAV_TOXAV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef TOX_DEFINED
#define TOX_DEFINED
typedef struct Tox Tox;
#endif

/* One for a Tox; killed before it. */
typedef struct ToxAV ToxAV;

/* --- instances --- */

typedef enum Toxav_Err_New {
    TOXAV_ERR_NEW_OK,
    TOXAV_ERR_NEW_NULL,     /* no Tox */
    TOXAV_ERR_NEW_MALLOC,
    TOXAV_ERR_NEW_MULTIPLE, /* the Tox has a ToxAV, of this or another library */
} Toxav_Err_New;

ToxAV *toxav_new(Tox *tox, Toxav_Err_New *error);
/* Hangs up everywhere. NULL and what was killed before are left alone. */
void toxav_kill(ToxAV *av);
Tox *toxav_get_tox(const ToxAV *av);

/* --- one thread for audio and video --- */

uint32_t toxav_iteration_interval(const ToxAV *av);
/* Calls the frame callbacks. All others are called within tox_iterate. */
void toxav_iterate(ToxAV *av);

/* --- or one for each --- */

uint32_t toxav_audio_iteration_interval(const ToxAV *av);
void toxav_audio_iterate(ToxAV *av);
uint32_t toxav_video_iteration_interval(const ToxAV *av);
void toxav_video_iterate(ToxAV *av);

/* --- calls --- */

typedef enum Toxav_Err_Call {
    TOXAV_ERR_CALL_OK,
    TOXAV_ERR_CALL_MALLOC,
    TOXAV_ERR_CALL_SYNC,                   /* the invitation could not be sent */
    TOXAV_ERR_CALL_FRIEND_NOT_FOUND,
    TOXAV_ERR_CALL_FRIEND_NOT_CONNECTED,
    TOXAV_ERR_CALL_FRIEND_ALREADY_IN_CALL,
    TOXAV_ERR_CALL_INVALID_BIT_RATE,       /* audio takes 0 or 6 to 510, video 0 to 1000000 */
} Toxav_Err_Call;

/* Rings until the friend answers or leaves, or one of both gives up. A bit rate of 0 sends nothing. */
bool toxav_call(ToxAV *av, uint32_t friend_number, uint32_t audio_bit_rate, uint32_t video_bit_rate, Toxav_Err_Call *error);

/* A friend calls, and is going to send audio, video, both or nothing. */
typedef void toxav_call_cb(ToxAV *av, uint32_t friend_number, bool audio_enabled, bool video_enabled, void *user_data);
void toxav_callback_call(ToxAV *av, toxav_call_cb *callback, void *user_data);

typedef enum Toxav_Err_Answer {
    TOXAV_ERR_ANSWER_OK,
    TOXAV_ERR_ANSWER_SYNC,                 /* there is a call, but not one that waits for us */
    TOXAV_ERR_ANSWER_CODEC_INITIALIZATION, /* no callback receives frames */
    TOXAV_ERR_ANSWER_FRIEND_NOT_FOUND,
    TOXAV_ERR_ANSWER_FRIEND_NOT_CALLING,
    TOXAV_ERR_ANSWER_INVALID_BIT_RATE,
} Toxav_Err_Answer;

/* A call that could not be answered still rings. */
bool toxav_answer(ToxAV *av, uint32_t friend_number, uint32_t audio_bit_rate, uint32_t video_bit_rate, Toxav_Err_Answer *error);

enum Toxav_Friend_Call_State {
    TOXAV_FRIEND_CALL_STATE_NONE = 0,     /* paused */
    TOXAV_FRIEND_CALL_STATE_ERROR = 1,    /* over, by an error or because the friend left */
    TOXAV_FRIEND_CALL_STATE_FINISHED = 2, /* over */
    TOXAV_FRIEND_CALL_STATE_SENDING_A = 4,
    TOXAV_FRIEND_CALL_STATE_SENDING_V = 8,
    TOXAV_FRIEND_CALL_STATE_ACCEPTING_A = 16,
    TOXAV_FRIEND_CALL_STATE_ACCEPTING_V = 32,
};

/* What the friend does, as a mask of the above. */
typedef void toxav_call_state_cb(ToxAV *av, uint32_t friend_number, uint32_t state, void *user_data);
void toxav_callback_call_state(ToxAV *av, toxav_call_state_cb *callback, void *user_data);

typedef enum Toxav_Call_Control {
    TOXAV_CALL_CONTROL_RESUME,
    TOXAV_CALL_CONTROL_PAUSE,
    TOXAV_CALL_CONTROL_CANCEL,       /* refuses, gives up, hangs up; the only one before the answer */
    TOXAV_CALL_CONTROL_MUTE_AUDIO,   /* of the friend, not our own */
    TOXAV_CALL_CONTROL_UNMUTE_AUDIO,
    TOXAV_CALL_CONTROL_HIDE_VIDEO,   /* of the friend, not our own */
    TOXAV_CALL_CONTROL_SHOW_VIDEO,
} Toxav_Call_Control;

typedef enum Toxav_Err_Call_Control {
    TOXAV_ERR_CALL_CONTROL_OK,
    TOXAV_ERR_CALL_CONTROL_SYNC,
    TOXAV_ERR_CALL_CONTROL_FRIEND_NOT_FOUND,
    TOXAV_ERR_CALL_CONTROL_FRIEND_NOT_IN_CALL,
    TOXAV_ERR_CALL_CONTROL_INVALID_TRANSITION, /* pausing what is paused, muting what is muted */
} Toxav_Err_Call_Control;

bool toxav_call_control(ToxAV *av, uint32_t friend_number, Toxav_Call_Control control, Toxav_Err_Call_Control *error);

/* --- bit rates --- */

typedef enum Toxav_Err_Bit_Rate_Set {
    TOXAV_ERR_BIT_RATE_SET_OK,
    TOXAV_ERR_BIT_RATE_SET_SYNC,
    TOXAV_ERR_BIT_RATE_SET_INVALID_BIT_RATE,
    TOXAV_ERR_BIT_RATE_SET_FRIEND_NOT_FOUND,
    TOXAV_ERR_BIT_RATE_SET_FRIEND_NOT_IN_CALL,
} Toxav_Err_Bit_Rate_Set;

/* 0 stops sending, another rate starts it again. */
bool toxav_audio_set_bit_rate(ToxAV *av, uint32_t friend_number, uint32_t bit_rate, Toxav_Err_Bit_Rate_Set *error);
bool toxav_video_set_bit_rate(ToxAV *av, uint32_t friend_number, uint32_t bit_rate, Toxav_Err_Bit_Rate_Set *error);

/* The line does not carry what we send: the most that is proposed. Nothing changes by itself. */
typedef void toxav_audio_bit_rate_cb(ToxAV *av, uint32_t friend_number, uint32_t audio_bit_rate, void *user_data);
void toxav_callback_audio_bit_rate(ToxAV *av, toxav_audio_bit_rate_cb *callback, void *user_data);
typedef void toxav_video_bit_rate_cb(ToxAV *av, uint32_t friend_number, uint32_t video_bit_rate, void *user_data);
void toxav_callback_video_bit_rate(ToxAV *av, toxav_video_bit_rate_cb *callback, void *user_data);

/* --- frames --- */

typedef enum Toxav_Err_Send_Frame {
    TOXAV_ERR_SEND_FRAME_OK,
    TOXAV_ERR_SEND_FRAME_NULL,
    TOXAV_ERR_SEND_FRAME_FRIEND_NOT_FOUND,
    TOXAV_ERR_SEND_FRAME_FRIEND_NOT_IN_CALL,
    TOXAV_ERR_SEND_FRAME_SYNC,                  /* another thread is sending */
    TOXAV_ERR_SEND_FRAME_INVALID,
    TOXAV_ERR_SEND_FRAME_PAYLOAD_TYPE_DISABLED, /* we do not send it now, or the friend does not want it */
    TOXAV_ERR_SEND_FRAME_RTP_FAILED,
} Toxav_Err_Send_Frame;

/* 2.5, 5, 10, 20, 40 or 60 ms at 8000, 12000, 16000, 24000 or 48000 Hz: sample_count for each of one or two channels, which alternate. */
bool toxav_audio_send_frame(ToxAV *av, uint32_t friend_number, const int16_t *pcm, size_t sample_count, uint8_t channels,
                            uint32_t sampling_rate, Toxav_Err_Send_Frame *error);
/* Planes without gaps: y of width * height, u and v of (width / 2) * (height / 2). */
bool toxav_video_send_frame(ToxAV *av, uint32_t friend_number, uint16_t width, uint16_t height, const uint8_t *y, const uint8_t *u,
                            const uint8_t *v, Toxav_Err_Send_Frame *error);

/* Samples and planes are the library's, until the callback returns. */
typedef void toxav_audio_receive_frame_cb(ToxAV *av, uint32_t friend_number, const int16_t *pcm, size_t sample_count,
        uint8_t channels, uint32_t sampling_rate, void *user_data);
void toxav_callback_audio_receive_frame(ToxAV *av, toxav_audio_receive_frame_cb *callback, void *user_data);
/* Each row begins a stride after the one before it. */
typedef void toxav_video_receive_frame_cb(ToxAV *av, uint32_t friend_number, uint16_t width, uint16_t height, const uint8_t *y,
        const uint8_t *u, const uint8_t *v, int32_t ystride, int32_t ustride, int32_t vstride, void *user_data);
void toxav_callback_video_receive_frame(ToxAV *av, toxav_video_receive_frame_cb *callback, void *user_data);

/* --- conferences: libtoxcore's own code; 0 or a number on success, -1 on failure --- */

typedef void toxav_group_audio_cb(Tox *tox, uint32_t groupnumber, uint32_t peernumber, const int16_t *pcm, uint32_t samples,
                                  uint8_t channels, uint32_t sample_rate, void *user_data);
typedef void toxav_audio_data_cb(void *tox, uint32_t groupnumber, uint32_t peernumber, const int16_t *pcm, uint32_t samples,
                                 uint8_t channels, uint32_t sample_rate, void *userdata);

int toxav_add_av_groupchat(Tox *tox, toxav_audio_data_cb *audio_callback, void *userdata);
int toxav_join_av_groupchat(Tox *tox, uint32_t friendnumber, const uint8_t *data, uint16_t length,
                            toxav_audio_data_cb *audio_callback, void *userdata);
int toxav_group_send_audio(Tox *tox, uint32_t groupnumber, const int16_t *pcm, unsigned int samples, uint8_t channels,
                           uint32_t sample_rate);
int toxav_groupchat_enable_av(Tox *tox, uint32_t groupnumber, toxav_audio_data_cb *audio_callback, void *userdata);
int toxav_groupchat_disable_av(Tox *tox, uint32_t groupnumber);
bool toxav_groupchat_av_enabled(Tox *tox, uint32_t groupnumber);

#ifdef __cplusplus
}
#endif

/* The names of the enums before 0.2.14. */
typedef Toxav_Err_Call TOXAV_ERR_CALL;
typedef Toxav_Err_New TOXAV_ERR_NEW;
typedef Toxav_Err_Answer TOXAV_ERR_ANSWER;
typedef Toxav_Err_Call_Control TOXAV_ERR_CALL_CONTROL;
typedef Toxav_Err_Bit_Rate_Set TOXAV_ERR_BIT_RATE_SET;
typedef Toxav_Err_Send_Frame TOXAV_ERR_SEND_FRAME;
typedef Toxav_Call_Control TOXAV_CALL_CONTROL;
typedef enum Toxav_Friend_Call_State TOXAV_FRIEND_CALL_STATE;

#endif
