build-san/tests/unit/test_lib_replace: tests/unit/test_lib_replace.c \
 tests/unit/lib_test.h include/base/err.h include/base/fd.h \
 include/base/hash.h include/base/printable.h include/base/replace.h \
 include/base/word.h
tests/unit/lib_test.h:
include/base/err.h:
include/base/fd.h:
include/base/hash.h:
include/base/printable.h:
include/base/replace.h:
include/base/word.h:
