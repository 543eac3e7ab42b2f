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
    uint64_t memory_usage;     /* bytes, without what libvpx and effects keep to themselves */
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

/* What is done to audio, in this order: echo, noise, loudness. All zero: nothing, at no cost. */
typedef struct Jackfield_Tox_Audio_Effects {
    float gain_db;          /* louder or quieter: up to 60, -INFINITY is silence */
    bool automatic_gain;    /* brings speech to one loudness */
    bool noise_suppression; /* takes out whatever is not speech, music too; 10 ms later */
    bool echo_cancellation; /* takes what was received, as a microphone hears it again, out of what is sent; 5 ms later */
} Jackfield_Tox_Audio_Effects;

/* What is done to pictures, in this order: mirror, brightness, contrast, blur, colours. */
typedef struct Jackfield_Tox_Video_Effects {
    float contrast;     /* 0, grey, to 10; 1 leaves it as it is */
    int16_t brightness; /* steps of luma: -219, black, to 219, white; 0 leaves it as it is */
    uint16_t blur;      /* mean of so many pixels to each side: 0, as it is, to 100 */
    bool grayscale;     /* no colours */
    bool mirror;        /* left and right exchanged */
} Jackfield_Tox_Video_Effects;

typedef enum Jackfield_Tox_Err_Effects {
    JACKFIELD_TOX_ERR_EFFECTS_OK,
    JACKFIELD_TOX_ERR_EFFECTS_NULL,
    JACKFIELD_TOX_ERR_EFFECTS_FRIEND_NOT_FOUND,
    JACKFIELD_TOX_ERR_EFFECTS_FRIEND_NOT_IN_CALL, /* or the call is not answered yet */
    /* The field that is out of its range. */
    JACKFIELD_TOX_ERR_EFFECTS_GAIN,
    JACKFIELD_TOX_ERR_EFFECTS_ECHO_CANCELLATION, /* of audio that is received */
    JACKFIELD_TOX_ERR_EFFECTS_BRIGHTNESS,
    JACKFIELD_TOX_ERR_EFFECTS_CONTRAST,
    JACKFIELD_TOX_ERR_EFFECTS_BLUR,
} Jackfield_Tox_Err_Effects;

/* Each sets all effects of its kind, from the next frame to the end of the call, without a click; from any thread, which
 * waits for nobody. What they take of the processor is in the call's metrics. */
bool jackfield_tox_set_sent_audio_effects(ToxAV *av, uint32_t friend_number, const Jackfield_Tox_Audio_Effects *effects,
        Jackfield_Tox_Err_Effects *error);
bool jackfield_tox_set_received_audio_effects(ToxAV *av, uint32_t friend_number, const Jackfield_Tox_Audio_Effects *effects,
        Jackfield_Tox_Err_Effects *error);
/* Not for frames that are sent encoded. */
bool jackfield_tox_set_sent_video_effects(ToxAV *av, uint32_t friend_number, const Jackfield_Tox_Video_Effects *effects,
        Jackfield_Tox_Err_Effects *error);

/* Pictures to VP8 or VP9 and back, without a call: out, a picture is scaled, filtered and encoded; in, a frame is decoded and
 * filtered. A number like that of a ToxAV: NULL, and one that was killed, do no harm. One thread at a time. */
typedef struct Jackfield_Tox_Video_Processor Jackfield_Tox_Video_Processor;

typedef enum Jackfield_Tox_Err_Video_Processor {
    JACKFIELD_TOX_ERR_VIDEO_PROCESSOR_OK,
    JACKFIELD_TOX_ERR_VIDEO_PROCESSOR_NULL,     /* no such processor, or an argument is NULL */
    JACKFIELD_TOX_ERR_VIDEO_PROCESSOR_SYNC,     /* it is at work in another thread, or has called this function */
    JACKFIELD_TOX_ERR_VIDEO_PROCESSOR_SIZE,     /* width and height are 1 to 16383 */
    JACKFIELD_TOX_ERR_VIDEO_PROCESSOR_BIT_RATE, /* 1 to 1000000 kbit/s */
    JACKFIELD_TOX_ERR_VIDEO_PROCESSOR_PICTURE,  /* a picture without pixels, or with a plane that is NULL */
    JACKFIELD_TOX_ERR_VIDEO_PROCESSOR_FRAME,    /* not to be decoded */
} Jackfield_Tox_Err_Video_Processor;

/* Rows without gaps; chroma is half as wide and high, odd sides rounded up. */
typedef struct Jackfield_Tox_Picture {
    const uint8_t *y;
    const uint8_t *u;
    const uint8_t *v;
    uint16_t width;
    uint16_t height;
} Jackfield_Tox_Picture;

/* What goes out has this size and rate (kbit/s). */
Jackfield_Tox_Video_Processor *jackfield_tox_video_processor_new(uint16_t width, uint16_t height, uint32_t bit_rate, bool vp9,
        Jackfield_Tox_Err_Video_Processor *error);
void jackfield_tox_video_processor_kill(Jackfield_Tox_Video_Processor *processor);
bool jackfield_tox_video_processor_set_bit_rate(Jackfield_Tox_Video_Processor *processor, uint32_t bit_rate,
        Jackfield_Tox_Err_Video_Processor *error);

/* Effects and filters of pictures that go out, or come in, each behind those that are there. No processor is NULL as well. */
bool jackfield_tox_video_processor_add_effects(Jackfield_Tox_Video_Processor *processor, bool incoming,
        const Jackfield_Tox_Video_Effects *effects, Jackfield_Tox_Err_Effects *error);
/* A filter of one's own changes planes in place. */
typedef void jackfield_tox_video_filter_cb(uint16_t width, uint16_t height, uint8_t *y, uint8_t *u, uint8_t *v, int32_t ystride,
        int32_t uvstride, void *user_data);
bool jackfield_tox_video_processor_add_filter(Jackfield_Tox_Video_Processor *processor, bool incoming,
        jackfield_tox_video_filter_cb *filter, void *user_data, Jackfield_Tox_Err_Video_Processor *error);
bool jackfield_tox_video_processor_clear_effects(Jackfield_Tox_Video_Processor *processor, bool incoming,
        Jackfield_Tox_Err_Video_Processor *error);

/* Called before the function is back, or not: when the rate has no room for a picture, or a frame shows none. */
typedef void jackfield_tox_video_frame_cb(const uint8_t *frame, size_t length, bool is_key, void *user_data);
typedef void jackfield_tox_video_picture_cb(uint16_t width, uint16_t height, const uint8_t *y, const uint8_t *u,
        const uint8_t *v, int32_t ystride, int32_t uvstride, void *user_data);
/* The time is that of the picture, in microseconds from any moment on. */
bool jackfield_tox_video_processor_process_outgoing(Jackfield_Tox_Video_Processor *processor, uint64_t time_us,
        const Jackfield_Tox_Picture *picture, jackfield_tox_video_frame_cb *callback, void *user_data,
        Jackfield_Tox_Err_Video_Processor *error);
bool jackfield_tox_video_processor_process_incoming(Jackfield_Tox_Video_Processor *processor, const uint8_t *frame,
        size_t length, jackfield_tox_video_picture_cb *callback, void *user_data, Jackfield_Tox_Err_Video_Processor *error);

#ifdef __cplusplus
}
#endif

#endif
