/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every function with an instance that was killed, and with what never was one. What that does to the reference is not the
 * same twice.
 */
#include "uses.h"

int main(void)
{
    static uint64_t nothing[4096];
    pair_tell_libraries();
    tox = pair_new_tox();
    ToxAV *killed = toxav_new(tox, NULL);
    toxav_kill(killed);
    use("killed instance", killed);
    use("what never was one", (ToxAV *) nothing);
    ToxAV *second = toxav_new(tox, NULL);
    outcome("another instance", second != NULL, 0);
    use("killed instance while another lives", killed);
    outcome("the other one still has its tox", toxav_get_tox(second) == tox, 0);
    toxav_kill(second);
    tox_kill(tox);
    return 0;
}
