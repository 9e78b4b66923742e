// A client of the simulated org for these tests: nothing of the product's own.

import { importPKCS8, SignJWT } from "jose";
import type { Simulator } from "../../../simulator/simulator.ts";

export interface Claims {
	readonly iss?: string;
	readonly sub?: string;
	readonly aud?: string;
	/** Seconds from now. */
	readonly expiresIn?: number;
	readonly key?: string;
}

export async function assertionFor(
	org: Simulator,
	claims: Claims = {},
): Promise<string> {
	const key = await importPKCS8(claims.key ?? org.privateKeyPem, "RS256");
	return new SignJWT()
		.setProtectedHeader({ alg: "RS256" })
		.setIssuer(claims.iss ?? org.clientId)
		.setSubject(claims.sub ?? org.username)
		.setAudience(claims.aud ?? "https://login.salesforce.com")
		.setExpirationTime(
			Math.floor(Date.now() / 1000) + (claims.expiresIn ?? 180),
		)
		.sign(key);
}

export async function logIn(
	org: Simulator,
	assertion: string | Promise<string> = assertionFor(org),
): Promise<{ status: number; body: Record<string, string> }> {
	const response = await fetch(`${org.url}/services/oauth2/token`, {
		method: "POST",
		body: new URLSearchParams({
			grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
			assertion: await assertion,
		}),
	});
	return {
		status: response.status,
		body: (await response.json()) as Record<string, string>,
	};
}

export interface Connection {
	get(path: string, headers?: Record<string, string>): Promise<Response>;
	query(soql: string): Promise<QueryBody>;
}

export interface QueryBody {
	totalSize: number;
	done: boolean;
	nextRecordsUrl?: string;
	records: Record<string, unknown>[];
}

export async function connect(org: Simulator): Promise<Connection> {
	const { body } = await logIn(org);
	const get = (path: string, headers: Record<string, string> = {}) =>
		fetch(org.url + path, {
			redirect: "manual",
			headers: { authorization: `Bearer ${body.access_token}`, ...headers },
		});
	return {
		get,
		query: async (soql) =>
			(await (
				await get(`/services/data/v67.0/query?q=${encodeURIComponent(soql)}`)
			).json()) as QueryBody,
	};
}
