// ApexUnexpectedException: an exception that no code caught, as the semantic
// conventions describe one.

import type { BodyPart, EventTable } from "../table.ts";
import { byUser } from "./common.ts";

const BODY: readonly BodyPart[] = [
	"Unexpected Apex exception",
	{
		before: " ",
		attributes: ["exception.type", "salesforce.apex.exception.category"],
	},
	byUser(" for user "),
	{ before: ": ", attributes: ["exception.message"] },
];

export const APEX_UNEXPECTED_EXCEPTION: EventTable = {
	eventType: "ApexUnexpectedException",
	eventName: "salesforce.apex.unexpected_exception",
	brief: "Apex code ended with an exception that nothing caught",
	outcome: [
		{
			by: "always",
			columns: ["EXCEPTION_TYPE", "EXCEPTION_CATEGORY"],
			severity: "ERROR",
			otherwise: "_OTHER",
		},
	],
	body: { success: BODY, failure: BODY, neutral: BODY },
	rules: [
		{
			columns: ["EXCEPTION_TYPE"],
			as: "string",
			attribute: "exception.type",
		},
		{
			columns: ["EXCEPTION_MESSAGE"],
			as: "string",
			attribute: "exception.message",
		},
		{
			columns: ["STACK_TRACE"],
			as: "string",
			attribute: "exception.stacktrace",
		},
		{
			// Where it was thrown; the first line of a trigger or of anonymous code
			// names no function.
			columns: ["STACK_TRACE"],
			as: "match",
			pattern: /^Class\.([A-Za-z]\w*(?:\.[A-Za-z]\w*)+): line \d/,
			attribute: "code.function.name",
		},
		{
			columns: ["EXCEPTION_CATEGORY"],
			as: "string",
			attribute: "salesforce.apex.exception.category",
		},
	],
};
