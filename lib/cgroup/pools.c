/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parts of the host's memory.
 */
#include "cgroup/pools.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/fd.h"
#include "policy/policy.h"

uint64_t pools_memory(uint64_t value)
{
	const uint64_t size = (uint64_t)sysconf(_SC_PAGESIZE), pages = (uint64_t)sysconf(_SC_PHYS_PAGES);

	if (value == VALUE_MAX || !(value & VALUE_PERCENT))
		return value;
	return pages * (value & ~VALUE_PERCENT) / 100 * size;
}

uint64_t pools_sockets_of(const char *udp_mem, const char *tcp_mem, uint64_t memory, uint64_t page)
{
	uint64_t udp, tcp, ignored;

	/* A sixteenth: tcp_init_mem() of net/ipv4/tcp.c. That of UDP is larger. */
	if (sscanf(udp_mem, "%" SCNu64, &udp) != 1 ||
		sscanf(tcp_mem, "%" SCNu64 "%" SCNu64, &ignored, &tcp) != 2)
		return memory / 16 / page * page;
	return (udp < tcp ? udp : tcp) * page;
}

uint64_t pools_sockets(void)
{
	const uint64_t size = (uint64_t)sysconf(_SC_PAGESIZE), pages = (uint64_t)sysconf(_SC_PHYS_PAGES);
	char udp[96] = "", tcp[96] = "";

	fd_get(AT_FDCWD, "/proc/sys/net/ipv4/udp_mem", udp, sizeof(udp));
	fd_get(AT_FDCWD, "/proc/sys/net/ipv4/tcp_mem", tcp, sizeof(tcp));
	return pools_sockets_of(udp, tcp, pages * size, size);
}

uint64_t pools_sockets_wanted(uint64_t pool, uint64_t largest, uint64_t sum)
{
	const uint64_t parts = largest * POOLS_SOCKETS_PARTS, wanted = parts < sum ? parts : sum;

	return wanted > pool ? wanted : 0;
}

uint64_t pools_sockets_share(uint64_t memory_max, uint64_t pool)
{
	const uint64_t part = pool / POOLS_SOCKETS_PARTS;

	return memory_max < part ? memory_max : part;
}
