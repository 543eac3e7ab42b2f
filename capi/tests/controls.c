/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every control in every state of a call, from both ends, and the bit rates that switch sending off and on.
 */
#include "pair.h"

static const char *const NAMES[] = {"resume", "pause", "cancel", "mute audio", "unmute audio", "hide video", "show video", "7"};

static void control(Pair *pair, Side *side, int number)
{
    Toxav_Err_Call_Control error;
    char title[64];
    bool done = toxav_call_control(side->av, side->friend_number, (Toxav_Call_Control) number, &error);
    snprintf(title, sizeof(title), "%s: %s", side->name, NAMES[number]);
    outcome(title, done, error);
    pair_tell(pair, "told");
}

static void sending(Side *side)
{
    Toxav_Err_Send_Frame error;
    char title[64];
    bool done = side_send_tone(side, 960, 1, 48000, &error);
    snprintf(title, sizeof(title), "%s sends audio", side->name);
    outcome(title, done, error);
    done = side_send_grey(side, 64, 48, 100, &error);
    snprintf(title, sizeof(title), "%s sends video", side->name);
    outcome(title, done, error);
}

static void all_but_cancel(Pair *pair, Side *side)
{
    for (int number = TOXAV_CALL_CONTROL_RESUME; number <= 7; ++number) {
        if (number != TOXAV_CALL_CONTROL_CANCEL) {
            control(pair, side, number);
        }
    }
}

static void audio_rate(Pair *pair, Side *side, uint32_t rate)
{
    Toxav_Err_Bit_Rate_Set error;
    char title[64];
    bool done = toxav_audio_set_bit_rate(side->av, side->friend_number, rate, &error);
    snprintf(title, sizeof(title), "%s: audio bit rate %u", side->name, rate);
    outcome(title, done, error);
    pair_tell(pair, "told");
    sending(side);
}

static void video_rate(Pair *pair, Side *side, uint32_t rate)
{
    Toxav_Err_Bit_Rate_Set error;
    char title[64];
    bool done = toxav_video_set_bit_rate(side->av, side->friend_number, rate, &error);
    snprintf(title, sizeof(title), "%s: video bit rate %u", side->name, rate);
    outcome(title, done, error);
    pair_tell(pair, "told");
    sending(side);
}

static void before_the_answer(Pair *pair)
{
    toxav_call(pair->a.av, pair->a.friend_number, 48, 1000, NULL);
    pair_tell(pair, "a rings");
    all_but_cancel(pair, &pair->a);
    all_but_cancel(pair, &pair->b);
    sending(&pair->a);
    sending(&pair->b);
    audio_rate(pair, &pair->a, 32);
    video_rate(pair, &pair->b, 500);
    control(pair, &pair->b, TOXAV_CALL_CONTROL_CANCEL);
    control(pair, &pair->b, TOXAV_CALL_CONTROL_CANCEL);
    control(pair, &pair->a, TOXAV_CALL_CONTROL_CANCEL);
}

static void muting(Pair *pair)
{
    static const int order[] = {TOXAV_CALL_CONTROL_MUTE_AUDIO, TOXAV_CALL_CONTROL_MUTE_AUDIO, TOXAV_CALL_CONTROL_HIDE_VIDEO,
                                TOXAV_CALL_CONTROL_HIDE_VIDEO, TOXAV_CALL_CONTROL_UNMUTE_AUDIO, TOXAV_CALL_CONTROL_UNMUTE_AUDIO,
                                TOXAV_CALL_CONTROL_SHOW_VIDEO, TOXAV_CALL_CONTROL_SHOW_VIDEO, 7};
    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); ++i) {
        control(pair, &pair->b, order[i]);
        sending(&pair->a);
        sending(&pair->b);
    }
}

static void pausing(Pair *pair)
{
    static const int order[] = {TOXAV_CALL_CONTROL_RESUME, TOXAV_CALL_CONTROL_MUTE_AUDIO, TOXAV_CALL_CONTROL_PAUSE,
                                TOXAV_CALL_CONTROL_PAUSE, TOXAV_CALL_CONTROL_RESUME, TOXAV_CALL_CONTROL_RESUME,
                                TOXAV_CALL_CONTROL_UNMUTE_AUDIO, TOXAV_CALL_CONTROL_PAUSE, TOXAV_CALL_CONTROL_MUTE_AUDIO,
                                TOXAV_CALL_CONTROL_HIDE_VIDEO, TOXAV_CALL_CONTROL_UNMUTE_AUDIO, TOXAV_CALL_CONTROL_RESUME};
    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); ++i) {
        control(pair, &pair->a, order[i]);
        sending(&pair->a);
        sending(&pair->b);
    }
}

static void rates(Pair *pair)
{
    static const uint32_t audio[] = {48, 32, 0, 0, 48, 5, 511};
    static const uint32_t video[] = {1000, 500, 0, 0, 1000};
    for (size_t i = 0; i < sizeof(audio) / sizeof(audio[0]); ++i) {
        audio_rate(pair, &pair->a, audio[i]);
    }
    for (size_t i = 0; i < sizeof(video) / sizeof(video[0]); ++i) {
        video_rate(pair, &pair->a, video[i]);
    }
}

int main(void)
{
    Pair pair;
    pair_tell_libraries();
    pair_open(&pair);
    before_the_answer(&pair);
    pair_call(&pair, 48, 1000);
    muting(&pair);
    pair_hang_up(&pair);
    pair_call(&pair, 48, 1000);
    pausing(&pair);
    pair_hang_up(&pair);
    pair_call(&pair, 48, 1000);
    rates(&pair);
    control(&pair, &pair.b, TOXAV_CALL_CONTROL_CANCEL);
    control(&pair, &pair.b, TOXAV_CALL_CONTROL_CANCEL);
    all_but_cancel(&pair, &pair.a);
    pair_close(&pair);
    return 0;
}
