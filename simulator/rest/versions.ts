// The API versions of the org, and GET /services/data.

import { type Answer, type Asked, jsonAnswer } from "../http/answer.ts";

const OLDEST = 31;
const NEWEST = 68;
/** Version 68 is Winter '27; three releases a year. */
const RELEASES_OF_A_YEAR = ["Winter", "Spring", "Summer"];

function labelOf(version: number): string {
	const releases = version - NEWEST + 27 * RELEASES_OF_A_YEAR.length;
	const season = RELEASES_OF_A_YEAR[releases % RELEASES_OF_A_YEAR.length];
	return `${season} '${Math.floor(releases / RELEASES_OF_A_YEAR.length)}`;
}

export type VersionStatus = "served" | "retired" | "unknown";

/** `67.0` and the like. */
export function statusOf(version: string): VersionStatus {
	const number = Number(version);
	if (!/^\d+\.0$/.test(version) || number > NEWEST) return "unknown";
	return number < OLDEST ? "retired" : "served";
}

/** JSON for who asks for it, XML for everybody else. */
export function answerVersions(asked: Asked): Answer {
	const versions = Array.from({ length: NEWEST - OLDEST + 1 }, (_, i) => {
		const version = `${OLDEST + i}.0`;
		return {
			label: labelOf(OLDEST + i),
			url: `/services/data/v${version}`,
			version,
		};
	});
	if (String(asked.headers.accept ?? "").includes("json")) {
		return jsonAnswer(200, versions);
	}
	const items = versions.map(
		({ label, url, version }) =>
			`<Version><label>${label.replace("'", "&apos;")}</label><url>${url}</url><version>${version}</version></Version>`,
	);
	return {
		status: 200,
		headers: { "Content-Type": "application/xml;charset=UTF-8" },
		body: `<?xml version="1.0" encoding="UTF-8"?><Versions>${items.join("")}</Versions>`,
	};
}
