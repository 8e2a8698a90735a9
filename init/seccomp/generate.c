/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Build tool: rules.def -> two BPF programs as a C header, by libseccomp, for this machine's ABIs.
 * Two, because the second one's refusals by argument go beyond what one list of rules can say; the
 * kernel applies both and takes the stricter answer (seccomp(2)).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum rule_kind { RULE_ALLOW, RULE_ALLOW_IF, RULE_REFUSE, RULE_REFUSE_IF };

struct rule {
	enum rule_kind kind;
	const char *name;
	int number; /* -1: only by name */
	int error;
	unsigned arg;
	unsigned mask;
	unsigned value;
};

static const struct rule rules[] = {
#define ALLOW(name) {RULE_ALLOW, #name, -1, 0, 0, 0, 0},
#define ALLOW_NEW(name, nr) {RULE_ALLOW, #name, nr, 0, 0, 0, 0},
#define ALLOW_IF(name, arg, value) {RULE_ALLOW_IF, #name, -1, 0, arg, 0xffffffff, value},
#define REFUSE(name) {RULE_REFUSE, #name, -1, EPERM, 0, 0, 0},
#define REFUSE_IF(name, error, arg, mask, value) {RULE_REFUSE_IF, #name, -1, error, arg, mask, value},
#include "rules.def"
};

static void fail(const char *what, int error)
{
	fprintf(stderr, "seccomp generate: %s: error %d\n", what, error);
	exit(1);
}

static scmp_filter_ctx start(uint32_t action)
{
	scmp_filter_ctx filter = seccomp_init(action);

	if (!filter)
		fail("seccomp_init", ENOMEM);
#if defined(__x86_64__)
	/* x32 is left out: its calls count as another architecture's. */
	if (seccomp_arch_add(filter, SCMP_ARCH_X86) < 0)
		fail("x86", EINVAL);
#elif defined(__aarch64__)
	if (seccomp_arch_add(filter, SCMP_ARCH_ARM) < 0)
		fail("arm", EINVAL);
#endif
	if (seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(ENOSYS)) < 0 ||
	    seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2) < 0)
		fail("attribute", EINVAL);
	return filter;
}

static void add(scmp_filter_ctx filter, const struct rule *r, uint32_t action, int compare)
{
	int number = seccomp_syscall_resolve_name(r->name);
	struct scmp_arg_cmp c = {r->arg, SCMP_CMP_MASKED_EQ, r->mask, r->value};
	int e;

	if (number == __NR_SCMP_ERROR)
		number = r->number;
	if (number == -1)
		return; /* a newer libseccomp knows it; until then it is ENOSYS */
	e = compare ? seccomp_rule_add_array(filter, action, number, 1, &c)
		    : seccomp_rule_add_array(filter, action, number, 0, NULL);
	/*
	 * EDOM: not on any architecture of the filter. EFAULT: a number that this libseccomp has no
	 * name for; the call stays ENOSYS until it has.
	 */
	if (e < 0 && e != -EDOM && !(e == -EFAULT && number == r->number))
		fail(r->name, -e);
}

static void print(scmp_filter_ctx filter, const char *name)
{
	int fd = memfd_create(name, MFD_CLOEXEC);
	struct sock_filter f;
	size_t count = 0;

	if (fd < 0 || seccomp_export_bpf(filter, fd) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		fail(name, errno);
	printf("static const struct sock_filter %s[] = {\n", name);
	while (read(fd, &f, sizeof(f)) == (ssize_t)sizeof(f)) {
		printf("\t{0x%04x, %u, %u, 0x%08x},\n", f.code, f.jt, f.jf, f.k);
		count++;
	}
	printf("};\n\n");
	if (!count || count > BPF_MAXINSNS)
		fail(name, ERANGE);
	close(fd);
}

int main(void)
{
	scmp_filter_ctx list = start(SCMP_ACT_ERRNO(ENOSYS));
	scmp_filter_ctx arguments = start(SCMP_ACT_ALLOW);

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		const struct rule *r = &rules[i];

		switch (r->kind) {
		case RULE_ALLOW:
		case RULE_ALLOW_IF:
			add(list, r, SCMP_ACT_ALLOW, r->kind == RULE_ALLOW_IF);
			break;
		case RULE_REFUSE:
			add(list, r, SCMP_ACT_ERRNO((uint32_t)r->error), 0);
			break;
		case RULE_REFUSE_IF:
			add(arguments, r, SCMP_ACT_ERRNO((uint32_t)r->error), 1);
			break;
		}
	}
	printf("/* Generated from init/seccomp/rules.def. */\n#include <linux/filter.h>\n\n");
	print(list, "seccomp_list");
	print(arguments, "seccomp_arguments");
	seccomp_release(list);
	seccomp_release(arguments);
	return fflush(stdout) ? 1 : 0;
}
