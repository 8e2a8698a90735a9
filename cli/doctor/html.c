/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Values in a page of HTML.
 */
#include "html.h"

#include "base/printable.h"

void html_text(FILE *f, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '&':
			fputs("&amp;", f);
			break;
		case '<':
			fputs("&lt;", f);
			break;
		case '>':
			fputs("&gt;", f);
			break;
		case '"':
			fputs("&quot;", f);
			break;
		case '\'':
			fputs("&#39;", f);
			break;
		default:
			fputc(is_printable(*text) ? *text : '?', f);
		}
	}
}

void html_element(FILE *f, const char *tag, const char *class, const char *text)
{
	fprintf(f, "<%s%s%s%s>", tag, class ? " class=\"" : "", class ? class : "", class ? "\"" : "");
	html_text(f, text);
	fprintf(f, "</%s>", tag);
}
