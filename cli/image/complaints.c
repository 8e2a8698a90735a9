/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What skopeo, umoci, tar, mkfs.erofs and mmdebstrap say, as sentences. Only which sentence it is depends on
 * their words; where none fits, their last line is shown, printable and cut.
 */
#include "complaints.h"

#include <stdio.h>
#include <string.h>

#include "base/printable.h"

#define LINE_MAX_SHOWN 240

/* The first row counts all of whose words are there. */
static const struct {
	const char *words[2];
	const char *sentence;
} rows[] = {
	/* --- registries --- */
	{{"no such host"}, "the registry's name is not known: look at the name, and at resolv.conf"},
	{{"lookup ", "unreachable"}, "no name server answers: look at resolv.conf"},
	{{"lookup ", "refused"}, "no name server answers: look at resolv.conf"},
	{{"lookup ", "timeout"}, "no name server answers: look at resolv.conf"},
	{{"server misbehaving"}, "no name server answers: look at resolv.conf"},
	{{"connection refused"}, "nothing answers at the registry's address and port"},
	{{"no route to host"}, "there is no way to the registry's address"},
	{{"network is unreachable"}, "there is no way to the registry's address"},
	{{"i/o timeout"}, "the registry does not answer"},
	{{"TLS handshake timeout"}, "the registry does not answer"},
	{{"x509: certificate signed by unknown authority"},
		"the registry's certificate is of an authority that is not known here: put its certificate "
		"into /etc/containers/certs.d/HOST:PORT/ca.crt"},
	{{"x509: "}, "the registry's certificate is not valid for it"},
	{{"tls: "}, "no safe connection to the registry can be made"},
	{{"server gave HTTP response to HTTPS client"},
		"the registry speaks plain http: allow that with `insecure = true` for it in "
		"/etc/containers/registries.conf, or give it a certificate"},
	{{"invalid username/password"}, "the registry does not take the name and password: skopeo login"},
	{{"authentication required"}, "the registry asks for a name and password: skopeo login"},
	{{"unauthorized"}, "the registry asks for a name and password, or does not take them: skopeo login"},
	{{"access to the resource is denied"},
		"the registry does not let this name have the image, or has none"},
	{{"manifest unknown"}, "the registry has no such tag or digest of the image"},
	{{"name unknown"}, "the registry has no such image"},
	{{"toomanyrequests"}, "the registry wants a pause: too many requests"},
	{{"policy.json: no such file"},
		"/etc/containers/policy.json is missing: it says which registries are trusted"},
	{{"no policy.json file found"},
		"/etc/containers/policy.json is missing: it says which registries are trusted"},
	{{"is rejected by policy"}, "/etc/containers/policy.json does not let images of this source in"},
	{{"A signature was required"},
		"/etc/containers/policy.json wants a signature of it, and there is none"},
	{{"no image found in", "for architecture"}, "it has no image for this host's processor"},
	{{"no image found in", "manifest list"}, "it has no image for this host's processor"},
	{{"choosing an image from manifest list", "no image found"},
		"it has no image for this host's processor"},
	{{"choosing image instance"}, "it has no image for this host's processor"},
	{{"unexpected EOF", "blob"}, "the connection to the registry broke off"},
	{{"connection reset by peer"}, "the connection to the registry broke off"},
	{{"pinging container registry"}, "no registry answers there"},
	/* --- images --- */
	{{"Digest did not match"}, "a layer is not what its digest says: it was changed, or cut"},
	{{"diffid mismatch"}, "a layer is not the one that its configuration names"},
	{{"restore parent directory"}, "a whiteout in it removes the directory that it stands in"},
	{{"erofs", "Error 2"}, "a name in it is longer than mkfs.erofs can write: 254 bytes"},
	{{"erofs", "File name too long"}, "a name in it is too long"},
	{{"does not match expected"}, "a part of it is not what its digest says: it was changed, or cut"},
	{{"verification failed"}, "a part of it is not what its digest says: it was changed, or cut"},
	{{"did not match hash"}, "a part of it is not what its digest says: it was changed, or cut"},
	{{"hash mismatch"}, "a part of it is not what its digest says: it was changed, or cut"},
	{{"size mismatch"}, "a part of it has not the size that it should have"},
	{{"unsupported schema version"}, "it is of a kind that is not known here"},
	{{"unsupported MIME type"}, "it is no image of a root file system: its media type is another"},
	{{"unsupported manifest media type"},
		"it is no image of a root file system: its media type is another"},
	{{"unsupported docker v2s2 media type"},
		"it is no image of a root file system: its media type is another"},
	{{"Unimplemented manifest MIME type"},
		"it is no image of a root file system: its media type is another"},
	{{"unsupported OCI media type"}, "it is no image of a root file system: its media type is another"},
	{{"is not correct mediatype"}, "it is no image of a root file system: its media type is another"},
	{{"Tag", "not found"}, "there is no image of this name in it"},
	{{"no descriptor found for reference"}, "there is no image of this name in it"},
	{{"more than one image in oci"}, "there are several images in it: say which, as in oci:DIR:NAME"},
	{{"invalid character"}, "a part of it is no JSON, or another kind of it"},
	{{"cannot unmarshal"}, "a part of it is no JSON, or another kind of it"},
	{{"unexpected end of JSON input"}, "a part of it is no JSON, or another kind of it"},
	{{"exceeded maximum allowed size"}, "a list in it is larger than any real one"},
	{{"/blobs/", "no such file or directory"}, "a part of it is missing"},
	{{"file does not exist"}, "a part of it is missing"},
	{{"manifest.json", "not found"}, "it is no archive of docker save: manifest.json is missing"},
	{{"index.json", "no such file"}, "it is no OCI image: index.json is missing"},
	/* --- archives --- */
	{{"gzip: invalid"}, "it is damaged: what is compressed in it cannot be read"},
	{{"flate: corrupt"}, "it is damaged: what is compressed in it cannot be read"},
	{{"invalid compressed data"}, "it is damaged: what is compressed in it cannot be read"},
	{{"unexpected end of file"}, "it ends too early"},
	{{"Unexpected EOF"}, "it ends too early"},
	{{"unexpected EOF"}, "it ends too early"},
	{{"Unexpected end of input"}, "it ends too early"},
	{{"does not look like a tar archive"}, "it is no tar archive"},
	{{"archive/tar: "}, "a layer is no tar archive, or a damaged one"},
	{{"Member name contains"}, "a name in it leads out of it, by .."},
	{{"Cannot change ownership", "Invalid argument"}, "a file in it belongs to an id above 65535"},
	{{"chown", "invalid argument"}, "a file in it belongs to an id above 65535"},
	{{"File name too long"}, "a name in it is too long"},
	{{"file name too long"}, "a name in it is too long"},
	{{"File too large"}, "a file in it is larger than [image] max_size"},
	{{"file too large"}, "a file in it is larger than [image] max_size"},
	{{"Too many levels of symbolic links"}, "links in it lead in a circle"},
	{{"too many levels of symbolic links"}, "links in it lead in a circle"},
	{{"Cannot open"}, "a name in it cannot be made where others in it stand"},
	{{"Cannot hard link"}, "a hard link in it leads to nothing in it"},
	/* --- mmdebstrap --- */
	{{"unable to get exit value of"}, "the build was ended"},
	{{"Unable to locate package"}, "a package of --include is not there in this suite"},
	{{"does not have a Release file"}, "the mirror has no such suite"},
	{{"Could not resolve"}, "the mirror's name is not known: look at resolv.conf"},
	{{"Could not connect"}, "the mirror does not answer"},
	{{"NO_PUBKEY"},
		"the suite is signed with a key that is not known here: install the distribution's keyring"},
	{{"is not signed"}, "the suite is not signed"},
	{{"apt-get update --error-on=any"}, "the mirror has no such suite, or does not answer"},
};

static const char *last_line(char *said)
{
	char *end = said + strlen(said), *line;

	while (end > said && (end[-1] == '\n' || end[-1] == '\r' || end[-1] == ' '))
		*--end = '\0';
	line = strrchr(said, '\n');
	return line ? line + 1 : said;
}

const char *complaint_of(char *said, char *text, size_t size)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strstr(said, rows[i].words[0]) && (!rows[i].words[1] || strstr(said, rows[i].words[1])))
			return rows[i].sentence;
	snprintf(text, size, "%.*s", LINE_MAX_SHOWN, last_line(said));
	return *make_printable(text) ? text : "it ended without a word";
}
