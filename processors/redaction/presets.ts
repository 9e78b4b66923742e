// Ready-made value patterns. In doubt they mask too much rather than too little.

import { isIPv6 } from "node:net";
import { MASK } from "./mask.ts";

export type Masker = (text: string) => string;

/**
 * Something@host.domain, also with the `@` of a URL, `%40`. A run of characters
 * is tried from its beginning only, so that a long one without an `@` costs
 * nothing.
 */
const EMAIL =
	/(?<![\p{L}\p{N}._%+'-])[\p{L}\p{N}._%+'-]+(?:@|%40)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/giu;

export function maskEmails(text: string): string {
	return text.includes("@") || text.includes("%40")
		? text.replace(EMAIL, MASK)
		: text;
}

/** Four numbers with dots. Versions of that form are masked too, but not `Chrome/120.0.0.0`. */
const IPV4 = /(?<![\dA-Za-z.])\d{1,3}(?:\.\d{1,3}){3}(?![\dA-Za-z]|\.\d)/g;

/** A product's name and the slash before its version, as in a user agent. */
const PRODUCT = /(?:^|[\s(;,])[A-Za-z][\w.-]*\/$/;
const LONGEST_PRODUCT = 64;

/** What may be, or contain, an IPv6 address. */
const COLONS = /[\dA-Fa-f:.]*:[\dA-Fa-f:.]+/g;

export function maskAddresses(text: string): string {
	const colons = text.indexOf(":");
	const masked =
		colons >= 0 && text.includes(":", colons + 1)
			? text.replace(COLONS, maskIpv6)
			: text;
	if (!masked.includes(".")) return masked;
	return masked.replace(IPV4, (address, at: number, whole: string) =>
		PRODUCT.test(whole.slice(Math.max(0, at - LONGEST_PRODUCT), at))
			? address
			: MASK,
	);
}

/** Masks the address in a run of its characters, e.g. in `2001:db8::1:` before a reason. */
function maskIpv6(run: string, at: number, whole: string): string {
	const before = whole[at - 1] ?? "";
	const after = whole[at + run.length] ?? "";
	let start = 0;
	let end = run.length;
	// `IP:2001:db8::1`, where the label ends in a letter of its own or in one that looks like a digit.
	if (/[\p{L}\p{N}]/u.test(before)) start = run.indexOf(":") + 1;
	else if (/^:[^:]/.test(run)) start = 1;
	while (end > start && run[end - 1] === ".") end--;
	if (/[^:]:$|:::$/.test(run.slice(start, end))) end--;
	if (end === run.length && /[\p{L}\p{N}]/u.test(after)) return run;
	return isIPv6(run.slice(start, end))
		? run.slice(0, start) + MASK + run.slice(end)
		: run;
}
