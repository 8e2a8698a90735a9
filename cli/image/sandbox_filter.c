/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The filter of system calls of a sandbox of an import: what neither skopeo, umoci, tar nor mkfs.erofs needs,
 * and where holes of the kernel were. A list of what is refused: the list of what Go's runtime and the C
 * library call would be another one with each of their versions.
 */
#include "sandbox_filter.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#else
#error "which architecture is this for seccomp(2)?"
#endif

/* In every sandbox. */
static const int refused[] = {
	SYS_ptrace,
	SYS_process_vm_readv,
	SYS_process_vm_writev,
	SYS_kcmp,
	SYS_pidfd_getfd,
	SYS_bpf,
	SYS_perf_event_open,
	SYS_userfaultfd,
	SYS_io_uring_setup,
	SYS_io_uring_enter,
	SYS_io_uring_register,
	SYS_keyctl,
	SYS_add_key,
	SYS_request_key,
	SYS_kexec_load,
	SYS_kexec_file_load,
	SYS_init_module,
	SYS_finit_module,
	SYS_delete_module,
	SYS_swapon,
	SYS_swapoff,
	SYS_reboot,
	SYS_acct,
	SYS_quotactl,
	SYS_syslog,
	SYS_setns,
	SYS_open_by_handle_at,
	SYS_name_to_handle_at,
	SYS_fanotify_init,
	SYS_vmsplice,
	SYS_settimeofday,
	SYS_clock_settime,
	SYS_adjtimex,
	SYS_clock_adjtime,
	SYS_personality,
	SYS_mbind,
	SYS_set_mempolicy,
	SYS_move_pages,
	SYS_migrate_pages,
	SYS_lookup_dcookie,
	SYS_nfsservctl,
	SYS_sethostname,
	SYS_setdomainname,
	SYS_vhangup,
#ifdef SYS_quotactl_fd
	SYS_quotactl_fd,
#endif
#ifdef SYS_iopl
	SYS_iopl,
	SYS_ioperm,
	SYS_modify_ldt,
#endif
};

/* Where nothing is installed. */
static const int mounts[] = {
	SYS_mount,
	SYS_umount2,
	SYS_pivot_root,
	SYS_chroot,
	SYS_open_tree,
	SYS_move_mount,
	SYS_fsopen,
	SYS_fsconfig,
	SYS_fsmount,
	SYS_fspick,
	SYS_unshare,
#ifdef SYS_mount_setattr
	SYS_mount_setattr,
#endif
};

struct program {
	unsigned short count;
	struct sock_filter code[2 * (LENGTH(refused) + LENGTH(mounts)) + 48];
};

static void add(struct program *p, unsigned short code, unsigned int k, unsigned char yes, unsigned char no)
{
	p->code[p->count++] = (struct sock_filter){code, yes, no, k};
}

static void load(struct program *p, size_t offset)
{
	add(p, BPF_LD | BPF_W | BPF_ABS, (unsigned int)offset, 0, 0);
}

static void refuse(struct program *p, const int *calls, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		add(p, BPF_JMP | BPF_JEQ | BPF_K, (unsigned int)calls[i], 0, 1);
		add(p, BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM, 0, 0);
	}
}

/* clone(2) with a namespace; of clone3(2), whose flags are in memory, there is none. */
static void refuse_namespaces(struct program *p)
{
	add(p, BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 0, 1);
	add(p, BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS, 0, 0);
	add(p, BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 4);
	load(p, offsetof(struct seccomp_data, args[0])); /* the low half: both are little-endian */
	add(p, BPF_JMP | BPF_JSET | BPF_K,
		CLONE_NEWNS | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS |
			CLONE_NEWCGROUP,
		0, 1);
	add(p, BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM, 0, 0);
	load(p, offsetof(struct seccomp_data, nr));
}

/* Sockets: of the internet for who downloads, and the questions that finding an address needs. */
static void refuse_sockets(struct program *p, bool network)
{
	add(p, BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, network ? 6 : 4);
	load(p, offsetof(struct seccomp_data, args[0]));
	if (network) {
		add(p, BPF_JMP | BPF_JEQ | BPF_K, AF_INET, 3, 0);
		add(p, BPF_JMP | BPF_JEQ | BPF_K, AF_INET6, 2, 0);
		add(p, BPF_JMP | BPF_JEQ | BPF_K, AF_NETLINK, 1, 0);
	} else {
		add(p, BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 1, 0);
	}
	add(p, BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EAFNOSUPPORT, 0, 0);
	load(p, offsetof(struct seccomp_data, nr));
}

int sandbox_filter(const struct sandbox *s)
{
	struct program p = {0};
	struct sock_fprog filter = {.filter = p.code};

	load(&p, offsetof(struct seccomp_data, arch));
	add(&p, BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0);
	add(&p, BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS, 0, 0);
	load(&p, offsetof(struct seccomp_data, nr));
#ifdef __x86_64__
	add(&p, BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1); /* the same calls once more, by x32 */
	add(&p, BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS, 0, 0);
#endif
	refuse(&p, refused, LENGTH(refused));
	if (s->right != SANDBOX_INSTALLS) {
		refuse(&p, mounts, LENGTH(mounts));
		refuse_namespaces(&p);
		refuse_sockets(&p, s->network);
	}
	add(&p, BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
	filter.len = p.count;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}
