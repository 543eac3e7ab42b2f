/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every function without an instance, and a Tox that is killed before its instance.
 */
#include "uses.h"

int main(void)
{
    pair_tell_libraries();
    tox = pair_new_tox();
    use("no instance", NULL);
    IN_CHILD("tox killed before its instance", ToxAV *av = toxav_new(tox, NULL); tox_kill(tox); toxav_kill(av); puts("done"));
    tox_kill(tox);
    return 0;
}
