// What a text in a cell is: an address, a user agent, a host, a TLS version, a
// trace id. Pure functions of the cell.

import { isIPv6 } from "node:net";

/** An IPv4 or IPv6 address. */
export function isAddress(text: string): boolean {
	return isIpv4(text) || (text.includes(":") && isIPv6(text));
}

function isIpv4(text: string): boolean {
	const length = text.length;
	if (length < 7 || length > 15) return false;
	let octet = -1;
	let dots = 0;
	for (let at = 0; at < length; at++) {
		const code = text.charCodeAt(at);
		if (code === 0x2e) {
			if (octet === -1) return false;
			octet = -1;
			dots++;
		} else {
			const digit = code - 48;
			if (digit < 0 || digit > 9 || octet === 0) return false;
			octet = octet === -1 ? digit : octet * 10 + digit;
			if (octet > 255) return false;
		}
	}
	return dots === 3 && octet !== -1;
}

/** Salesforce escapes some characters of a user agent. A text with broken escapes stays as it is. */
export function percentDecode(text: string): string {
	if (!text.includes("%")) return text;
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

export function isDigits(text: string): boolean {
	for (let at = 0; at < text.length; at++) {
		const digit = text.charCodeAt(at) - 48;
		if (digit < 0 || digit > 9) return false;
	}
	return text !== "";
}

/** A W3C trace id: 32 lower-case hexadecimal digits, not all zero. */
export function isTraceId(text: string): boolean {
	if (text.length !== 32) return false;
	let zeros = 0;
	for (let at = 0; at < 32; at++) {
		const code = text.charCodeAt(at);
		if (code === 48) zeros++;
		else if (!(code > 48 && code <= 57) && !(code >= 97 && code <= 102))
			return false;
	}
	return zeros < 32;
}

const HOST =
	/^(?:[a-z][a-z0-9+.-]*:)?(?:\/\/)?(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)/i;

/** `callout:Named_Credential/path`: a scheme without a host; digits would be a port. */
const OPAQUE = /^[a-z][a-z0-9+.-]*:(?!\d|\/\/)/i;

/** The host of a URL or of a bare `host[:port][/path]`; empty when there is none. */
export function hostOf(url: string): string {
	if (OPAQUE.test(url)) return "";
	const bare = url.includes("//") ? url : `//${url}`;
	const host = HOST.exec(bare)?.[1] ?? "";
	return (host.startsWith("[") ? host.slice(1, -1) : host).toLowerCase();
}

const TLS = /^(TLS|SSL)? ?v?(\d+(?:\.\d+)*)$/i;

export interface TlsProtocol {
	readonly name: "tls" | "ssl";
	readonly version: string;
}

/** OpenSSL calls TLS 1.0 `TLSv1`. */
export function tlsProtocol(text: string): TlsProtocol | undefined {
	const match = TLS.exec(text);
	const version = match?.[2];
	if (version === undefined) return undefined;
	if (match?.[1]?.toLowerCase() === "ssl") return { name: "ssl", version };
	return { name: "tls", version: version === "1" ? "1.0" : version };
}

const NAME_AND_VERSION = /^(.*\S)\s+v?(\d[\w.]*)$/;

/** `Chrome 120` to its two parts; the version is empty where there is none. */
export function nameAndVersion(text: string): {
	readonly name: string;
	readonly version: string;
} {
	const match = NAME_AND_VERSION.exec(text);
	return { name: match?.[1] ?? text, version: match?.[2] ?? "" };
}
