# SPDX-License-Identifier: GPL-2.0-or-later
# make, make check, make install DESTDIR= PREFIX=, make deb, make rpm, make demo, make bench; SAN=address,undefined, CC=clang

VERSION    := 0.1.0
PREFIX     ?= /usr/local
SYSCONFDIR ?= /etc
CONFDIR    ?= $(SYSCONFDIR)/hostel
STATEDIR   ?= /run/hostel
WEBDIR     ?= /run/hostel-web
BINDIR     ?= $(PREFIX)/bin
SBINDIR    ?= $(PREFIX)/sbin
LIBEXECDIR ?= $(PREFIX)/libexec/hostel
MANDIR     ?= $(PREFIX)/share/man
# Where libpam looks by itself if PREFIX is /usr; elsewhere PAM files name the module by its path.
PAMDIR     ?= $(PREFIX)/lib/$(if $(filter /usr,$(PREFIX)),$(shell $(CC) -print-multiarch)/)security
# Looked at by systemd also below /usr/local.
UNITDIR    ?= $(PREFIX)/lib/systemd/system
# firewalld looks at no other two.
FIREWALLD  ?= $(if $(filter /usr,$(PREFIX)),/usr/lib,$(SYSCONFDIR))/firewalld
# bash-completion looks below every prefix of a PATH; zsh in its own fpath: Debian's is vendor-completions.
BASHDIR    ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR     ?= $(PREFIX)/share/zsh/site-functions
# Cockpit looks below /usr/local as well.
COCKPITDIR ?= $(PREFIX)/share/cockpit
# Below /usr it is in Ansible's own roles_path; elsewhere roles_path or ANSIBLE_ROLES_PATH names it.
ROLESDIR   ?= $(PREFIX)/share/ansible/roles
B          ?= build

CC         ?= cc
# For what runs while hostel is built.
CC_FOR_BUILD ?= $(CC)
PKGCONFIG  ?= pkg-config
WARN       := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings \
              -Wpointer-arith -Wformat=2 -Wvla
HARDEN     := -fstack-protector-strong -fstack-clash-protection -D_FORTIFY_SOURCE=2
ifneq ($(SAN),)
HARDEN     := -fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer
endif
CFLAGS     ?= -O2 -g
CPPFLAGS   += -D_GNU_SOURCE -iquote include -iquote . -I$(B)/generated -DHOSTEL_VERSION='"$(VERSION)"' \
              -DHOSTEL_CONFDIR='"$(CONFDIR)"' -DHOSTEL_STATEDIR='"$(STATEDIR)"' \
              -DHOSTEL_WEBDIR='"$(WEBDIR)"' \
              -DHOSTEL_LIBEXECDIR='"$(LIBEXECDIR)"' -DHOSTEL_BINDIR='"$(BINDIR)"' -DHOSTEL_SBINDIR='"$(SBINDIR)"' \
              -DHOSTEL_PAMDIR='"$(PAMDIR)"' -DHOSTEL_MODULE='"$(if $(filter /usr,$(PREFIX)),,$(PAMDIR)/)pam_hostel.so"'
ALL_CFLAGS  = -std=gnu17 $(WARN) $(WERROR) $(HARDEN) $(CFLAGS)
RELRO      := -Wl,-z,relro,-z,now,-z,noexecstack
# The C library of the static programs: musl's start-up is short. glibc's asks the processor about itself with
# some fifty instructions that trap in a virtual machine, half a millisecond of every exec (docs/decisions/0016).
MULTIARCH  := $(shell $(CC) -print-multiarch 2>/dev/null)
MUSL       := $(patsubst %-gnu,%-musl,$(filter %-gnu,$(MULTIARCH)))
ifneq ($(SAN),)
LIBC       := glibc
STATIC     :=
else
LIBC       ?= $(if $(and $(MUSL),$(wildcard /usr/lib/$(MUSL)/rcrt1.o)),musl,glibc)
STATIC     := -static-pie
endif
$(if $(filter musl glibc,$(LIBC)),,$(error LIBC=$(LIBC): musl or glibc))
ifeq ($(LIBC),musl)
compiler    = $(shell $(CC) -print-file-name=$(1))
# musl's CMSG_NXTHDR() compares a size with a difference.
STATIC_CFLAGS := -Wno-sign-compare
# Only the kernel's headers are found behind musl's.
STATIC_CPPFLAGS := -nostdinc -isystem /usr/include/$(MUSL) -isystem $(call compiler,include) \
              -idirafter /usr/include/$(MULTIARCH) -idirafter /usr/include
