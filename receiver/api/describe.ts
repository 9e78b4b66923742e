// What `describe` says of an object. Pure.

import { z } from "zod";
import type { FieldDescription } from "./client.ts";
import { foreignAnswer } from "./error-answer.ts";
import { SalesforceError } from "./salesforce-error.ts";

const description = z.object({
	queryable: z.boolean().optional(),
	fields: z.array(z.object({ name: z.string(), type: z.string() })),
});

/** `body` of an answer with status 200. Throws a `SalesforceError`. */
export function parseDescription(
	body: string,
	contentType: string | undefined,
	where: string,
): readonly FieldDescription[] {
	let json: unknown;
	try {
		json = JSON.parse(body);
	} catch {
		throw foreignAnswer(200, contentType, body, where);
	}
	const parsed = description.safeParse(json);
	if (!parsed.success) {
		throw new SalesforceError("unexpected_answer", {
			where,
			found: "`fields` is not a list of fields with name and type",
			status: 200,
		});
	}
	if (parsed.data.queryable === false) {
		throw new SalesforceError("object_not_available", {
			where,
			found: "it can't be queried",
			status: 200,
		});
	}
	return parsed.data.fields;
}

/** An object that nobody may see is answered with a plain 404. */
export function withoutObject(error: unknown, object: string): unknown {
	if (!(error instanceof SalesforceError) || error.code !== "not_found") {
		return error;
	}
	return new SalesforceError("object_not_available", {
		where: object,
		found: `HTTP ${error.status}`,
		status: error.status,
		salesforceCode: error.salesforceCode,
		cause: error,
	});
}
