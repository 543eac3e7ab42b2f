/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Calls whose other end goes away: an instance killed in the call, a friend deleted.
 */
#include "pair.h"

static void killing(Pair *pair)
{
    pair_call(pair, 48, 0);
    toxav_kill(pair->b.av);
    pair->b.av = NULL;
    pair_tell(pair, "b was killed");
    pair_ring(pair, "a calls who has no instance");
    side_cancel(&pair->a);
    pair->b.av = toxav_new(pair->b.tox, NULL);
    pair_register(&pair->b);
    pair_call(pair, 48, 0);
    pair_hang_up(pair);
}

static void leaving(Pair *pair)
{
    pair_call(pair, 48, 0);
    Toxav_Err_Call error;
    tox_friend_delete(pair->a.tox, pair->a.friend_number, NULL);
    pair_tell(pair, "a deleted its friend");
    bool done = toxav_call(pair->a.av, pair->a.friend_number, 48, 0, &error);
    outcome("a calls whom it deleted", done, error);
}

int main(void)
{
    Pair pair;
    pair_tell_libraries();
    pair_open(&pair);
    killing(&pair);
    leaving(&pair);
    pair_close(&pair);
    return 0;
}
