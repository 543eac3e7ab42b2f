/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What libjackfield_tox.so offers beside all of tox.h and toxav.h.
 */
#ifndef JACKFIELD_TOX_H
#define JACKFIELD_TOX_H

#include <tox/toxav.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How well an answered call goes: figures of the last seconds. */
typedef struct Jackfield_Tox_Call_Metrics {
    uint32_t audio_latency_us; /* from a packet to the program, as a mean; what the network takes is not known */
    uint32_t video_latency_us; /* from a frame's first packet to the program */
    uint32_t jitter_us;        /* of the audio's packets (RFC 3550, 6.4.1) */
    float packet_loss;         /* part of what the friend sent, 0 to 1 */
    float cpu_usage;           /* part of one core */
    uint64_t memory_usage;     /* bytes, without what libvpx keeps to itself */
} Jackfield_Tox_Call_Metrics;

/* False without an answered call. */
bool jackfield_tox_get_call_metrics(const ToxAV *av, uint32_t friend_number, Jackfield_Tox_Call_Metrics *metrics);

enum Jackfield_Tox_Call_Quality {
    JACKFIELD_TOX_CALL_QUALITY_POOR,
    JACKFIELD_TOX_CALL_QUALITY_FAIR,
    JACKFIELD_TOX_CALL_QUALITY_GOOD,
};

/* A call goes better or worse than before; called within tox_iterate. */
typedef void jackfield_tox_call_quality_cb(ToxAV *av, uint32_t friend_number, uint32_t quality, void *user_data);
void jackfield_tox_callback_call_quality(ToxAV *av, jackfield_tox_call_quality_cb *callback, void *user_data);

/* Calls that nobody answers end after so many seconds; 0, as it is at first, lets them ring. The end is told, and sent, by
 * toxav_iterate or toxav_audio_iterate, which then have to run where the Tox may be used. */
void jackfield_tox_set_ring_timeout(ToxAV *av, uint32_t seconds);

/* Sends a VP8 frame as it is. All frames of a stream, in order; a key frame first. */
bool jackfield_tox_video_send_encoded(ToxAV *av, uint32_t friend_number, const uint8_t *frame, size_t length,
                                      Toxav_Err_Send_Frame *error);
/* Whether whoever encodes these frames is to be asked for a key frame. */
bool jackfield_tox_video_wants_key_frame(ToxAV *av, uint32_t friend_number);
/* Asks the friend for a key frame, once a second at most, with the next packet that comes. libtoxcore's friends do not heed
 * it: they send one in 40 frames at the latest. */
void jackfield_tox_video_request_key_frame(ToxAV *av, uint32_t friend_number);

/* While this is registered, video comes as VP8 and is not decoded. */
typedef void jackfield_tox_video_receive_encoded_cb(ToxAV *av, uint32_t friend_number, const uint8_t *frame, size_t length,
        bool is_key, void *user_data);
void jackfield_tox_callback_video_receive_encoded(ToxAV *av, jackfield_tox_video_receive_encoded_cb *callback, void *user_data);

#ifdef __cplusplus
}
#endif

#endif
