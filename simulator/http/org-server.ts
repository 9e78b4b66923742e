// The org on a loopback port: one connection's request to an endpoint's answer,
// with whatever an intervention makes of it.

import {
	createServer,
	type IncomingMessage,
	type Server,
	type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import type { LongRunning } from "../rest/long-running.ts";
import { SESSION_EXPIRED } from "../rest/rest-api.ts";
import { type Answer, type Asked, apiError } from "./answer.ts";
import type { Deed, Effect, Endpoint } from "./interventions.ts";
import type { RequestLog } from "./request-log.ts";
import { acceptsGzip, sendAnswer } from "./send-answer.ts";

const MAX_BODY_BYTES = 1_000_000;
/** Above what the REST API refuses itself, so that it is the one to refuse. */
const MAX_HEADER_BYTES = 128 * 1024;

export interface OrgServer {
	readonly port: number;
	/** Requests whose answers have not ended. */
	open(): number;
	close(): Promise<void>;
}

export interface OrgServerOptions {
	readonly port: number;
	readonly gzip: boolean;
	/** What the next answer to such a request is met with. */
	readonly effect: (endpoint: Endpoint, asked: Asked) => Effect | undefined;
	/** Makes something happen in the org because of the request. */
	readonly perform: (deed: Deed, asked: Asked) => void;
	readonly requests: RequestLog;
	readonly longRunning: LongRunning;
	/** The org's clock, for the Date header of the REST API. */
	readonly now: () => number;
	/** The clock that logins are judged by. */
	readonly realNow: () => number;
	readonly token: (asked: Asked) => Promise<Answer>;
	readonly userinfo: (asked: Asked) => Answer;
	readonly rest: (asked: Asked) => Answer;
	/** Ends the session that the request came with. */
	readonly expireSession: (asked: Asked) => void;
	/** Before a request is looked at. */
	readonly onRequest: () => void;
}

const TOO_MANY_LONG_REQUESTS = apiError(
	403,
	"REQUEST_LIMIT_EXCEEDED",
	"ConcurrentPerOrgLongTxn Limit exceeded.",
);

const ENDPOINTS: readonly (readonly [Endpoint, RegExp])[] = [
	["token", /^\/services\/oauth2\/token\/?$/],
	["userinfo", /^\/services\/oauth2\/userinfo\/?$/],
	["versions", /^\/services\/data\/?$/],
	["query", /^\/services\/data\/v[\d.]+\/query\/?$/],
	["query_more", /^\/services\/data\/v[\d.]+\/query\/[^/]+$/],
	["log_file", /\/sobjects\/EventLogFile\/\w+\/LogFile$/i],
	["describe", /\/sobjects\/\w+\/describe\/?$/],
	["limits", /^\/services\/data\/v[\d.]+\/limits\/?$/],
];

function endpointOf(path: string): Endpoint {
	return ENDPOINTS.find(([, pattern]) => pattern.test(path))?.[0] ?? "other";
}

async function read(request: IncomingMessage): Promise<Asked> {
	const chunks: Buffer[] = [];
	let length = 0;
	for await (const chunk of request as AsyncIterable<Buffer>) {
		length += chunk.length;
		if (length > MAX_BODY_BYTES) throw new Error("The request is too long.");
		chunks.push(chunk);
	}
	return {
		method: request.method ?? "GET",
		url: new URL(request.url ?? "/", "http://localhost"),
		headers: request.headers,
		body: Buffer.concat(chunks).toString(),
	};
}

export async function startOrgServer(
	options: OrgServerOptions,
): Promise<OrgServer> {
	const { requests, longRunning } = options;

	async function respond(
		asked: Asked,
		endpoint: Endpoint,
		effect: Effect | undefined,
	): Promise<Answer> {
		const real = async (as = asked) => {
			if (endpoint === "token") return options.token(as);
			if (endpoint === "userinfo") return options.userinfo(as);
			return options.rest(as);
		};
		switch (effect?.kind) {
			case "answer":
				return effect.answer;
			case "expire_session":
				options.expireSession(asked);
				return SESSION_EXPIRED;
			case "lens":
				return real({ ...asked, lens: effect.lens });
			case "short_page":
				return real({ ...asked, pageRows: effect.rows });
			case "content": {
				const body = [Buffer.from(effect.content)];
				return { ...(await real()), body, announcedLength: undefined };
			}
			case "headers": {
				const answer = await real();
				const headers = { ...answer.headers, ...effect.headers };
				return { ...answer, headers };
			}
			default:
				return real();
		}
	}

	/** An org that has its fill of long requests looks at no other. */
	async function admitted(
		asked: Asked,
		endpoint: Endpoint,
		effect: Effect | undefined,
		response: ServerResponse,
	): Promise<Answer> {
		if (effect?.kind === "deed") options.perform(effect.deed, asked);
		if (endpoint === "token") return respond(asked, endpoint, effect);
		if (!longRunning.begin(response)) return TOO_MANY_LONG_REQUESTS;
		response.once("close", () => longRunning.end(response));
		return respond(asked, endpoint, effect);
	}

	async function serve(request: IncomingMessage, response: ServerResponse) {
		options.onRequest();
		const asked = await read(request);
		const endpoint = endpointOf(asked.url.pathname);
		const effect = options.effect(endpoint, asked);
		const answer =
			effect?.kind === "reset"
				? undefined
				: await admitted(asked, endpoint, effect, response);
		const { authorization: _, ...headers } = asked.headers;
		requests.add({
			endpoint,
			method: asked.method,
			path: asked.url.pathname + asked.url.search,
			status: answer?.status ?? 0,
			headers,
		});
		if (answer === undefined) {
			response.destroy();
			return;
		}
		// Logins are judged by real time, everything else by the org's clock.
		const time = endpoint === "token" ? options.realNow() : options.now();
		response.setHeader("Date", new Date(time).toUTCString());
		await sendAnswer(response, answer, {
			gzip: options.gzip && effect?.kind !== "identity" && acceptsGzip(asked),
			effect:
				effect?.kind === "truncate" || effect?.kind === "stall"
					? effect
					: undefined,
		});
	}

	let open = 0;
	const server = createServer(
		{ maxHeaderSize: MAX_HEADER_BYTES },
		(request, response) => {
			open++;
			response.once("close", () => open--);
			serve(request, response).catch((error: unknown) => {
				if (response.headersSent || response.destroyed) {
					response.destroy();
					return;
				}
				const answer = apiError(500, "UNKNOWN_EXCEPTION", String(error));
				sendAnswer(response, answer, { gzip: false }).catch(() =>
					response.destroy(),
				);
			});
		},
	);
	await listen(server, options.port);
	return {
		port: (server.address() as AddressInfo).port,
		open: () => open,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

function listen(server: Server, port: number): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, "127.0.0.1", () => {
			server.off("error", reject);
			resolve();
		});
	});
}