STATIC_BEGIN := -nostdlib -nostartfiles $(addprefix /usr/lib/$(MUSL)/,rcrt1.o crti.o) $(call compiler,crtbeginS.o)
STATIC_END := -L/usr/lib/$(MUSL) -lc $(shell $(CC) -print-libgcc-file-name) $(call compiler,crtendS.o) \
              /usr/lib/$(MUSL)/crtn.o
endif
CAP_STATIC := $(shell $(CC) -print-file-name=libcap.a)
CAP        := $(shell $(PKGCONFIG) --libs libcap 2>/dev/null || echo -lcap)
SECCOMP    := $(shell $(PKGCONFIG) --libs libseccomp 2>/dev/null || echo -lseccomp)
CMOCKA     := $(shell $(PKGCONFIG) --libs cmocka 2>/dev/null || echo -lcmocka)
# Mandatory access control, for the module: by default if there; make APPARMOR=no SELINUX=no
APPARMOR   ?= $(shell $(PKGCONFIG) --exists libapparmor 2>/dev/null && echo yes)
SELINUX    ?= $(shell $(PKGCONFIG) --exists libselinux 2>/dev/null && echo yes)
ifeq ($(APPARMOR),yes)
CPPFLAGS   += -DHAVE_LIBAPPARMOR
LSM        += $(shell $(PKGCONFIG) --libs libapparmor)
endif
ifeq ($(SELINUX),yes)
CPPFLAGS   += -DHAVE_LIBSELINUX
LSM        += $(shell $(PKGCONFIG) --libs libselinux)
endif
NFTABLES   := $(shell $(PKGCONFIG) --libs libnftables 2>/dev/null || echo -lnftables)
MNL        := $(shell $(PKGCONFIG) --libs libmnl 2>/dev/null || echo -lmnl)
# hostel top
NCURSES    := $(shell $(PKGCONFIG) --libs ncursesw 2>/dev/null || echo -lncursesw -ltinfo)
JANSSON    := $(shell $(PKGCONFIG) --libs jansson 2>/dev/null || echo -ljansson)
# Signatures and digests of images: hostel image
CRYPTO     := $(shell $(PKGCONFIG) --libs libfsverity libcrypto 2>/dev/null || echo -lfsverity -lcrypto)

# --- what consists of what; may-use rules: docs/ARCHITECTURE.md ------------------------------------
# Two archives. `common`: what every program may use, the sandbox's too. `host`: root's view of the host, which the
# static programs are not linked with. The linker takes only what a program uses: iniparser never reaches
# hostel-init (tests/lint sees to it).
# Paths and flags are compiled in: when they change, everything is compiled again.
CONFIG       := $(CC) $(LIBC) $(CPPFLAGS) $(HARDEN) $(CFLAGS)
ifneq ($(file <$(B)/config),$(CONFIG))
$(shell mkdir -p $(B))
$(file >$(B)/config,$(CONFIG))
endif

