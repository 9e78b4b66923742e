// A secret as it is configured: inline, or in a file that is read for each login, so
// that one which was exchanged is used at once. Invariant: no part of it reaches a
// message.

import { readFile } from "node:fs/promises";
import { Secret } from "../../pipeline/secret.ts";
import { SalesforceError } from "../api/salesforce-error.ts";

/** Undefined when neither is set; rejects with a `SalesforceError` of the `secret_file_*` codes. `key` is the setting's name. */
export async function readSecret(
	key: string,
	inline: Secret | undefined,
	file: string | undefined,
): Promise<Secret | undefined> {
	if (inline !== undefined || file === undefined) return inline;
	const where = `${key}_file`;
	let text: string;
	try {
		text = await readFile(file, "utf8");
	} catch (error) {
		throw new SalesforceError("secret_file_unreadable", {
			where,
			found: error instanceof Error ? error.message : String(error),
			cause: error,
		});
	}
	// An editor ends the last line; a blank may belong to a password.
	const value = text.replace(/(\r?\n)+$/, "");
	if (value.trim() === "") {
		throw new SalesforceError("secret_file_empty", { where, found: file });
	}
	return new Secret(value);
}

/** The same for a secret that the configuration can't be without. */
export async function readRequiredSecret(
	key: string,
	inline: Secret | undefined,
	file: string | undefined,
): Promise<Secret> {
	const secret = await readSecret(key, inline, file);
	if (secret !== undefined) return secret;
	throw new TypeError(`neither ${key} nor ${key}_file is set`);
}
