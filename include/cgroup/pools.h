/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much of the host's memory a policy means, and how much of what the kernel has for sockets.
 */
#ifndef HOSTEL_POOLS_H
#define HOSTEL_POOLS_H

#include <stdint.h>

/* A value of the policy in bytes: of a percentage, its part of this host's memory. VALUE_MAX stays. */
uint64_t pools_memory(uint64_t value);

/* One tenant's part of the memory of sockets. */
#define POOLS_SOCKETS_PARTS 4

/*
 * What all sockets of the host may hold together before each is kept short, in bytes: the least of
 * net.ipv4.udp_mem[0] and tcp_mem[1] (ip-sysctl.rst, __sk_mem_raise_allocated() of net/core/sock.c). Where
 * they cannot be read (another network namespace): what the kernel makes of this memory at boot.
 */
uint64_t pools_sockets(void);

/* The pure part of it: what the two files say, or "". */
uint64_t pools_sockets_of(const char *udp_mem, const char *tcp_mem, uint64_t memory, uint64_t page);

/*
 * Where nothing but memory.max bounds what a tenant has in sockets: how large the pool should be, in bytes,
 * so that the largest tenant has no more than a part of it, or all together no more than all of it. 0: it is.
 */
uint64_t pools_sockets_wanted(uint64_t pool, uint64_t largest, uint64_t sum);

/* What a tenant with this memory.max, in bytes, may have in sockets where the kernel counts them apart. */
uint64_t pools_sockets_share(uint64_t memory_max, uint64_t pool);

#endif
