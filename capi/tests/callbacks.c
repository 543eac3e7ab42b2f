/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Calls while callbacks are missing.
 */
#include "pair.h"

static void without_callbacks(Pair *pair)
{
    toxav_callback_call(pair->b.av, NULL, NULL);
    pair_ring(pair, "nobody listens for calls");
    pair_register(&pair->b);
    toxav_callback_audio_receive_frame(pair->b.av, NULL, NULL);
    toxav_callback_video_receive_frame(pair->b.av, NULL, NULL);
    pair_ring(pair, "b takes no media");
    side_answer(&pair->b, 48, 0);
    pair_tell(pair, "answered");
    side_cancel(&pair->b);
    pair_tell(pair, "refused");
    pair_register(&pair->b);
    toxav_callback_call_state(pair->a.av, NULL, NULL);
    pair_ring(pair, "a hears of no states");
    side_answer(&pair->b, 48, 0);
    pair_tell(pair, "answered");
    pair_register(&pair->a);
    toxav_callback_audio_receive_frame(pair->a.av, NULL, NULL);
    toxav_callback_video_receive_frame(pair->a.av, NULL, NULL);
    pair_ring(pair, "a takes no media");
    side_answer(&pair->b, 48, 0);
    pair_tell(pair, "answered");
    pair_register(&pair->a);
}

int main(void)
{
    Pair pair;
    pair_tell_libraries();
    pair_open(&pair);
    without_callbacks(&pair);
    pair_close(&pair);
    return 0;
}
