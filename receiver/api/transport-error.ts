// From what node, OpenSSL or undici throw for a broken request to the row of the
// error table.

import { ERROR_TABLE } from "./error-table.ts";
import { quoted } from "./quoted.ts";
import { SalesforceError } from "./salesforce-error.ts";

/** A request that got no answer. A `SalesforceError` is given back as it is. */
export function transportError(
	error: unknown,
	where?: string,
): SalesforceError {
	if (error instanceof SalesforceError) return error;
	const transport = errorCode(error);
	const row = ERROR_TABLE.find(({ when }) =>
		when.some((condition) => condition.transport?.includes(transport)),
	);
	return new SalesforceError(row?.code ?? "connection_failed", {
		where,
		found: describe(error),
		salesforceCode: transport === "" ? undefined : transport,
		cause: error,
	});
}

/** A body that broke off while it was read. A `SalesforceError` is given back as it is. */
export function bodyError(error: unknown, where?: string): SalesforceError {
	if (error instanceof SalesforceError) return error;
	const transport = errorCode(error);
	if (
		transport === "UND_ERR_BODY_TIMEOUT" ||
		transport === "UND_ERR_DESTROYED"
	) {
		return transportError(error, where);
	}
	// zlib: Z_BUF_ERROR is a stream without its end, the others are damage.
	const damaged = transport.startsWith("Z_") && transport !== "Z_BUF_ERROR";
	return new SalesforceError(damaged ? "corrupt_body" : "truncated_body", {
		where,
		found: describe(error),
		salesforceCode: transport === "" ? undefined : transport,
		cause: error,
	});
}

function errorCode(error: unknown): string {
	if (typeof error !== "object" || error === null) return "";
	if ("code" in error && typeof error.code === "string") return error.code;
	return "";
}

function describe(error: unknown): string {
	const text = error instanceof Error ? error.message : String(error);
	const code = errorCode(error);
	if (text === "") return code;
	return quoted(code === "" || text.includes(code) ? text : `${code}: ${text}`);
}
