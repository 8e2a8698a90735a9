/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/image: manifests, digests beside those of sha256sum, fsverity and veritysetup, signatures
 * beside openssl's, archives, and the store, in a mount namespace of the test's own.
 */
#include "lib_test.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "base/fd.h"
#include "base/replace.h"
#include "base/tree.h"
#include "host/tool.h"
#include "image/adopt.h"
#include "image/archive.h"
#include "image/change.h"
#include "image/digest.h"
#include "image/list.h"
#include "image/manifest.h"
#include "image/signature.h"
#include "image/version.h"

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const struct image_manifest sample = {.id = {.name = "debian-13", .version = 4},
	.size = 8192,
	.sha256 = HEX,
	.fsverity = HEX,
	.verity = HEX,
	.architecture = "amd64",
	.system = "Debian GNU/Linux 13 (trixie)",
	.source = "docker://registry.example/debian:13",
	.created = "2027-01-31T12:00:00Z"};

/* --- the manifest
 * ------------------------------------------------------------------------------------ */

static void test_round_trip(void **state)
{
	char text[IMAGE_MANIFEST_MAX], again[IMAGE_MANIFEST_MAX];
	const size_t size = image_manifest_print(&sample, text);
	struct image_manifest m;
	struct err e = ERR_NONE;

	(void)state;
	assert_true(size > 100);
	assert_int_equal(
		strncmp(text, "hostel-image 1\nname debian-13\nversion 4\nsize 8192\nsha256 0", 57),
		0);
	assert_int_equal(image_manifest_parse(&m, text, size, &e), 0);
	assert_int_equal(image_manifest_print(&m, again), size);
	assert_memory_equal(text, again, size);
	assert_string_equal(m.system, sample.system);
	assert_int_equal(m.id.version, 4);
}

static void test_truncated_and_longer(void **state)
{
	char text[IMAGE_MANIFEST_MAX];
	const size_t size = image_manifest_print(&sample, text);
	struct image_manifest m;

	(void)state;
	for (size_t n = 0; n < size; n++) {
		struct err e = ERR_NONE;
		char *cut = malloc(n + 1); /* the sanitizer sees a byte too many */

		assert_non_null(cut);
		memcpy(cut, text, n);
		assert_int_equal(image_manifest_parse(&m, cut, n, &e), -1);
		assert_int_equal(e.code, EINVAL);
		free(cut);
	}
	for (int byte = 0; byte < 256; byte++) {
		struct err e = ERR_NONE;

		text[size] = (char)byte;
		assert_int_equal(image_manifest_parse(&m, text, size + 1, &e), -1);
	}
}

/* Any bit that is flipped is refused, or means something else: never the same. */
static void test_bit_flips(void **state)
{
	char text[IMAGE_MANIFEST_MAX];
	const size_t size = image_manifest_print(&sample, text);

	(void)state;
	for (size_t bit = 0; bit < 8 * size; bit++) {
		struct err e = ERR_NONE;
		struct image_manifest m;
		char again[IMAGE_MANIFEST_MAX];

		text[bit / 8] = (char)(text[bit / 8] ^ (1 << bit % 8));
		if (image_manifest_parse(&m, text, size, &e) == 0) {
			assert_int_equal(image_manifest_print(&m, again), size);
			assert_memory_equal(text, again, size);
		}
		text[bit / 8] = (char)(text[bit / 8] ^ (1 << bit % 8));
	}
}

static void test_lines(void **state)
{
	static const struct {
		const char *from, *to, *says;
	} rows[] = {
		{"hostel-image 1", "hostel-image 2", "newer"},
		{"version 4", "version 04", "version"},
		{"version 4", "version 0", "version"},
		{"version 4", "version -4", "version"},
		{"version 4", "version 9999999999999999999", "version"},
		{"name debian-13", "name host", "host"},
		{"name debian-13", "name ../../x", "name"},
		{"name debian-13", "name debian-13@4", "name"},
		{"size 8192", "size 0", "size"},
		{"amd64", "amd 64", "architecture"},
		{"amd64", "", "architecture"},
		{"trixie)", "trixie) ", "system"},
		{"Debian GNU", "Debian\033GNU", "system"},
		{"sha256 0", "sha256 A", "sha256"},
		{"sha256 0", "sha256 ", "sha256"},
		{"12:00:00Z", "12:00:00", "created"},
		{"created ", "Created ", "created"},
		{"verity 0", "verity  0", "verity"},
	};
	char text[IMAGE_MANIFEST_MAX];

	(void)state;
	image_manifest_print(&sample, text);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const char *at = strstr(text, rows[i].from);
		char changed[2 * IMAGE_MANIFEST_MAX];
		struct err e = ERR_NONE;
		struct image_manifest m;

		assert_non_null(at);
		snprintf(changed, sizeof(changed), "%.*s%s%s", (int)(at - text), text, rows[i].to,
			at + strlen(rows[i].from));
		if (image_manifest_parse(&m, changed, strlen(changed), &e) == 0 ||
			!strstr(e.message, rows[i].says))
			fail_msg("%s: \"%s\"", rows[i].to, e.message);
	}
}

