/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The services of a policy, for who shows or runs them.
 */
#include "policy/service.h"

#include <string.h>

#include "services.h"
#include "value.h"

const struct field_info *policy_service_field(enum service_key key)
{
	return (unsigned int)key < SERVICE_KEY_COUNT ? &service_fields[key].info : NULL;
}

int policy_print_service(const struct service *s, enum service_key key, char *buffer, size_t size)
{
	return value_print(&service_fields[key], (const char *)s + service_fields[key].offset, buffer, size);
}

const struct service *policy_service(const struct policy *p, const char *name)
{
	for (size_t i = 0; i < p->service_sections.count; i++)
		if (strcmp(p->service_sections.items[i].name, name) == 0)
			return &p->service_sections.items[i];
	return NULL;
}
