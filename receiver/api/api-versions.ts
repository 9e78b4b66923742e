// Which versions of its API an org offers, and which of them is used. Pure.

import { foreignAnswer } from "./error-answer.ts";
import { SalesforceError } from "./salesforce-error.ts";

/** The versions that this program was tested with; a newer one may change what rows look like. */
export const OLDEST_TESTED = 46;
export const NEWEST_TESTED = 68;

/** The body of an answer of `/services/data`: JSON, or XML from a server that ignores Accept. Ascending. */
export function parseVersions(
	body: string,
	contentType: string | undefined,
	where: string,
): readonly number[] {
	const versions = (
		body.trimStart().startsWith("<")
			? versionsOfXml(body)
			: versionsOfJson(body)
	).filter(Number.isInteger);
	if (versions.length > 0) return versions.sort((a, b) => a - b);
	throw foreignAnswer(200, contentType, body, where);
}

function versionsOfXml(body: string): number[] {
	return Array.from(body.matchAll(/<version>\s*(\d+)\.0\s*<\/version>/gi)).map(
		([, version]) => Number(version),
	);
}

function versionsOfJson(body: string): number[] {
	let json: unknown;
	try {
		json = JSON.parse(body);
	} catch {
		return [];
	}
	if (!Array.isArray(json)) return [];
	return json.map((entry) => Number(Object(entry).version));
}

/** The newest version that the org offers and this program was tested with. Throws a `SalesforceError`. */
export function newestTested(
	offered: readonly number[],
	where: string,
): number {
	const tested = offered.filter(
		(version) => version >= OLDEST_TESTED && version <= NEWEST_TESTED,
	);
	const newest = tested.at(-1);
	if (newest !== undefined) return newest;
	throw new SalesforceError("api_version_not_supported", {
		where,
		found: `${describeVersions(offered)}; tested are ${OLDEST_TESTED}.0 to ${NEWEST_TESTED}.0`,
	});
}

export function describeVersions(offered: readonly number[]): string {
	return `the org offers ${offered.at(0)}.0 to ${offered.at(-1)}.0`;
}
