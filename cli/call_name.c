/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of system calls: libseccomp knows those of every architecture.
 */
#include "call_name.h"

#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/fd.h"

void call_name(uint32_t arch, uint32_t number, char name[40])
{
	/* Its tokens are the kernel's AUDIT_ARCH numbers; seccomp_syscall_resolve_num_arch(3) */
	char *AUTO_FREE found = seccomp_syscall_resolve_num_arch(arch, (int)number);

	if (found)
		snprintf(name, 40, "%s", found);
	else
		snprintf(name, 40, "system call %u", number);
}
