/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rt_sigaction(2) and rt_sigprocmask(2) as the kernel has them.
 */
#include "base/signals.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SIGNALS 64 /* _NSIG of the kernel, on x86-64 and AArch64 */

const uint32_t signals_handed = SIGNALS_BIT(SIGHUP) | SIGNALS_BIT(SIGINT) | SIGNALS_BIT(SIGQUIT) |
	SIGNALS_BIT(SIGPIPE) | SIGNALS_BIT(SIGTERM) | SIGNALS_BIT(SIGTSTP) | SIGNALS_BIT(SIGTTIN) |
	SIGNALS_BIT(SIGTTOU);

static int set(int number, uint64_t handler)
{
	/* struct sigaction of the kernel: handler, flags, restorer, mask. */
	const uint64_t action[4] = {handler};

	return (int)syscall(SYS_rt_sigaction, number, action, NULL, sizeof(uint64_t));
}

static int set_default(int number)
{
	return set(number, (uint64_t)(uintptr_t)SIG_DFL);
}

int signals_unblock(void)
{
	const uint64_t none = 0;

	return (int)syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, sizeof(none));
}

int signals_reset(void)
{
	for (int n = 1; n <= SIGNALS; n++)
		if (n != SIGKILL && n != SIGSTOP && set_default(n) < 0)
			return -1;
	return signals_unblock();
}

int signals_ignore(uint32_t signals)
{
	for (int n = 1; n <= 32; n++)
		if (signals & SIGNALS_BIT(n) && set(n, (uint64_t)(uintptr_t)SIG_IGN) < 0)
			return -1;
	return 0;
}

int signals_default(int number)
{
	uint64_t one;

	if (number < 1 || number > SIGNALS) {
		errno = EINVAL;
		return -1;
	}
	one = UINT64_C(1) << (number - 1);
	if (number != SIGKILL && number != SIGSTOP && set_default(number) < 0)
		return -1;
	return (int)syscall(SYS_rt_sigprocmask, SIG_UNBLOCK, &one, NULL, sizeof(one));
}