/* What cannot stand in a manifest is not written. */
static void test_not_written(void **state)
{
	char text[IMAGE_MANIFEST_MAX];
	struct image_manifest m = sample;

	(void)state;
	strcpy(m.system, "two\nlines");
	assert_int_equal(image_manifest_print(&m, text), 0);
	m = sample;
	memset(m.source, 'x', sizeof(m.source)); /* no end */
	assert_int_equal(image_manifest_print(&m, text), 0);
	m = sample;
	m.id.version = 0;
	assert_int_equal(image_manifest_print(&m, text), 0);
	m = sample;
	m.verity[10] = 'g';
	assert_int_equal(image_manifest_print(&m, text), 0);
	m = sample;
	*m.architecture = '\0';
	assert_int_equal(image_manifest_print(&m, text), 0);
}

/* --- digests
 * ----------------------------------------------------------------------------------------- */

/* A file that is an erofs as far as its magic goes. */
static void make_image(const struct scratch *s, const char *name, size_t size, int seed)
{
	unsigned char *bytes = malloc(size);
	int fd = openat(s->fd, name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_non_null(bytes);
	for (size_t i = 0; i < size; i++)
		bytes[i] = (unsigned char)(i * 31 + i / 4096 + (size_t)seed);
	if (size > 1028)
		memcpy(bytes + 1024, "\xe2\xe1\xf5\xe0", 4);
	assert_true(fd >= 0);
	assert_int_equal(fd_write_all(fd, bytes, size), 0);
	close(fd);
	free(bytes);
}

static void path_of(const struct scratch *s, const char *name, char path[256])
{
	snprintf(path, 256, "%s/%s", s->path, name);
}

/* The first word that the tool says, behind `skip`. */
static void ask(const char *const argv[], const char *skip, char word[IMAGE_DIGEST_SIZE])
{
	char said[2048], *at;

	assert_int_equal(tool_run(argv, said, sizeof(said)), 0);
	at = strstr(said, skip);
	assert_non_null(at);
	at += strlen(skip) + strspn(at + strlen(skip), " \t");
	snprintf(word, IMAGE_DIGEST_SIZE, "%.*s", (int)strspn(at, "0123456789abcdef"), at);
}

static void test_digests(void **state)
{
	static const size_t sizes[] = {4096, 8192, 129 * 4096, 600 * 4096, 3 * 1048576};
	const struct scratch *s = *state;
	char path[256], sha256[IMAGE_DIGEST_SIZE], fsverity[IMAGE_DIGEST_SIZE],
		theirs[IMAGE_DIGEST_SIZE];
	struct err e = ERR_NONE;

	if (!tool_exists("fsverity"))
		skip();
	path_of(s, "image", path);
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		int fd;

		make_image(s, "image", sizes[i], (int)i);
		fd = open(path, O_RDONLY);
		assert_int_equal(image_fsverity(fd, sizes[i], sha256, fsverity, NULL, &e), 0);
		ask((const char *const[]){"sha256sum", path, NULL}, "", theirs);
		assert_string_equal(sha256, theirs);
		ask((const char *const[]){"fsverity", "digest", path, NULL}, "sha256:", theirs);
		assert_string_equal(fsverity, theirs);
		assert_int_equal(image_sha256(fd, sizes[i], theirs, NULL, &e), 0);
		assert_string_equal(sha256, theirs);
		/* A file that is shorter than was said. */
		assert_int_equal(image_sha256(fd, sizes[i] + 1, theirs, NULL, &e), -1);
		assert_int_equal(e.code, EIO);
		assert_int_equal(image_fsverity(fd, sizes[i] + 1, sha256, fsverity, NULL, &e), -1);
		assert_int_equal(e.code, EIO);
		close(fd);
	}
}