obj           = $(patsubst %.c,$(B)/$(1)/%.o,$(wildcard $(2)))
OBJ_shell    := $(call obj,static,shell/*.c)
OBJ_init     := $(call obj,static,init/*.c)
OBJ_jobs     := $(call obj,static,jobs/*.c)
OBJ_carrier  := $(call obj,static,carrier/*.c)
OBJ_module   := $(call obj,shared,pam_module/*.c)
OBJ_cli      := $(call obj,shared,cli/*.c cli/*/*.c cli/*/*/*.c)
OBJ_net      := $(call obj,shared,net/*.c)
OBJ_tests    := $(call obj,shared,tests/*.c)
SRC_common   := $(wildcard lib/base/*.c lib/talk/*.c policy/*.c policy/file/*.c policy/kind/*.c)
SRC_host     := $(wildcard lib/cgroup/*.c lib/host/*.c lib/events/*.c lib/image/*.c)
HOST         := $(B)/shared/host.a $(B)/shared/common.a
OBJECTS      := $(OBJ_shell) $(OBJ_init) $(OBJ_jobs) $(OBJ_carrier) $(OBJ_module) $(OBJ_cli) $(OBJ_net) $(OBJ_tests) \
                $(call obj,static,$(SRC_common)) $(call obj,shared,$(SRC_common) $(SRC_host))
PROGRAMS     := $(B)/pam_hostel.so $(B)/hostel-init $(B)/hostel-shell $(B)/hostel-jobs $(B)/hostel-carrier \
                $(B)/hostel-net $(B)/hostel

all: $(PROGRAMS)

$(B)/static/%.o: %.c $(B)/config
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(STATIC_CPPFLAGS) $(ALL_CFLAGS) $(STATIC_CFLAGS) -fPIE -ffunction-sections -fdata-sections \
		-MMD -MP -c -o $@ $<

$(B)/shared/%.o: %.c $(B)/config
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -fPIC -fvisibility=hidden -MMD -MP -c -o $@ $<

$(B)/static/common.a: $(call obj,static,$(SRC_common))
$(B)/shared/common.a: $(call obj,shared,$(SRC_common))
$(B)/shared/host.a: $(call obj,shared,$(SRC_host))
$(B)/static/common.a $(HOST):
	rm -f $@
	$(AR) rcs $@ $^

$(B)/hostel-shell: $(OBJ_shell) $(B)/static/common.a
$(B)/hostel-init: $(OBJ_init) $(B)/static/common.a
$(B)/hostel-jobs: $(OBJ_jobs) $(B)/static/common.a
$(B)/hostel-carrier: $(OBJ_carrier) $(B)/static/common.a
$(B)/hostel-shell $(B)/hostel-init $(B)/hostel-jobs $(B)/hostel-carrier:
	$(CC) $(ALL_CFLAGS) $(STATIC) $(RELRO) -Wl,--gc-sections -o $@ $(STATIC_BEGIN) $^ $(LDFLAGS) $(CAP_STATIC) $(STATIC_END)

$(B)/pam_hostel.so: $(OBJ_module) $(HOST)
	$(CC) $(ALL_CFLAGS) -shared $(RELRO) -Wl,--no-undefined -Wl,--exclude-libs,ALL -o $@ $^ \
		$(LDFLAGS) -lpam -liniparser -lcrypt $(LSM)

$(B)/hostel: $(OBJ_cli) $(HOST)
	$(CC) $(ALL_CFLAGS) -pie $(RELRO) -o $@ $^ $(LDFLAGS) -lpam -liniparser $(JANSSON) $(NCURSES) $(SECCOMP) $(CAP) $(CRYPTO)

$(B)/hostel-net: $(OBJ_net) $(HOST)
	$(CC) $(ALL_CFLAGS) -pie $(RELRO) -o $@ $^ $(LDFLAGS) $(NFTABLES) $(MNL) $(JANSSON)

# The system call filters are compiled here, by libseccomp, not at a login; for whom the compiler compiles.
TARGET       := $(firstword $(subst -, ,$(shell $(CC) -dumpmachine)))
$(B)/generated/seccomp_programs.h: init/seccomp/generate.c init/seccomp/tree.c init/seccomp/tree.h \
		init/seccomp/arguments.def \
		policy/syscalls.def include/policy/calls.h
	@mkdir -p $(@D)
	$(CC_FOR_BUILD) -std=gnu17 -O1 $(WARN) -DTARGET_$(TARGET) -iquote include -iquote . -o $(B)/generated/seccomp_generate $(filter %.c,$^) $(SECCOMP)
	$(B)/generated/seccomp_generate >$@.new
	mv $@.new $@
$(B)/static/init/filter.o: $(B)/generated/seccomp_programs.h

# Names of capabilities are libcap's.
$(B)/generated/capability_names.h: policy/generate/capability_names.c
	@mkdir -p $(@D)
	$(CC_FOR_BUILD) -std=gnu17 -O1 $(WARN) -o $(B)/generated/capability_names $< $(CAP)
	$(B)/generated/capability_names >$@.new
	mv $@.new $@
$(foreach k,static shared,$(B)/$(k)/policy/kind/caps.o): $(B)/generated/capability_names.h

# The fixed part of the completion scripts, as C strings.
$(B)/generated/completion_%.h: cli/completion/script.%
	@mkdir -p $(@D)
	sed 's/[\\"]/\\&/g; s/.*/"&\\n"/' $< >$@.new
	mv $@.new $@
$(B)/shared/cli/completion.o: $(B)/generated/completion_bash.h $(B)/generated/completion_zsh.h

$(B)/generated/doctor_style.h: cli/doctor/style.css
	@mkdir -p $(@D)
	sed 's/[\\"]/\\&/g; s/.*/"&\\n"/' $< >$@.new
	mv $@.new $@
$(B)/shared/cli/doctor/report_html.o: $(B)/generated/doctor_style.h

# --- install ----------------------------------------------------------------------------------------
# Renamed into place: a program that runs, or a porch that shows it, never sees half a file.
define put # mode, file, directory
	install -d $(DESTDIR)$(3)
	install -m $(1) $(2) $(DESTDIR)$(3)/.$(notdir $(2)).new
	mv -f $(DESTDIR)$(3)/.$(notdir $(2)).new $(DESTDIR)$(3)/$(notdir $(2))

endef

install: all
	$(call put,644,$(B)/pam_hostel.so,$(PAMDIR))
	$(call put,755,$(B)/hostel-init,$(LIBEXECDIR))
	$(call put,755,$(B)/hostel-net,$(LIBEXECDIR))
	$(if $(filter /usr,$(PREFIX)),$(call put,755,packaging/may-remove,$(LIBEXECDIR)))
	$(call put,755,$(B)/hostel-jobs,$(LIBEXECDIR))
	$(call put,755,$(B)/hostel-carrier,$(LIBEXECDIR))
	$(call put,755,$(B)/hostel-shell,$(LIBEXECDIR)/porch)
	$(call put,755,$(B)/hostel,$(SBINDIR))
	$(foreach page,$(wildcard man/*.5),$(call put,644,$(page),$(MANDIR)/man5))
	$(foreach page,$(wildcard man/*.7),$(call put,644,$(page),$(MANDIR)/man7))
	$(foreach page,$(wildcard man/*.8),$(call put,644,$(page),$(MANDIR)/man8))
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(CONFDIR)/plans $(DESTDIR)$(CONFDIR)/tenants \
		$(DESTDIR)$(CONFDIR)/owners
	ln -sfn $(LIBEXECDIR)/porch/hostel-shell $(DESTDIR)$(BINDIR)/hostel-shell
	@# `hostel me` is for tenants, who have no sbin in PATH.
	[ $(BINDIR) = $(SBINDIR) ] || ln -sfn $(SBINDIR)/hostel $(DESTDIR)$(BINDIR)/hostel
	@# A host's own rules are in apparmor.d/local; loading them is the admin's, or the next boot's.
	$(if $(filter yes,$(APPARMOR)),$(call put,644,etc/apparmor.d/hostel,$(SYSCONFDIR)/apparmor.d))
	$(foreach unit,$(wildcard etc/systemd/*),$(call put,644,$(unit),$(UNITDIR)))
	sed -i 's,/usr/local/sbin,$(SBINDIR),' $(addprefix $(DESTDIR)$(UNITDIR)/,\
		hostel-gc.service hostel-sample.service hostel-events.service hostel-services.service hostel-service@.service \
		hostel-sync.service hostel-watch.service)
	sed -i 's,/usr/local/libexec/hostel,$(LIBEXECDIR),' $(DESTDIR)$(UNITDIR)/hostel-network.service
	$(call put,644,etc/sysusers.d/hostel.conf,$(PREFIX)/lib/sysusers.d)
	$(call put,644,etc/tmpfiles.d/hostel.conf,$(PREFIX)/lib/tmpfiles.d)
	$(call put,644,etc/completion/hostel,$(BASHDIR))
	$(call put,644,etc/completion/_hostel,$(ZSHDIR))
	sed -i 's,/usr/local/sbin,$(SBINDIR),' $(DESTDIR)$(BASHDIR)/hostel $(DESTDIR)$(ZSHDIR)/_hostel
	$(foreach file,$(wildcard cockpit/*),$(call put,644,$(file),$(COCKPITDIR)/hostel))
	$(foreach panel,$(wildcard packaging/panels/*.sh),$(call put,755,$(panel),$(PREFIX)/share/hostel/panels))
	$(foreach panel,$(wildcard packaging/panels/*.php),$(call put,644,$(panel),$(PREFIX)/share/hostel/panels))
	$(call put,644,packaging/prometheus/hostel.rules.yml,$(PREFIX)/share/hostel/prometheus)
	$(call put,644,packaging/grafana/hostel.json,$(PREFIX)/share/hostel/grafana)
	$(foreach file,$(wildcard $(addprefix packaging/ansible/roles/,hostel/*.* hostel/*/*)),\
		$(call put,644,$(file),$(ROLESDIR)/$(patsubst packaging/ansible/roles/%/,%,$(dir $(file)))))
	$(call put,755,packaging/hooks/mail,$(PREFIX)/share/hostel/hooks)
	$(foreach text,$(wildcard packaging/hooks/*.mail),$(call put,644,$(text),$(PREFIX)/share/hostel/hooks))
	$(call put,644,etc/firewalld/zones/hostel.xml,$(FIREWALLD)/zones)
	$(call put,644,etc/firewalld/policies/hostel-forward.xml,$(FIREWALLD)/policies)
	install -d $(DESTDIR)$(SYSCONFDIR)/pam.d
	@# Configuration that is there is the admin's.
	[ -e $(DESTDIR)$(SYSCONFDIR)/pam.d/hostel ] || sed '$(if $(filter /usr,$(PREFIX)),,s|pam_hostel.so|$(PAMDIR)/pam_hostel.so|)' \
		etc/pam.d/hostel >$(DESTDIR)$(SYSCONFDIR)/pam.d/hostel
	for f in hostel.ini plans/basic.ini plans/pro.ini; do \
		[ -e "$(DESTDIR)$(CONFDIR)/$$f" ] || install -m 644 etc/$$f "$(DESTDIR)$(CONFDIR)/$$f"; done

# What install puts there, but the configuration, which is the admin's.
uninstall: all
	d=$$(mktemp -d) && $(MAKE) -s install DESTDIR="$$d" && cd "$$d" && \
		find . ! -type d ! -path ".$(CONFDIR)/*" ! -path ".$(SYSCONFDIR)/pam.d/hostel" -print0 >"$$d.files" && \
		cd "$(DESTDIR)/" && xargs -0r rm -f -- <"$$d.files" && rm -rf "$$d" "$$d.files"

# --- tests ------------------------------------------------------------------------------------------
TESTS        := $(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/unit/test_*.c tests/pam/test_*.c))
FUZZERS      := $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
WRAP          = $(if $(findstring memory,$@),$(foreach f,malloc calloc realloc strdup strndup,-Wl,--wrap=$(f)))

$(B)/tests/%: tests/%.c $(OBJ_tests) $(HOST) $(B)/config
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -MF $@.d $(WRAP) -o $@ $< $(OBJ_tests) $(HOST) $(LDFLAGS) \
		$(CMOCKA) -liniparser -lpam -lcrypt

$(B)/tests/unit/test_init_filter: init/filter.c $(B)/generated/seccomp_programs.h
$(B)/tests/unit/test_init_clock: init/clock.c
$(B)/tests/unit/test_jobs_spool: jobs/spool.c
$(B)/tests/unit/test_net_rules: net/rules.c net/rules_bounds.c net/rules_inside.c net/rules_text.c
$(B)/tests/unit/test_net_others: net/others.c
$(B)/tests/unit/test_net_nft: net/nft.c
$(B)/tests/unit/test_net_nft: LDFLAGS += $(NFTABLES)
$(B)/tests/unit/test_cli_doctor: $(B)/generated/doctor_style.h
$(B)/tests/unit/test_cli_doctor: LDFLAGS += $(JANSSON) -lm
$(B)/tests/unit/test_net_others: LDFLAGS += $(JANSSON)
# Its table is the program's own: what explain is made of, and what its commands are parsed by.
OBJ_explain  := $(addprefix $(B)/shared/cli/,$(addprefix explain/,complaints.o facts.o judge.o judge_files.o judge_network.o \
                remedy.o value.o verdict.o) assign.o ini.o options.o output.o)
$(B)/tests/unit/test_cli_explain: $(OBJ_explain)
$(B)/tests/unit/test_cli_explain: LDFLAGS += $(OBJ_explain) $(HOST)
$(B)/tests/unit/test_lib_image: LDFLAGS += $(CRYPTO)
OBJ_import   := $(addprefix $(B)/shared/cli/,$(addprefix image/,complaints.o identify.o prepare.o source.o sweep.o) output.o)
$(B)/tests/unit/test_cli_image: $(OBJ_import)
$(B)/tests/unit/test_cli_image: LDFLAGS += $(OBJ_import) $(HOST)
OBJ_watch    := $(addprefix $(B)/shared/cli/,$(addprefix watch/,crypto.o numbers.o refused.o value.o) apart/sshsig.o base64.o fleet/set_path.o output.o)
$(B)/tests/unit/test_cli_watch $(B)/fuzz/fuzz_value: $(OBJ_watch)
$(B)/tests/unit/test_cli_watch: LDFLAGS += $(OBJ_watch) $(HOST) $(CRYPTO)
tests: $(TESTS)

# Coverage-guided fuzzing with clang; `make fuzz B=build/fuzz CC=clang SAN=fuzzer-no-link,address,undefined`
$(B)/fuzz/%: tests/fuzz/%.c $(HOST)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -fsanitize=fuzzer -o $@ $(filter-out $(HOST),$^) $(HOST) -liniparser $(CRYPTO)

fuzz: $(FUZZERS)

$(B)/bench/login: bench/login.c bench/session.c
$(B)/bench/measure: bench/measure.c bench/session.c bench/floor.c bench/floor_read.c
$(B)/bench/floor_inside: bench/floor_inside.c bench/floor_read.c
$(B)/bench/many: bench/many.c bench/session.c
$(B)/bench/work: bench/work.c
$(B)/bench/login $(B)/bench/measure $(B)/bench/many $(B)/bench/work: bench/bench.h bench/floor.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -o $@ $(filter %.c,$^) -lpam
$(B)/bench/floor_inside: bench/floor.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(STATIC_CPPFLAGS) $(ALL_CFLAGS) -fPIE $(STATIC) -o $@ $(STATIC_BEGIN) $(filter %.c,$^) \
		$(STATIC_END)

bench-programs: $(foreach p,login measure many work floor_inside,$(B)/bench/$(p))

# What a login costs, against a bare floor and other programs; five minutes. PARTS, ROUNDS, FLEET: bench/run.sh
bench: all bench-programs
	tools/packages bench
	tests/images/base.sh $(abspath $(B))/images || [ $$? = 77 ]
	B=$(B) PARTS="$(PARTS)" FLEET="$(FLEET)" WORLD_DISK=$(abspath $(B)) tools/world bench/run.sh </dev/null

# What the polls of so many hosts cost a git server with the policies of so many tenants; some minutes.
polls:
	tools/packages check
	tools/world bench/polls.py $(or $(HOSTS),1000) $(or $(TENANTS),5000) </dev/null

# Every attack of the list with its control, in a throw-away copy of the machine; some minutes.
attacks: all
	B=$(B) tools/world tests/attacks/run $(ROWS)

# bob's work while alice takes all she can; some minutes. ATTACKS: some of its rows.
neighbours: all
	tools/packages neighbours
	disk=$$(mktemp -d $(abspath $(B))/neighbours.XXXXXX) && trap 'rm -rf "$$disk"' EXIT && trap 'exit 130' INT TERM && \
		B=$(B) WORLD_DISK="$$disk" ATTACKS="$(ATTACKS)" tools/world tests/neighbours/run.sh </dev/null

# Ten thousand logins while everything else goes on; about a quarter of an hour. ARGS: see soak.py.
soak: all $(B)/bench/login
	B=$(B) tools/world tests/soak/run.sh $(ARGS) </dev/null

# Every client as an ordinary account and as a tenant; some minutes. ROWS: words of the names of some.
clients: all
	tools/packages clients
	B=$(B) ROWS="$(ROWS)" tools/world tests/clients/run.sh </dev/null

# Two tenants' WordPress behind one nginx: pictures in $(B)/websites, attacks, limits, what bob's pages take meanwhile;
# ten minutes. PARTS: some of pictures attacks limits neighbours; WEIGHT=10 on a machine that others are busy on.
websites: all
	tools/packages websites
	mkdir -p $(B)/websites
	B=$(B) PARTS="$(PARTS)" WEIGHT=$(WEIGHT) OUT=$(B)/websites WORLD_DISK=$(abspath $(B)/websites) \
		tools/world tests/websites/run.sh </dev/null

# The page of Cockpit's in a browser, against a real cockpit-ws; a minute. Pictures in $(B)/cockpit.
cockpit: all
	tools/packages check
	mkdir -p $(B)/cockpit
	B=$(B) OUT=$(B)/cockpit WORLD_DISK=$(abspath $(B)/cockpit) tools/world tests/cockpit/run.sh </dev/null

# What the README and the guides show, of real runs, into docs/pictures; some minutes. ROWS: attacks for the grid
pictures: cockpit
	tools/packages pictures
	mkdir -p docs/pictures
	cp $(B)/cockpit/limit-hit.png docs/pictures/cockpit-tenants.png
	cp $(B)/cockpit/tenant-dark.png docs/pictures/cockpit-tenant.png
	B=$(B) OUT=docs/pictures WORLD_DISK=$(abspath docs/pictures) tools/world tools/pictures/make.sh </dev/null
	B=$(B) tools/world tests/attacks/run --tap $(or $(ROWS),A1 A2 A6 A8 A11 A17 A22 A30 A42 A45 A91 A95) </dev/null >$(B)/attacks.tap
	/usr/bin/python3 tools/pictures/grid.py tests/attacks/README.md <$(B)/attacks.tap >docs/pictures/attacks.svg

# Who reaches whom, every cell a connection, and the same with our rules away; two minutes. ROWS: a regex of rows
net-matrix: all
	tools/packages check
	B=$(B) ROWS='$(ROWS)' tools/world tests/net/matrix.sh </dev/null

# kill -9 at every moment of its set-up; half an hour. SAMPLE: so many; ONLY: hostel-net or login
net-kill: all
	B=$(B) SAMPLE='$(SAMPLE)' ONLY='$(ONLY)' tools/world tests/net/kill.sh </dev/null

# What a network of one's own costs: iperf3, latency, logins, 500 tenants; some minutes. PARTS: see speed.sh
net-speed: all $(B)/bench/login
	tools/packages check
	B=$(B) PARTS='$(PARTS)' tools/world tests/net/speed.sh </dev/null

# Every system call of a login fails once, with four errors; most of an hour. ARGS: see sweep.py.
inject: all
	B=$(B) tools/world tests/system/inject/run.sh $(ARGS) </dev/null

# Debian's package into $(B)/deb, the RPM into $(B)/rpm, of a clean copy of what is checked out.
deb rpm:
	tools/packages package
	B=$(B) tools/package $@

check:
	./tools/check

# In virtual machines with Debian 12 and 13: systemd, cgroup v2. SUITES="56-resources survive" RELEASE=13 FAST=yes
check-vm:
	tests/vm/suites

# The package for arm64 by a cross compiler, unit tests by qemu-user; some minutes.
check-arm64:
	tests/arm64/run

demo:
	./tools/demo

clean:
	rm -rf $(B)

.PHONY: all install uninstall clean tests fuzz bench bench-programs polls attacks neighbours cockpit pictures net-matrix net-kill net-speed \
	clients websites inject soak deb rpm check check-vm check-arm64 demo
-include $(OBJECTS:.o=.d) $(TESTS:%=%.d)
