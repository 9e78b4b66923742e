// What works and should still be told at the start: corrected addresses, and ways
// to log in that won't last. Invariant: no warning holds the value of a secret.

import type { ConfigWarning } from "../config-error.ts";
import { componentType } from "../schema/component-types.ts";
import { correctedUrl } from "../schema/salesforce-host.ts";
import { redactUrl } from "../schema/url.ts";
import {
	type ConfigNode,
	isNull,
	type MapNode,
	nodeAt,
	type Position,
} from "../source/node.ts";

const RETIRING: Readonly<Record<string, string>> = {
	password:
		"Salesforce retires the username-password flow, and External Client Apps don't have it: move to jwt_bearer or client_credentials",
	access_token:
		"an access token ends and can't be renewed, so this is for experiments only: use another flow for a service",
};

/** Mutual TLS has a port of its own in Salesforce. */
const MUTUAL_TLS_PORT = "8443";

/** Of a configuration without mistakes. */
export function warningsOf(root: MapNode): ConfigWarning[] {
	const receivers = root.entries.get("receivers")?.node;
	if (receivers?.kind !== "map") return [];
	return [...receivers.entries]
		.filter(([id]) => componentType(id) === "salesforce")
		.flatMap(([id, { node }]) => warningsOfOrg(`receivers.${id}`, node));
}

function warningsOfOrg(path: string, receiver: ConfigNode): ConfigWarning[] {
	const auth = nodeAt(receiver, "auth");
	const address = nodeAt(receiver, "instance_url");
	return [
		...corrected(`${path}.instance_url`, address),
		...(auth?.kind === "map" ? [...auth.entries] : []).flatMap(
			([flow, { at, node }]) => {
				const key = `${path}.auth.${flow}`;
				const reason = RETIRING[flow];
				return [
					...corrected(`${key}.token_url`, nodeAt(node, "token_url")),
					...(reason === undefined ? [] : [warning(at, key, reason)]),
				];
			},
		),
		...withoutCertificate(`${path}.instance_url`, address, receiver),
	];
}

function corrected(
	path: string,
	node: ConfigNode | undefined,
): ConfigWarning[] {
	if (node?.kind !== "scalar") return [];
	const url = correctedUrl(node.text);
	if (url === undefined) return [];
	return [
		warning(
			node.at,
			path,
			`${redactUrl(node.text)} is the address of a page, which has no API; ${url} is used instead`,
			node.from,
		),
	];
}

function withoutCertificate(
	path: string,
	node: ConfigNode | undefined,
	receiver: ConfigNode,
): ConfigWarning[] {
	if (node?.kind !== "scalar") return [];
	if (URL.parse(node.text)?.port !== MUTUAL_TLS_PORT) return [];
	const tls = nodeAt(receiver, "tls");
	const certificate = ["cert_file", "cert_pem"].some((key) => {
		const given = nodeAt(tls, key);
		return given !== undefined && !isNull(given);
	});
	if (certificate) return [];
	return [
		warning(
			node.at,
			path,
			"on port 8443 Salesforce asks for a client certificate, and there is none: set tls.cert_file and tls.key_file",
			node.from,
		),
	];
}

/** Without a file, a value has the name of the variable that brought it. */
function warning(
	{ file, line, column }: Position,
	path: string,
	message: string,
	from?: string,
): ConfigWarning {
	const name = line > 0 ? path : (from ?? path);
	return {
		severity: "warn",
		file,
		line,
		column,
		message: `${name}: ${message}`,
	};
}
