/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How calls begin and end: refused, cancelled, answered twice, answered in the callback.
 */
#include "pair.h"

static void refusing(Pair *pair)
{
    pair_ring(pair, "rung");
    side_cancel(&pair->b);
    pair_tell(pair, "b refused");
    pair_ring(pair, "rung again");
    side_cancel(&pair->a);
    pair_tell(pair, "a gave up");
    side_answer(&pair->b, 48, 0);
}

static void answering(Pair *pair)
{
    Toxav_Err_Call error;
    pair_ring(pair, "rung");
    bool done = toxav_call(pair->a.av, pair->a.friend_number, 48, 0, &error);
    outcome("a calls while it calls", done, error);
    done = toxav_call(pair->b.av, pair->b.friend_number, 48, 0, &error);
    outcome("b calls while it is called", done, error);
    side_answer(&pair->a, 48, 0);
    side_answer(&pair->b, 5, 0);
    side_answer(&pair->b, 511, 0);
    side_answer(&pair->b, 0, 0);
    pair_tell(pair, "answered without sending");
    side_answer(&pair->b, 48, 0);
    done = toxav_call(pair->b.av, pair->b.friend_number, 48, 0, &error);
    outcome("b calls while in a call", done, error);
    side_cancel(&pair->b);
    pair_tell(pair, "b hung up");
}

static void masks(Pair *pair)
{
    static const uint32_t rates[][2] = {{0, 0}, {48, 0}, {0, 1000}, {48, 1000}};
    for (size_t i = 0; i < 4; ++i) {
        toxav_call(pair->a.av, pair->a.friend_number, rates[i][0], rates[i][1], NULL);
        pair_tell(pair, "rung");
        side_answer(&pair->b, rates[3 - i][0], rates[3 - i][1]);
        pair_tell(pair, "answered");
        pair_hang_up(pair);
    }
}

static void answering_in_the_callback(Pair *pair)
{
    pair->b.answers_by_itself = true;
    pair_ring(pair, "answered at once");
    pair->b.answers_by_itself = false;
    pair_hang_up(pair);
}

int main(void)
{
    Pair pair;
    pair_tell_libraries();
    pair_open(&pair);
    refusing(&pair);
    answering(&pair);
    masks(&pair);
    answering_in_the_callback(&pair);
    pair_close(&pair);
    return 0;
}
