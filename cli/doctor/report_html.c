#include "report_html.h"
void report_print_html(const struct report *r) { (void)r; }
