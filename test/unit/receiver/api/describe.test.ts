import { expect, test } from "vitest";
import {
	answerJson,
	clientOf,
	neverAborted,
	rejection,
	startServer,
} from "./loopback.ts";

test("describe gives the fields with their types", async () => {
	const server = await startServer((_request, response) =>
		answerJson(response, 200, {
			name: "LoginEvent",
			queryable: true,
			fields: [
				{ name: "Id", type: "id", label: "ID" },
				{ name: "EventDate", type: "datetime", filterable: true },
			],
		}),
	);
	const { client } = clientOf(server.origin);
	expect(await client.describe("LoginEvent", neverAborted)).toEqual([
		{ name: "Id", type: "id" },
		{ name: "EventDate", type: "datetime" },
	]);
	expect(server.requests[0]?.url).toBe(
		"/services/data/v67.0/sobjects/LoginEvent/describe",
	);
});

test.each([
	[404, [{ errorCode: "NOT_FOUND", message: "does not exist" }]],
	[400, [{ errorCode: "INVALID_TYPE", message: "not supported" }]],
	[200, { queryable: false, fields: [] }],
])(
	"an object that can't be seen (HTTP %i) is told with its cure",
	async (status, body) => {
		const server = await startServer((_request, response) =>
			answerJson(response, status, body),
		);
		const { client } = clientOf(server.origin);
		expect(
			await rejection(client.describe("LoginEvent", neverAborted)),
		).toMatchObject({
			code: "object_not_available",
			cure: expect.stringContaining("View Real-Time Event Monitoring Data"),
			message: expect.stringContaining("LoginEvent"),
		});
	},
);

test.each([
	["no fields", {}],
	["fields without types", { fields: [{ name: "Id" }] }],
])("an answer with %s is an error of the family", async (_, body) => {
	const server = await startServer((_request, response) =>
		answerJson(response, 200, body),
	);
	const { client } = clientOf(server.origin);
	expect(
		await rejection(client.describe("LoginEvent", neverAborted)),
	).toMatchObject({ code: "unexpected_answer" });
});
