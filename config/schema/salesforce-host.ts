// What the host of a Salesforce URL says. Pure. No list of allowed hosts: Salesforce
// has more than are documented (government clouds, China, sites), and adds to them.

/** Where everybody logs in, and no org's data is. */
export function isLoginServer(hostname: string): boolean {
	return /^(login|test)\.(salesforce\.(com|mil)|sfcrmproducts\.cn)$/.test(
		hostname,
	);
}

/** Orgs whose users log in at test.salesforce.com. */
export function isSandbox(hostname: string): boolean {
	return (
		/\.(sandbox|scratch)\.my\.salesforce\.(com|mil)$/.test(hostname) ||
		/^test\.salesforce\.(com|mil)$/.test(hostname)
	);
}

/**
 * The My Domain host of an address that was copied from a browser: the pages of
 * Lightning and of Setup have hosts of their own, which serve no API.
 */
export function apiHostOf(hostname: string): string | undefined {
	const page =
		/^(.+)\.(?:lightning\.(?:force|crmforce)|my\.salesforce-setup)\.(com|mil)$/.exec(
			hostname,
		);
	return page === null ? undefined : `${page[1]}.my.salesforce.${page[2]}`;
}

/** The same address at the host that serves the API, without what a page's address has besides; undefined when it needs no correction. */
export function correctedUrl(input: string): string | undefined {
	const url = URL.parse(input);
	const host = url === null ? undefined : apiHostOf(url.hostname);
	if (url === null || host === undefined) return undefined;
	if (url.protocol !== "https:" || url.username !== "" || url.password !== "") {
		return undefined;
	}
	const path = url.pathname.startsWith("/services/") ? url.pathname : "";
	return `https://${host}${url.port === "" ? "" : `:${url.port}`}${path}`;
}