static void test_verity(void **state)
{
	const struct scratch *s = *state;
	char image[256], hashes[256], other[256], root[IMAGE_DIGEST_SIZE], again[IMAGE_DIGEST_SIZE];
	struct err e = ERR_NONE;
	int fd;

	if (!tool_exists("veritysetup"))
		skip();
	path_of(s, "image", image);
	path_of(s, "hashes", hashes);
	path_of(s, "hashes2", other);
	make_image(s, "image", 300 * 4096, 1);
	assert_int_equal(image_verity_make(image, hashes, root, &e), 0);
	assert_int_equal(image_verity_make(image, other, again, &e), 0);
	assert_string_equal(root, again);
	assert_int_equal(
		tool_run((const char *const[]){"cmp", hashes, other, NULL}, again, sizeof(again)),
		0);
	assert_int_equal(image_verity_check(image, hashes, root, &e), 0);
	fd = open(image, O_WRONLY);
	assert_int_equal(pwrite(fd, "x", 1, 200 * 4096), 1);
	close(fd);
	assert_int_equal(image_verity_check(image, hashes, root, &e), -1);
	assert_int_equal(e.code, EBADMSG);
}

/* --- signatures
 * -------------------------------------------------------------------------------------- */

static void make_keys(
	const struct scratch *s, const char *name, char private[256], char public[256])
{
	char said[512];

	snprintf(private, 256, "%s/%s.pem", s->path, name);
	snprintf(public, 256, "%s/%s.pub", s->path, name);
	assert_int_equal(tool_run((const char *const[]){"openssl", "genpkey", "-algorithm",
					  "ED25519", "-out", private, NULL},
				 said, sizeof(said)),
		0);
	assert_int_equal(tool_run((const char *const[]){"openssl", "pkey", "-in", private,
					  "-pubout", "-out", public, NULL},
				 said, sizeof(said)),
		0);
	assert_int_equal(chmod(public, 0644), 0);
}

/* Keys are believed below directories of root's only: a scratch directory of root's in /run. */
static void test_signature(void **state)
{
	unsigned char signature[IMAGE_SIGNATURE_SIZE];
	struct scratch s = {.path = "/run/hostel-test-XXXXXX"};
	char one[256], one_public[256], two[256], two_public[256], file[256], text[256], said[512];
	const char *message = "hostel-image 1\n";
	const size_t size = strlen(message);
	struct err e = ERR_NONE;

	(void)state;
	NEED_ROOT();
	if (!tool_exists("openssl"))
		skip();
	assert_non_null(mkdtemp(s.path));
	s.fd = open(s.path, O_RDONLY | O_DIRECTORY);
	make_keys(&s, "one", one, one_public);
	make_keys(&s, "two", two, two_public);
	assert_int_equal(image_sign(one, message, size, signature, &e), 0);
	assert_int_equal(image_signature_is_of(one_public, message, size, signature, &e), 1);
	assert_int_equal(image_signature_is_of(two_public, message, size, signature, &e), 0);
	assert_int_equal(image_signature_is_of(one_public, message, size - 1, signature, &e), 0);
	for (size_t i = 0; i < 8 * sizeof(signature); i++) {
		signature[i / 8] = (unsigned char)(signature[i / 8] ^ 1U << i % 8);
		assert_int_equal(
			image_signature_is_of(one_public, message, size, signature, &e), 0);
		signature[i / 8] = (unsigned char)(signature[i / 8] ^ 1U << i % 8);
	}
	/* openssl's own judgement of ours. */
	path_of(&s, "signature", file);
	path_of(&s, "text", text);
	assert_int_equal(file_replace(s.fd, "signature", signature, sizeof(signature)), 0);
	assert_int_equal(file_replace(s.fd, "text", message, size), 0);
	assert_int_equal(
		tool_run((const char *const[]){"openssl", "pkeyutl", "-verify", "-pubin", "-inkey",
				 one_public, "-rawin", "-in", text, "-sigfile", file, NULL},
			said, sizeof(said)),
		0);
	/* Keys that are none, or that others can write. */
	assert_int_equal(image_sign(one_public, message, size, signature, &e), -1);
	assert_int_equal(image_signature_is_of(one, message, size, signature, &e), -1);
	assert_int_equal(image_key_check(one_public, &e), 0);
	assert_int_equal(chmod(one_public, 0666), 0);
	assert_int_equal(image_key_check(one_public, &e), -1);
	assert_int_equal(e.code, EPERM);
	assert_int_equal(chmod(one_public, 0644), 0);
	assert_int_equal(chmod(s.path, 0777), 0);
	assert_int_equal(image_key_check(one_public, &e), -1);
	assert_int_equal(image_key_check("relative.pub", &e), -1);
	close(s.fd);
	assert_int_equal(tree_remove(AT_FDCWD, s.path), 0);
}

/* --- the archive
 * --------------------------------------------------------------------------------------- */

