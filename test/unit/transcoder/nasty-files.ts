// The corpus of nasty files that every way of reading one is held to.

export const EVENT_TYPE = "Login";
export const HEADER =
	'"EVENT_TYPE","USER_NAME","RUN_TIME","TIMESTAMP_DERIVED"\n';
export const GOOD =
	'"Login","ada@example.com","61","2026-11-02T09:09:57.374Z"\n';

export function bytesOf(
	...parts: readonly (string | readonly number[])[]
): Buffer {
	return Buffer.concat(
		parts.map((part) =>
			typeof part === "string" ? Buffer.from(part) : Buffer.from([...part]),
		),
	);
}

/** Files that a well-behaved writer never writes, and some that only look so. */
export const NASTY: Readonly<Record<string, Buffer>> = {
	"an empty file": bytesOf(""),
	"line ends alone": bytesOf("\n\r\n\n"),
	"a header alone": bytesOf(HEADER),
	"a header without a line end": bytesOf(HEADER.trimEnd()),
	"a byte order mark": bytesOf([0xef, 0xbb, 0xbf], HEADER, GOOD),
	"a byte order mark within": bytesOf(HEADER, [0xef, 0xbb, 0xbf], GOOD, GOOD),
	"a header with an open quote": bytesOf('"EVENT_TYPE,"A"\n', GOOD),
	"no line end at the end": bytesOf(HEADER, GOOD, GOOD.trimEnd()),
	"a carriage return at the end": bytesOf(HEADER, GOOD.trimEnd(), "\r"),
	"carriage returns and line feeds": bytesOf(
		HEADER.replaceAll("\n", "\r\n"),
		GOOD.replaceAll("\n", "\r\n"),
		"\r\n",
		GOOD,
		"\n\n",
		GOOD,
	),
	"lone carriage returns": bytesOf(
		HEADER,
		"Login,a\rb,1,\r\n",
		"\r\r\n",
		"a,b\r,c,d\r\r\n",
		GOOD,
	),
	"unquoted cells": bytesOf(HEADER, "Login,ada,61,\n", ",,,\n", GOOD),
	"quotes and line ends in cells": bytesOf(
		HEADER,
		'"Login","say ""hi""","1",""\n',
		'"Login","""","1",""\n',
		'"Login","a\nb\r\nc","1",""""""\n',
		GOOD,
	),
	"a quote in an unquoted cell": bytesOf(HEADER, 'Login,a"b,1,\n', GOOD),
	"text behind a closing quote": bytesOf(HEADER, '"Login","a"b,1,\n', GOOD),
	"a carriage return behind a closing quote": bytesOf(
		HEADER,
		'"Login","a"\rb,1,\n',
		'"Login","a","1",""\r',
	),
	"NUL behind a closing quote": bytesOf(
		HEADER,
		'"Login","a"',
		[0],
		',"1",""\n',
		GOOD,
		'"Login",""',
		[0],
		'"x","1",""\n',
		GOOD,
	),
	"a quote that is never closed": bytesOf(
		HEADER,
		GOOD,
		'"Login","a\n',
		GOOD,
		GOOD,
	),
	"a quote that is never closed, in the last line": bytesOf(
		HEADER,
		GOOD,
		'"Login","a',
	),
	"many broken lines": bytesOf(HEADER, '"a\n"b\n"c\n', GOOD, '"d"e\n"f\n'),
	"rows too short and too long": bytesOf(
		HEADER,
		'"Login"\n',
		'"Login","a","1","","more","and ""more"""\n',
		GOOD,
	),
	"bytes that are not UTF-8": bytesOf(
		HEADER,
		'"Login","a',
		[0xff],
		'b","x',
		[0xc3],
		'",""\n',
		GOOD,
		'"Login","',
		[0xe2, 0x82],
		'","1',
		[0xed, 0xa0, 0x80],
		'",""\n',
	),
	"characters of several bytes": bytesOf(
		HEADER,
		'"Login","é日本😀","1",""\n',
		GOOD,
	),
	"a row larger than most": bytesOf(
		HEADER,
		`"Login","${"x".repeat(70_000)}","1",""\n`,
		GOOD,
	),
};
