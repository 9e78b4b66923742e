// Headers come from three places: given in the file, read from files, and fetched.
// No header may come from two of them.

import {
	exactlyOne,
	isMap,
	type Report,
	type Unchecked,
} from "./cross-check.ts";

export function oneSourceForEachHeader(value: Unchecked, report: Report): void {
	const names = [value.headers, value.header_files].flatMap((map) =>
		isMap(map) ? Object.keys(map) : [],
	);
	const seen = new Set(value.auth === undefined ? [] : ["authorization"]);
	for (const name of names) {
		const key = name.toLowerCase();
		if (seen.has(key)) {
			report(
				`only one of \`headers\`, \`header_files\`, \`auth\` may set ${name}, and only once`,
			);
		}
		seen.add(key);
	}
	if (isMap(value.auth)) {
		exactlyOne(
			value.auth,
			(message) => report(message, "auth"),
			["oauth2client"],
			true,
		);
	}
}
