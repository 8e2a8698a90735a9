#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a profile promises for every system call number, compared with what try_calls saw.

  expect_calls.py PROFILE POLICY/SYSCALLS.DEF SEEN UNCONFINED

Numbers come from the kernel's own headers, not from libseccomp. A call that is allowed must do what it
does without a filter; a refused one EPERM, an absent or unknown one ENOSYS. Prints what is otherwise,
and as the last line how many calls were allowed, refused and unknown.
"""
import re
import sys

HEADERS = {"64": "/usr/include/x86_64-linux-gnu/asm/unistd_64.h",
           "32": "/usr/include/x86_64-linux-gnu/asm/unistd_32.h"}


def rows(macro, text):
    return [[part.strip() for part in found.split(",")] for found in re.findall(rf"\b{macro}\(([^()]*)\)", text)]


def verdicts(profile, text):
    text = re.sub(r"/\*.*?\*/|^#.*?$", "", text, flags=re.S | re.M)
    column = {"default": 1, "strict": 2}[profile]
    out = {row[0]: row[column] for row in rows("CALL", text)}
    out |= {row[0]: "ALLOW" for row in rows("BOTH", text)} | {row[0]: "NEEDED" for row in rows("NEED", text)}
    out |= {other: out[name] for other, name in rows("ALSO", text)}
    parts = {row[0]: row[column] for row in rows("PART", text)}
    new = {row[0]: int(row[1]) for row in rows("NEW", text)}
    return out, parts, new


def numbers(abi, new):
    out = {}
    for line in open(HEADERS[abi]):
        if found := re.match(r"#define __NR_(\w+) (\d+)$", line):
            out[int(found[2])] = found[1]
    return out | {number: name for name, number in new.items()}


def read(path):
    lines = (line.split() for line in open(path))
    return {(abi, int(number)): result for abi, number, result in lines}


def main():
    profile, table, seen, control = sys.argv[1:]
    verdict, parts, new = verdicts(profile, open(table).read())
    seen, control = read(seen), read(control)
    count = {"allowed": 0, "refused": 0, "unknown": 0}
    for (abi, number), result in sorted(seen.items()):
        name = numbers(abi, new).get(number, "?") if abi in HEADERS else "?"
        what = verdict.get(name, "ABSENT")
        if abi == "32" and parts["compat"] != "ALLOW":
            what = "ABSENT"
        if name in ("clone", "unshare") and what != "ABSENT":
            want, kind = "EPERM", "refused"  # with all flags set: of PART(namespaces)
        elif (abi, name) == ("32", "mmap"):
            want, kind = "ENOSYS", "unknown"  # the old one: init/seccomp/generate.c
        elif name in ("mmap", "mmap2", "shmget") and what != "ABSENT":
            want, kind = "ENOMEM", "refused"  # with all flags set: of PART(hugetlb)
        elif what in ("NEEDED", "ALLOW", "SOME"):  # SOME: with all bits set it asks only
            want, kind = control[abi, number], "allowed"
        elif what in ("REFUSE", "NEVER"):
            want, kind = "EPERM", "refused"
        else:
            want, kind = "ENOSYS", "unknown"
        if name in ("setgroups", "setgroups32") and kind == "unknown":  # in each ABI: append_ids() of init/filter.c
            want = "EPERM"
        if abi == "64" and number in (335, 336):  # uprobe's and uretprobe's own: the kernel asks no filter
            want = control[abi, number]
        count[kind] += 1
        # How long a disk takes is no answer of the filter's: sync(2).
        if result != want and not (kind == "allowed" and {result, want} == {"done", "waits"}):
            print(f"{abi} {number} {name}: {result}, not {want}")
    print("allowed {allowed}, refused {refused}, unknown {unknown}".format(**count))


main()
