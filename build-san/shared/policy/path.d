build-san/shared/policy/path.o: policy/path.c policy/path.h \
 policy/complaint.h
policy/path.h:
policy/complaint.h:
