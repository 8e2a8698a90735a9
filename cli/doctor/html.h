/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Values in a page of HTML.
 */
#ifndef CLI_DOCTOR_HTML_H
#define CLI_DOCTOR_HTML_H

#include <stdio.h>

/* The text, so that it is nothing but text, between tags and in an attribute. */
void html_text(FILE *f, const char *text);

/* <TAG>text</TAG>; `class` NULL: none. */
void html_element(FILE *f, const char *tag, const char *class, const char *text);

#endif
