/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The program's own headers, elf(5), where the linker has put them: in front of the first segment.
 */
#include "base/relro.h"

#include <link.h>
#include <stdint.h>
#include <sys/auxv.h>
#include <sys/mman.h>

extern const ElfW(Ehdr) __ehdr_start __attribute__((visibility("hidden")));

int relro_apply(void)
{
	const uintptr_t base = (uintptr_t)&__ehdr_start, page = getauxval(AT_PAGESZ);
	const ElfW(Phdr) *header = (const ElfW(Phdr) *)(base + __ehdr_start.e_phoff);

	for (int i = 0; i < __ehdr_start.e_phnum; i++) {
		uintptr_t begin = base + header[i].p_vaddr, end = begin + header[i].p_memsz;

		if (header[i].p_type != PT_GNU_RELRO)
			continue;
		begin &= ~(page - 1);
		end &= ~(page - 1);
		if (end > begin && mprotect((void *)begin, end - begin, PROT_READ) < 0)
			return -1;
	}
	return 0;
}