#define IMAGE_BYTES (3 * 4096)

static int make_archive(const struct scratch *s)
{
	struct err e = ERR_NONE;
	int fd;

	assert_int_equal(mkdirat(s->fd, "from", 0700), 0);
	assert_int_equal(mkdirat(s->fd, "to", 0700), 0);
	make_image(s, "from/image", IMAGE_BYTES, 5);
	make_image(s, "from/manifest", 300, 6);
	make_image(s, "from/signature", 64, 7);
	fd = openat(s->fd, "a.tar", O_RDWR | O_CREAT | O_TRUNC, 0600);
	assert_true(fd >= 0);
	{
		int AUTO_CLOSE from = openat(s->fd, "from", O_RDONLY | O_DIRECTORY);

		assert_int_equal(image_archive_write(from, fd, &e), 0);
	}
	return fd;
}

static int says_size(int dir, void *context, uint64_t *size, struct err *e)
{
	(void)e;
	assert_int_equal(faccessat(dir, "manifest", F_OK, 0), 0);
	assert_int_equal(faccessat(dir, "image", F_OK, 0), -1);
	*size = *(const unsigned long long *)context;
	return 0;
}

static int read_archive(const struct scratch *s, int fd, unsigned long long most)
{
	struct err e = ERR_NONE;
	int AUTO_CLOSE to = -1;

	assert_int_equal(tree_remove(s->fd, "to"), 0);
	assert_int_equal(mkdirat(s->fd, "to", 0700), 0);
	to = openat(s->fd, "to", O_RDONLY | O_DIRECTORY);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return image_archive_read(fd, to, says_size, &most, &e);
}

static void test_archive(void **state)
{
	const struct scratch *s = *state;
	char a[256], b[256], said[512];
	int fd = make_archive(s);
	struct stat st;

	assert_int_equal(read_archive(s, fd, IMAGE_BYTES), 0);
	path_of(s, "from", a);
	path_of(s, "to", b);
	assert_int_equal(
		tool_run((const char *const[]){"diff", "-r", a, b, NULL}, said, sizeof(said)), 0);
	path_of(s, "a.tar", a);
	assert_int_equal(
		tool_run((const char *const[]){"tar", "-tf", a, NULL}, said, sizeof(said)), 0);
	assert_string_equal(said, "manifest\nsignature\nimage\n");
	assert_int_equal(read_archive(s, fd, IMAGE_BYTES - 1), -1); /* not as the manifest says */
	assert_int_equal(fstat(fd, &st), 0);
	for (off_t n = st.st_size - 600; n > 0; n -= 157) {
		assert_int_equal(ftruncate(fd, n), 0);
		assert_int_equal(read_archive(s, fd, IMAGE_BYTES), -1);
	}
	close(fd);
}

/* What is not ours byte for byte is refused: names with slashes, links, other owners, another
 * order. */
static void test_archive_of_others(void **state)
{
	const struct scratch *s = *state;
	int fd = make_archive(s);

	for (off_t at = 0; at < 512; at++) {
		unsigned char byte, changed;

		assert_int_equal(pread(fd, &byte, 1, at), 1);
		changed = byte ^ 1;
		assert_int_equal(pwrite(fd, &changed, 1, at), 1);
		assert_int_equal(read_archive(s, fd, IMAGE_BYTES), -1);
		assert_int_equal(pwrite(fd, &byte, 1, at), 1);
	}
	assert_int_equal(read_archive(s, fd, IMAGE_BYTES), 0);
	close(fd);
}

/* --- the store
 * ------------------------------------------------------------------------------------------ */

static int make_work(const char *path, int seed)
{
	struct scratch s;

	assert_int_equal(mkdir(path, 0700), 0);
	s.fd = open(path, O_RDONLY | O_DIRECTORY);
	make_image(&s, "image", 20 * 4096, seed);
	return s.fd;
}

static struct image_manifest adopted(int seed, int current)
{
	struct image_manifest m = sample;
	struct err e = ERR_NONE;
	int AUTO_CLOSE work = make_work(HOSTEL_IMAGES "/.work-test", seed);

	if (image_adopt(work, HOSTEL_IMAGES "/.work-test", &m, current, &e) < 0)
		fail_msg("%s", e.message);
	return m;
}

