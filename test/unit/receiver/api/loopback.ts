// Real servers on loopback for the client's tests, and telemetry that remembers.

import {
	createServer,
	type IncomingMessage,
	type RequestListener,
	type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { systemClock } from "../../../../pipeline/clock.ts";
import type { LogFields } from "../../../../pipeline/logger.ts";
import { Secret } from "../../../../pipeline/secret.ts";
import type { Telemetry } from "../../../../pipeline/telemetry.ts";
import {
	createSalesforceClient,
	type SalesforceClientOptions,
} from "../../../../receiver/api/create-client.ts";
import { createTokenSource } from "../../../../receiver/auth/create-token-source.ts";
import type { AccessToken } from "../../../../receiver/auth/token-source.ts";
import { deafTelemetry } from "../../deaf-telemetry.ts";

export interface Loopback {
	readonly origin: string;
	readonly requests: IncomingMessage[];
}

export async function startServer(
	listener: RequestListener,
): Promise<Loopback> {
	const requests: IncomingMessage[] = [];
	const server = createServer((request, response) => {
		requests.push(request);
		listener(request, response);
	});
	await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	const { port } = server.address() as AddressInfo;
	return { origin: `http://127.0.0.1:${port}`, requests };
}

/** A server that nobody may ever talk to. */
export function startForbiddenServer(): Promise<Loopback> {
	return startServer((_request, response) => response.end("{}"));
}

export function answerJson(
	response: ServerResponse,
	status: number,
	body: unknown,
	headers: Record<string, string> = {},
): void {
	response.writeHead(status, {
		"content-type": "application/json",
		...headers,
	});
	response.end(JSON.stringify(body));
}

export interface RecordedTelemetry extends Telemetry {
	readonly lines: { level: string; message: string; fields?: LogFields }[];
	total(name: string, attributes?: Record<string, string>): number;
}

export function recordTelemetry(): RecordedTelemetry {
	const lines: RecordedTelemetry["lines"] = [];
	const counts: [string, number, Readonly<Record<string, string>>][] = [];
	const line = (level: string) => (message: string, fields?: LogFields) => {
		lines.push({ level, message, ...(fields && { fields }) });
	};
	const logger = {
		debug: line("debug"),
		info: line("info"),
		warn: line("warn"),
		error: line("error"),
		child: () => logger,
	};
	const telemetry: RecordedTelemetry = {
		...deafTelemetry,
		lines,
		logger,
		count: (name, value, attributes) =>
			void counts.push([name, value, { ...attributes }]),
		component: () => telemetry,
		stream: () => telemetry,
		total: (name, attributes = {}) =>
			counts
				.filter(
					([n, , a]) =>
						n === name &&
						Object.entries(attributes).every(([key, v]) => a[key] === v),
				)
				.reduce((sum, [, value]) => sum + value, 0),
	};
	return telemetry;
}

export function token(value: string): AccessToken {
	return {
		value: new Secret(value),
		organizationId: "00Dxx0000001gPLEAY",
		instanceUrl: "https://acme.my.salesforce.com",
	};
}

/** A client of `origin` whose logins give `token-1`, `token-2` ... */
export function clientOf(
	origin: string,
	options: Partial<SalesforceClientOptions> = {},
) {
	const telemetry = recordTelemetry();
	let logins = 0;
	const client = createSalesforceClient({
		instanceUrl: origin,
		apiVersion: "67.0",
		tokens: createTokenSource(
			async () => token(`token-${++logins}`),
			telemetry,
		),
		idleTimeoutMs: 5_000,
		connectTimeoutMs: 2_000,
		retryBaseDelayMs: 1,
		clock: systemClock,
		telemetry,
		...options,
	});
	onTestFinished(() => client.close());
	return { client, telemetry, logins: () => logins };
}

export async function collectRows(pages: AsyncIterable<readonly unknown[]>) {
	const rows: unknown[] = [];
	for await (const page of pages) rows.push(...page);
	return rows;
}

export async function collectText(body: AsyncIterable<Uint8Array>) {
	const chunks: Uint8Array[] = [];
	for await (const chunk of body) chunks.push(chunk);
	return Buffer.concat(chunks).toString();
}

/** The error that a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
	try {
		await promise;
	} catch (error) {
		return error;
	}
	throw new Error("expected a rejection");
}

export const neverAborted = new AbortController().signal;
