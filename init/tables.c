/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the sandbox has of its own, parents first, and what is masked in /proc.
 */
#include "tables.h"

const struct empty_directory empty_directories[] = {
	{"dev", 0755},         {"etc", 0755},         {"home", 0755},       {"media", 0755},
	{"mnt", 0755},         {"proc", 0555},        {"root", 0700},       {"run", 0755},
	{"run/lock", 0755},    {"run/hostel", 0755},  {"run/hostel/empty", 0555},
	{"run/user", 0755},    {"srv", 0755},         {"sys", 0555},        {"sys/fs", 0555},
	{"sys/devices", 0555}, {"sys/devices/system", 0555},
	{"sys/fs/cgroup", 0555},                      {"tmp", 0755},        {"var", 0755},
	{"var/cache", 0755},   {"var/lib", 0755},     {"var/log", 0755},    {"var/mail", 0755},
	{"var/spool", 0755},   {"var/tmp", 0755},     {"dev/pts", 0755},    {"dev/shm", 0755},
	{"dev/mqueue", 0755},
	{NULL, 0},
};

const struct link_entry sandbox_links[] = {
	{"var/run", "/run"},
	{"var/lock", "/run/lock"},
	{"dev/ptmx", "pts/ptmx"},
	{"dev/fd", "/proc/self/fd"},
	{"dev/stdin", "/proc/self/fd/0"},
	{"dev/stdout", "/proc/self/fd/1"},
	{"dev/stderr", "/proc/self/fd/2"},
	{NULL, NULL},
};

const struct proc_mask proc_masks[] = {
	{"acpi", true, "state of the machine's power, wake-up control"},
	{"asound", true, "sound hardware"},
	{"bus", true, "PCI and input devices, with their configuration space"},
	{"cmdline", false, "boot parameters of the host"},
	{"config.gz", false, "how the host's kernel was built"},
	{"consoles", false, "consoles of the host"},
	{"diskstats", false, "what every disk is doing: who works when"},
	{"driver", true, "hardware"},
	{"dynamic_debug", true, "control of the kernel's messages"},
	{"fs", true, "internals of mounted file systems: ext4, nfsd, xfs"},
	{"interrupts", false, "timing of keystrokes and packets of others"},
	{"iomem", false, "physical memory layout"},
	{"ioports", false, "hardware"},
	{"irq", true, "which processor serves which interrupt"},
	{"kallsyms", false, "addresses in the kernel, for exploits"},
	{"kcore", false, "the whole memory"},
	{"key-users", false, "uids that own keys: other accounts"},
	{"keys", false, "keyrings"},
	{"kmsg", false, "the kernel's log"},
	{"kpagecgroup", false, "memory of others"},
	{"kpagecount", false, "memory of others"},
	{"kpageflags", false, "memory of others"},
	{"latency_stats", false, "timing of the kernel"},
	{"locks", false, "who locks which file, by process, device and inode"},
	{"mdstat", false, "disks of the host"},
	{"modules", false, "what to attack"},
	{"mtrr", false, "physical memory layout"},
	{"pagetypeinfo", false, "physical memory layout"},
	{"partitions", false, "disks of the host"},
	{"pressure", true, "load of the whole host, and triggers on it that anybody may set"},
	{"sched_debug", false, "names of all processes on the host"},
	{"schedstat", false, "what every processor is doing"},
	{"scsi", true, "disks, and adding or removing them"},
	{"slabinfo", false, "heap layout of the kernel, for exploits"},
	{"softirqs", false, "timing of packets of others"},
	{"swaps", false, "disks of the host"},
	{"sys/kernel/pty", true, "how many terminals are open on the host: who comes and goes"},
	{"sysrq-trigger", false, "restarts the host"},
	{"timer_list", false, "names of processes on the host and kernel addresses"},
	{"timer_stats", false, "names of processes on the host"},
	{"tty", true, "terminals and serial lines of the host"},
	{"vmallocinfo", false, "addresses in the kernel"},
	{"zoneinfo", false, "physical memory layout"},
	{NULL, false, NULL},
};

const char *const proc_read_only[] = {"sys", NULL};

/*
 * Not diskstats: a tenant without limits of disks is in the root of blkio, and lxcfs would tell what the
 * whole host's disks do.
 */
const char *const proc_of_lxcfs[] = {"cpuinfo", "loadavg", "meminfo", "stat", "swaps", "uptime", NULL};
