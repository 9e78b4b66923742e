// OAuth 2.0 client credentials (RFC 6749, 4.4): the token of one exporter.
// Invariants: one token request at a time, shared by all who wait; the secret goes
// to the token endpoint and nowhere else, and nothing of it or of a token reaches a
// message.

import { readFileSync } from "node:fs";
import type { OAuth2ClientConfig } from "../../config/schema/oauth2client.ts";
import type { Clock } from "../../pipeline/clock.ts";
import type { Logger } from "../../pipeline/logger.ts";
import type { Secret } from "../../pipeline/secret.ts";
import { describeConnectionError } from "./connection-error.ts";
import { readErrorMessage } from "./response-body.ts";
import { createTransport } from "./transport.ts";

/** No token came. */
export class TokenError extends Error {
	/** Whether the endpoint refused the client, which time alone does not cure. */
	readonly refused: boolean;

	constructor(message: string, refused: boolean) {
		super(message);
		this.refused = refused;
	}
}

export interface TokenProvider {
	/** The value of `Authorization`. Rejects with a TokenError, or with the signal's reason. */
	authorization(signal: AbortSignal): Promise<string>;
	/** The backend has refused that value: the next one is another. */
	invalidate(authorization: string): void;
	close(): Promise<void>;
}

export interface OAuth2ClientOptions {
	readonly config: OAuth2ClientConfig;
	readonly proxyUrl: Secret | undefined;
	readonly env: NodeJS.ProcessEnv;
	readonly clock: Clock;
	readonly logger: Logger;
}

interface Token {
	readonly authorization: string;
	/** Ms since the epoch; when it is renewed. */
	readonly renewAt: number;
}

/** Where the client's credentials stand: RFC 6749 prefers the header, and some servers know the body only. */
type ClientAuthentication = "header" | "body";

/** Throws when a TLS file can't be used. */
export function createOAuth2Client(
	options: OAuth2ClientOptions,
): TokenProvider {
	const { config, clock } = options;
	const url = new URL(config.token_url);
	const where = `${url.origin}${url.pathname}`;
	const transport = createTransport({
		...options,
		url,
		tls: config.tls,
		timeoutMs: config.timeout,
		connections: 1,
	});
	const closing = new AbortController();
	let authentication: ClientAuthentication | undefined;
	let current: Token | undefined;
	let fetching: Promise<Token> | undefined;

	async function fetchToken(): Promise<Token> {
		const id = credential("client_id", config);
		const secret = credential("client_secret", config);
		// As Go's oauth2, and so the Collector: what works is found out once.
		if (authentication !== undefined) {
			return requestToken(authentication, id, secret);
		}
		try {
			const token = await requestToken("header", id, secret);
			authentication = "header";
			return token;
		} catch (error) {
			if (!(error instanceof TokenError) || !error.refused) throw error;
			const token = await requestToken("body", id, secret);
			authentication = "body";
			return token;
		}
	}

	async function requestToken(
		how: ClientAuthentication,
		id: string,
		secret: string,
	): Promise<Token> {
		const form = new URLSearchParams({
			grant_type: "client_credentials",
			...(config.scopes.length > 0 && { scope: config.scopes.join(" ") }),
			...config.endpoint_params,
			...(how === "body" && { client_id: id, client_secret: secret }),
		});
		const answer = await post(form, how === "header" ? basic(id, secret) : {});
		const contentType = String(answer.headers["content-type"] ?? "");
		if (answer.status !== 200) {
			const detail = readErrorMessage(contentType, answer.body)
				.replaceAll(secret, "[REDACTED]")
				.slice(0, 200);
			throw new TokenError(
				`no token from ${where}: HTTP ${answer.status}${detail && `: ${detail}`}`,
				answer.status < 500 && answer.status !== 429,
			);
		}
		return tokenOf(answer.body);
	}

	async function post(form: URLSearchParams, headers: Record<string, string>) {
		try {
			return await transport.post(
				{
					accept: "application/json",
					"content-type": "application/x-www-form-urlencoded",
					...headers,
				},
				{ body: Buffer.from(form.toString()) },
				closing.signal,
			);
		} catch (error) {
			closing.signal.throwIfAborted();
			throw new TokenError(
				`no token: ${describeConnectionError(error, where, config.timeout)}`,
				false,
			);
		}
	}

	function tokenOf(body: Uint8Array): Token {
		let json: Record<string, unknown>;
		try {
			json = Object(JSON.parse(new TextDecoder().decode(body)));
		} catch {
			// A parser's message would quote the body, and with it the token.
			throw new TokenError(
				`no token from ${where}: the answer is not JSON`,
				false,
			);
		}
		const { access_token: token, token_type: type, expires_in: seconds } = json;
		if (typeof token !== "string" || !/^[\x21-\x7e]+$/.test(token)) {
			throw new TokenError(
				`no token from ${where}: the answer has no access_token`,
				false,
			);
		}
		const lifeMs = Number(seconds) * 1_000;
		return {
			authorization: `${schemeOf(type)} ${token}`,
			// Without an end it holds until the backend refuses it.
			renewAt:
				lifeMs > 0
					? clock.now() + lifeMs - Math.min(config.expiry_buffer, lifeMs / 2)
					: Number.POSITIVE_INFINITY,
		};
	}

	function fetchOnce(): Promise<Token> {
		fetching ??= fetchToken()
			.then((token) => {
				current = token;
				return token;
			})
			.finally(() => {
				fetching = undefined;
			});
		return fetching;
	}

	return {
		async authorization(signal) {
			signal.throwIfAborted();
			if (current !== undefined && clock.now() < current.renewAt) {
				return current.authorization;
			}
			const token = await abandonable(fetchOnce(), signal);
			return token.authorization;
		},
		invalidate(authorization) {
			if (current?.authorization === authorization) current = undefined;
		},
		async close() {
			closing.abort(new Error("the exporter is shut down"));
			await transport.close();
		},
	};
}

function credential(
	key: "client_id" | "client_secret",
	config: OAuth2ClientConfig,
): string {
	const inline =
		key === "client_id" ? config.client_id : config.client_secret?.reveal();
	if (inline !== undefined) return inline;
	const file = config[`${key}_file`] ?? "";
	try {
		return readFileSync(file, "utf8").trim();
	} catch (error) {
		throw new TokenError(
			`oauth2client: ${key}_file: ${file} can't be read: ${(error as Error).message}`,
			true,
		);
	}
}

/** RFC 6749, 2.3.1: both are form-encoded before they are joined. */
function basic(id: string, secret: string): Record<string, string> {
	const encoded = [id, secret]
		.map((part) => new URLSearchParams([["", part]]).toString().slice(1))
		.join(":");
	return {
		authorization: `Basic ${Buffer.from(encoded).toString("base64")}`,
	};
}

/** Servers write "bearer" in any case, and backends may want it in the one of the RFC. */
function schemeOf(type: unknown): string {
	return typeof type !== "string" || /^bearer$/i.test(type) ? "Bearer" : type;
}

/** What `promise` gives, or the signal's reason if that comes first. */
function abandonable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
	return new Promise((resolve, reject) => {
		const abandon = () => reject(signal.reason);
		signal.addEventListener("abort", abandon, { once: true });
		promise
			.then(resolve, reject)
			.finally(() => signal.removeEventListener("abort", abandon));
	});
}
