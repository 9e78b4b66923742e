// Keys and ids made of random characters, several of them from one number: they
// are most of the random text of a row.

import type { Random } from "./random.ts";

const BASE64 =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_SAFE =
	"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

function pairsOf(alphabet: string): string[] {
	const characters = [...alphabet];
	return characters.flatMap((first) =>
		characters.map((second) => first + second),
	);
}

const BASE64_PAIRS = pairsOf(BASE64);
const URL_SAFE_PAIRS = pairsOf(URL_SAFE);
const HEX_BYTES = Array.from({ length: 256 }, (_, byte) =>
	byte.toString(16).padStart(2, "0"),
);

/** `count` characters (even), two of them for each 12 random bits. */
function letters(random: Random, pairs: readonly string[], count: number) {
	let text = "";
	for (let left = count / 2; left > 0; left -= 2) {
		const bits = random.uint32();
		text += pairs[bits >>> 20];
		if (left > 1) text += pairs[(bits >>> 8) & 0xfff];
	}
	return text;
}

/** 32 hex digits: a trace id, as a caller that sends `X-SFDC-REQUEST-ID` leaves it. */
export function traceId(random: Random): string {
	let text = "";
	for (let i = 0; i < 16; i++) text += HEX_BYTES[random.uint32() >>> 24];
	return text;
}

/** 22 characters, as Salesforce makes request ids. */
export function requestId(random: Random): string {
	return letters(random, URL_SAFE_PAIRS, 22);
}

/** 16 characters, as login and session keys have them. */
export function key(random: Random): string {
	return letters(random, BASE64_PAIRS, 16);
}

/** A random UUID (version 4), as EventIdentifier has them. */
export function uuid(random: Random): string {
	const hex = traceId(random);
	const variant = "89ab".charAt(random.uint32() >>> 30);
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
