// The page for operators, and what is known of Salesforce, say the same.

import { describe, expect, test } from "vitest";
import {
	oauthError,
	restError,
} from "../../../../receiver/api/error-answer.ts";
import {
	ERROR_GROUPS,
	ERROR_TABLE,
} from "../../../../receiver/api/error-table.ts";
import { renderTroubleshooting } from "../../../../receiver/api/generate/troubleshooting.ts";

const JSON_TYPE = "application/json";

const documented = Object.values(ERROR_GROUPS).flatMap((rows) =>
	rows.flatMap((row) =>
		("answers" in row ? row.answers : []).map(
			(answer) => [answer, row.code] as const,
		),
	),
);

describe("an answer that the page shows leads to the code it shows", () => {
	test.each(documented)("%s", (answer, code) => {
		const [, status, error, text] =
			/^(?:(\d{3}) )?(\w+): (.*)$/.exec(answer) ?? [];
		const found =
			status === undefined
				? oauthError(
						400,
						JSON_TYPE,
						JSON.stringify({ error, error_description: text }),
					)
				: restError(
						Number(status),
						JSON_TYPE,
						JSON.stringify([{ errorCode: error, message: text }]),
					);
		expect(found.code).toBe(code);
	});
});

test("every row for an answer with words of its own shows one", () => {
	const silent = ERROR_TABLE.filter(
		({ when, answers }) =>
			answers === undefined &&
			when.some(
				({ oauth, rest }) =>
					oauth?.error ??
					oauth?.description ??
					rest?.errorCode ??
					rest?.message,
			),
	);
	expect(silent.map(({ code }) => code)).toEqual([]);
});

test("every code has a heading, a cause and a cure", () => {
	const page = renderTroubleshooting();
	const headings = [...page.matchAll(/^### `(\w+)`$/gm)].map(
		([, code]) => code,
	);
	expect(headings).toEqual(ERROR_TABLE.map(({ code }) => code));
	for (const { code, cause, cure } of ERROR_TABLE) {
		const [, section = ""] = page.split(`### \`${code}\`\n`);
		const [own = ""] = section.split("\n### ");
		expect(own).toContain(cause);
		expect(own).toContain(`**Cure:** ${cure}`);
		expect(own).toMatch(/\*\*Seen as:\*\* \S/);
	}
	const links = [...page.matchAll(/\(#(\w+)\)/g)].map(([, code]) => code);
	expect(links.filter((code) => !headings.includes(code))).toEqual([]);
});
