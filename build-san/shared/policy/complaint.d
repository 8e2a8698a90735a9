build-san/shared/policy/complaint.o: policy/complaint.c \
 policy/complaint.h
policy/complaint.h:
