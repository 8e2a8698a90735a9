/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The report as one page: <details> and radio buttons instead of a script.
 */
#include "report_html.h"

#include <string.h>
#include <time.h>

#include "grade.h"
#include "html.h"
#include "palette.h"

static const char style[] =
#include "doctor_style.h"
	;

static void print_colours(FILE *f, bool dark)
{
	for (size_t i = 0; i < palette_count; i++)
		fprintf(f, " --%s: #%06x;", palette[i].name, dark ? palette[i].dark : palette[i].light);
}

/* On paper everything is black on white, whatever the reader's screen is. */
static void print_style(FILE *f)
{
	fputs("<style>\n:root {", f);
	print_colours(f, false);
	fputs(" }\n@media (prefers-color-scheme: dark) { :root {", f);
	print_colours(f, true);
	fputs(" } }\n@media print { :root { color-scheme: light;", f);
	for (size_t i = 0; i < palette_count; i++)
		fprintf(f, " --%s: %s;", palette[i].name, !strcmp(palette[i].name, "ground") ||
			!strcmp(palette[i].name, "card") ? "#fff" : "#000");
	fputs(" } }\n", f);
	fputs(style, f);
	for (enum level level = LEVEL_PASS; level < LEVELS; level++) {
		const char *name = level_name(level);

		fprintf(f, "@media screen { .state.%s { background: var(--%s) } }\n", name, name);
		fprintf(f, "#show-%s:checked ~ main .result:not(.%s), #show-%s:checked ~ main "
			"section:not(:has(.%s)) { display: none }\n", name, name, name, name);
	}
	for (enum level level = LEVEL_PASS; level < LEVELS; level++)
		fprintf(f, "#show-%s:checked ~ .choices [for=show-%s],\n", level_name(level),
			level_name(level));
	fputs("#show-all:checked ~ .choices [for=show-all] { background: var(--link); color: "
	      "var(--ground) }\n",
		f);
	fputs(".filter:focus-visible ~ .choices { outline: 2px solid var(--link); outline-offset: "
	      "3px }\n</style>\n",
		f);
}

static void print_filter(FILE *f, const struct report *r)
{
	fputs("<input class=\"filter\" type=\"radio\" name=\"show\" id=\"show-all\" checked>\n", f);
	for (enum level level = LEVEL_PASS; level < LEVELS; level++)
		fprintf(f, "<input class=\"filter\" type=\"radio\" name=\"show\" id=\"show-%s\">\n",
			level_name(level));
	fputs("<div class=\"choices\">\n<label for=\"show-all\">all</label>\n", f);
	for (enum level level = LEVEL_PASS; level < LEVELS; level++)
		fprintf(f, "<label for=\"show-%s\">%s %zu</label>\n", level_name(level), level_name(level),
			r->counts[level]);
	fputs("</div>\n", f);
}

static void print_head(FILE *f, const struct report *r, const char *date)
{
	const char grade[] = {grade_of(r->counts), '\0'};

	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>", f);
	html_text(f, r->host);
	fprintf(f, ", %s: assessment</title>\n", date);
	print_style(f);
	fputs("</head>\n<body>\n<header>\n<h1>Assessment of ", f);
	html_text(f, r->host);
	fprintf(f,
		"</h1>\n<p><time datetime=\"%s\">%s</time></p>\n<div class=\"sum\"><span "
		"class=\"grade %s\">%s</span>\n"
		"<p>%u %% of what applies is as it should be; the grade is that of the worst "
		"finding.<br>\n"
		"<span class=\"quiet\">%zu tenant%s",
		date, date, grade, grade, grade_percent(r->counts), r->tenants,
		r->tenants == 1 ? "" : "s");
	if (r->probed) {
		fputs("; tried from inside as ", f);
		html_text(f, r->probed);
	}
	if (r->baseline)
		fputs("; only what has changed since an earlier report", f);
	fputs("</span></p></div>\n</header>\n", f);
}

static void print_row(FILE *f, const char *name, const char *tag, const char *text)
{
	fprintf(f, "<dt>%s</dt><dd>", name);
	html_element(f, tag, NULL, text);
	fputs("</dd>\n", f);
}

static void print_evidence(FILE *f, const struct doctor_check *c, const struct verdict *v)
{
	fputs("<dt>evidence</dt><dd>", f);
	for (size_t i = 0; i < v->evidence_count || i == 0; i++) {
		fputs("<p>", f);
		html_element(f, "code", NULL, i < v->evidence_count ? v->evidence[i].source : c->look);
		fputs(": ", f);
		html_element(f, "code", NULL, i < v->evidence_count ? v->evidence[i].said : v->detail);
		fputs("</p>", f);
	}
	fputs("</dd>\n", f);
}

static void print_items(FILE *f, const struct verdict *v)
{
	if (!v->count)
		return;
	fputs("<ul>\n", f);
	for (size_t i = 0; i < v->count; i++) {
		fputs("<li>", f);
		html_element(f, "code", NULL, v->items[i].text);
		fputs(v->items[i].waived ? " (waived)</li>\n" : "</li>\n", f);
	}
	if (v->dropped)
		fprintf(f, "<li>and %zu more</li>\n", v->dropped);
	fputs("</ul>\n", f);
}

static void print_result(FILE *f, const struct result *one)
{
	const struct doctor_check *c = one->check;
	const struct verdict *v = &one->verdict;
	const char *state = level_name(v->level);

	fprintf(f,
		"<details class=\"result %s\" id=\"%s\"%s>\n<summary><span class=\"state "
		"%s\">%s</span>",
		state, c->id, level_is_bad(v->level) || v->level == LEVEL_WAIVED ? " open" : "",
		state, state);
	html_element(f, "strong", NULL, c->title);
	html_element(f, "span", "quiet", v->detail);
	fputs("</summary>\n<div class=\"body\">\n", f);
	if (v->waiver) {
		fputs("<p>Waived ", f);
		html_text(f, v->waiver);
		fputs("</p>\n", f);
	}
	print_items(f, v);
	fputs("<dl>\n", f);
	print_evidence(f, c, v);
	print_row(f, "why", "span", c->why);
	print_row(f, "remedy", "code", v->remedy ? v->remedy : c->remedy);
	print_row(f, "its impact", "span", c->impact);
	print_row(f, "reference", "span", c->reference);
	fprintf(f, "<dt>check</dt><dd>%s, %s</dd>\n</dl>\n</div>\n</details>\n", c->id, c->code);
}

static void print_results(FILE *f, const struct report *r)
{
	const char *area = NULL;

	for (size_t i = 0; i < r->count; i++) {
		const struct result *one = &r->results[i];

		if (one->hidden)
			continue;
		if (!area || strcmp(area, doctor_area(one->check))) {
			fputs(area ? "</section>\n<section>\n" : "<section>\n", f);
			area = doctor_area(one->check);
			html_element(f, "h2", NULL, area);
			fputc('\n', f);
		}
		print_result(f, one);
	}
	if (area)
		fputs("</section>\n", f);
}

static void print_waivers(FILE *f, const struct waivers *w)
{
	if (!w->count)
		return;
	fputs("<h2>Findings that were accepted</h2>\n<ul>\n", f);
	for (size_t i = 0; i < w->count; i++) {
		const struct waiver *one = &w->v[i];

		fputs("<li>", f);
		html_element(f, "strong", NULL, one->check);
		if (one->tenant) {
			fputs(" of ", f);
			html_text(f, one->tenant);
		}
		fprintf(f, " until %04u-%02u-%02u, %s: ", one->until / 10000,
			one->until / 100 % 100, one->until % 100,
			one->mistake   ? "not valid"
			: one->expired ? "expired"
			: one->used    ? "in use"
				       : "not needed");
		html_text(f, one->reason);
		if (one->mistake) {
			fputs(": ", f);
			html_text(f, one->mistake);
		}
		fputs("</li>\n", f);
	}
	fputs("</ul>\n", f);
}

void report_print_html(FILE *f, const struct report *r)
{
	const time_t when = (time_t)r->time;
	char date[32] = "";
	struct tm tm;

	gmtime_r(&when, &tm);
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%SZ", &tm);
	print_head(f, r, date);
	print_filter(f, r);
	fputs("<main>\n", f);
	print_results(f, r);
	fputs("</main>\n", f);
	print_waivers(f, &r->waivers);
	fputs("<footer>hostel doctor, version " HOSTEL_VERSION "</footer>\n</body>\n</html>\n", f);
}
