// A request in JSON. What is parsed and written again is the same text, but for
// spaces: the numbers in it were written by JavaScript.

import type { RequestFormat } from "./request-format.ts";

interface JsonScopeLogs {
	readonly logRecords?: readonly { readonly timeUnixNano?: string | number }[];
}

interface JsonResourceLogs {
	readonly scopeLogs?: readonly JsonScopeLogs[];
}

interface JsonRequest {
	readonly resourceLogs?: readonly JsonResourceLogs[];
}

export const jsonRequest: RequestFormat = {
	facts: (request) =>
		(parse(request).resourceLogs ?? []).flatMap(({ scopeLogs = [] }) =>
			scopeLogs.flatMap(({ logRecords = [] }) =>
				logRecords.map((record) => ({
					bytes: Buffer.byteLength(JSON.stringify(record)),
					timeMs: Number(BigInt(record.timeUnixNano ?? 0) / 1_000_000n),
				})),
			),
		),

	pick(request, keep) {
		let index = 0;
		const { resourceLogs = [], ...rest } = parse(request);
		return write({
			...rest,
			resourceLogs: resourceLogs
				.map((resource) => ({
					...resource,
					scopeLogs: (resource.scopeLogs ?? [])
						.map((scope) => ({
							...scope,
							logRecords: (scope.logRecords ?? []).filter(() => keep(index++)),
						}))
						.filter(({ logRecords }) => logRecords.length > 0),
				}))
				.filter(({ scopeLogs }) => scopeLogs.length > 0),
		});
	},

	join: (requests) =>
		write({
			resourceLogs: requests.flatMap(
				(request) => parse(request).resourceLogs ?? [],
			),
		}),
};

function parse(request: Uint8Array): JsonRequest {
	return JSON.parse(new TextDecoder().decode(request)) as JsonRequest;
}

function write(request: JsonRequest): readonly Uint8Array[] {
	return [Buffer.from(JSON.stringify(request))];
}
