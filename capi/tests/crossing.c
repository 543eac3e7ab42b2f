/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Both ends at the same moment: both hang up, both call, one hangs up as the other answers; and whether the next call works.
 */
#include "pair.h"

static void both_call(Pair *pair)
{
    Toxav_Err_Call error;
    bool done = toxav_call(pair->a.av, pair->a.friend_number, 48, 0, &error);
    outcome("a calls", done, error);
    done = toxav_call(pair->b.av, pair->b.friend_number, 48, 0, &error);
    outcome("b calls", done, error);
    pair_tell(pair, "their calls crossed");
}

static void cancel_as_answered(Pair *pair)
{
    pair_ring(pair, "rung");
    side_answer(&pair->b, 48, 0);
    side_cancel(&pair->a);
    pair_tell(pair, "gave up as b answered");
    side_cancel(&pair->b);
}

static void both_hang_up(Pair *pair)
{
    pair_call(pair, 48, 0);
    side_cancel(&pair->a);
    side_cancel(&pair->b);
    pair_tell(pair, "both hung up");
}

static void control_as_hung_up(Pair *pair)
{
    Toxav_Err_Call_Control error;
    pair_call(pair, 48, 0);
    bool done = toxav_call_control(pair->b.av, pair->b.friend_number, TOXAV_CALL_CONTROL_MUTE_AUDIO, &error);
    outcome("b mutes", done, error);
    side_cancel(&pair->a);
    pair_tell(pair, "hung up as b muted");
}

static void next_call(Pair *pair)
{
    pair_call(pair, 48, 0);
    pair_hang_up(pair);
}

int main(void)
{
    Pair pair;
    pair_tell_libraries();
    pair_open(&pair);
    both_call(&pair);
    next_call(&pair);
    cancel_as_answered(&pair);
    next_call(&pair);
    control_as_hung_up(&pair);
    next_call(&pair);
    both_hang_up(&pair);
    next_call(&pair);
    pair_close(&pair);
    return 0;
}
