/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Linked into every test program, and run before its main(): signals as the tests expect them, whoever starts
 * them. nohup(1) ignores SIGHUP, and a shell SIGINT for what it runs in the background.
 */
#include <stdlib.h>

#include "base/inherited.h"
#include "base/signals.h"

__attribute__((constructor)) static void reset(void)
{
	if (signals_reset() < 0 || inherited_reset() < 0)
		abort();
}
