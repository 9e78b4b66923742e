// The guard of the bearer token: every link that the org gives (`nextRecordsUrl`,
// `LogFile`, `Location`) passes here before it is followed. Pure. Invariant: the
// result is a request target on the instance's own origin, or there is none.

import { quoted } from "./quoted.ts";
import { SalesforceError } from "./salesforce-error.ts";

/**
 * The path and query of a link, absolute or relative to `base` (itself a path on
 * the instance). Scheme, host and port must be the instance's; a link with user
 * information is refused whatever its host.
 */
export function resolveWithinInstance(
	instanceOrigin: string,
	pathOrUrl: string,
	base = "/",
): string {
	const instance = new URL(instanceOrigin);
	let url: URL;
	try {
		// The URL parser is the one that browsers have, so `\\host`, `/\host`,
		// `//host` and embedded tabs are read here as any server might mean them.
		url = new URL(pathOrUrl, new URL(base, instance));
	} catch {
		throw new SalesforceError("foreign_origin", {
			found: `not a URL: ${quoted(pathOrUrl)}`,
		});
	}
	// Not by `origin`: a `blob:` URL has that of the URL inside it.
	if (url.protocol !== instance.protocol || url.host !== instance.host) {
		throw new SalesforceError("foreign_origin", {
			found: `${namedOrigin(url)} instead of ${instance.origin}`,
		});
	}
	if (url.username !== "" || url.password !== "") {
		throw new SalesforceError("foreign_origin", {
			found: `user information before ${url.host}`,
		});
	}
	return url.pathname + url.search;
}

function namedOrigin(url: URL): string {
	return url.host === "" ? url.protocol : `${url.protocol}//${url.host}`;
}