static void in_private_store(void (*test)(void))
{
	int status;
	const pid_t child = fork();

	if (!child) {
		if (unshare(CLONE_NEWNS) < 0 ||
			mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) < 0 ||
			mount("store", "/var/lib", "tmpfs", 0, "mode=755") < 0 ||
			mkdir(HOSTEL_VARDIR, 0755) < 0 || mkdir(HOSTEL_IMAGES, 0700) < 0)
			_exit(9);
		test();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void adopt_and_go_on(void)
{
	const struct image_rules rules = {.count = 0};
	struct image_id id = {.name = "debian-13"};
	struct image_change change;
	struct image_version v;
	struct err e = ERR_NONE;
	uint64_t highest;

	assert_int_equal(adopted(1, 1).id.version, 1);
	assert_int_equal(adopted(2, 0).id.version, 2);
	assert_int_equal(image_current("debian-13"), 1);
	assert_int_equal(adopted(3, 1).id.version, 3);
	assert_int_equal(image_resolve(&id, &e), 0);
	assert_int_equal(id.version, 3);
	assert_int_equal(image_version_open(&id, &rules, &v, &e), 0);
	assert_int_equal(v.sign, IMAGE_UNSIGNED);
	assert_int_equal(image_version_check(&v, NULL, &e), 0);
	image_version_close(&v);
	/* The newest is removed: its number never comes again. */
	assert_int_equal(image_change_begin(&change, "debian-13", false, &e), 0);
	assert_int_equal(image_current_set(&change, 2, &e), 0);
	assert_int_equal(image_version_remove(&change, &id, &e), 0);
	assert_int_equal(image_highest(&change, "debian-13", &highest, &e), 0);
	assert_int_equal(highest, 3);
	image_change_end(&change);
	assert_int_equal(adopted(4, 1).id.version, 4);
	/* One that stands in another's place. */
	assert_int_equal(rename(HOSTEL_IMAGES "/debian-13/2", HOSTEL_IMAGES "/debian-13/5"), 0);
	id.version = 5;
	assert_int_equal(image_version_open(&id, &rules, &v, &e), -1);
	assert_non_null(strstr(e.message, "debian-13@2"));
	image_version_close(&v);
}

static void test_adopt(void **state)
{
	(void)state;
	NEED_ROOT();
	if (!tool_exists("veritysetup"))
		skip();
	in_private_store(adopt_and_go_on);
}

static void adopt_what_is_none(void)
{
	const char *path = HOSTEL_IMAGES "/.work-test";
	struct image_manifest m = sample;
	struct err e = ERR_NONE;
	int work = make_work(path, 1), fd;

	fd = openat(work, "image", O_RDWR);
	assert_int_equal(ftruncate(fd, 20 * 4096 - 1), 0);
	assert_int_equal(image_adopt(work, path, &m, 1, &e), -1);
	assert_non_null(strstr(e.message, "whole blocks"));
	assert_int_equal(ftruncate(fd, 20 * 4096), 0);
	assert_int_equal(pwrite(fd, "x", 1, 1024), 1);
	assert_int_equal(image_adopt(work, path, &m, 1, &e), -1);
	assert_non_null(strstr(e.message, "no erofs"));
	assert_int_equal(pwrite(fd, "\xe2", 1, 1024), 1);
	close(fd);
	strcpy(m.system, "two\nlines");
	assert_int_equal(image_adopt(work, path, &m, 1, &e), -1);
	/* It is as it was. */
	assert_int_equal(faccessat(work, "image", F_OK, 0), 0);
	assert_int_equal(faccessat(work, "manifest", F_OK, 0), -1);
	assert_int_equal(faccessat(work, "hashes", F_OK, 0), -1);
	assert_int_equal(linkat(work, "image", work, "second", 0), 0);
	strcpy(m.system, "one line");
	assert_int_equal(image_adopt(work, path, &m, 1, &e), -1);
	assert_int_equal(unlinkat(work, "second", 0), 0);
	assert_int_equal(image_adopt(work, path, &m, 1, &e), 0);
	assert_int_equal(access(path, F_OK), -1);
	close(work);
}

static void test_adopt_what_is_none(void **state)
{
	(void)state;
	NEED_ROOT();
	if (!tool_exists("veritysetup"))
		skip();
	in_private_store(adopt_what_is_none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_truncated_and_longer),
		cmocka_unit_test(test_bit_flips),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_not_written),
		cmocka_unit_test_setup_teardown(test_digests, scratch_set_up, scratch_tear_down),
		cmocka_unit_test_setup_teardown(test_verity, scratch_set_up, scratch_tear_down),
		cmocka_unit_test(test_signature),
		cmocka_unit_test_setup_teardown(test_archive, scratch_set_up, scratch_tear_down),
		cmocka_unit_test_setup_teardown(
			test_archive_of_others, scratch_set_up, scratch_tear_down),
		cmocka_unit_test(test_adopt),
		cmocka_unit_test(test_adopt_what_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
