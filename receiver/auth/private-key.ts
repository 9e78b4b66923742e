// The private key of the JWT flow: read, opened, and checked to be what Salesforce
// takes, so that a wrong one is named here rather than as `invalid assertion`.
// Invariant: no part of the key, nor its passphrase, reaches a message.

import { createPrivateKey, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Secret } from "../../pipeline/secret.ts";
import { SalesforceError } from "../api/salesforce-error.ts";
import { readSecret } from "./secret-setting.ts";

const MIN_MODULUS_BITS = 2048;
const PRIVATE_KEY_BLOCK =
	/-----BEGIN ((?:RSA |EC |DSA |ENCRYPTED )?PRIVATE KEY)-----[\s\S]*?-----END \1-----/;
const PUBLIC_BLOCK =
	/-----BEGIN (TRUSTED |X509 )?(CERTIFICATE|([A-Z]+ )?PUBLIC KEY)/;

export interface PrivateKeySettings {
	/** PEM: PKCS#1, PKCS#8 or encrypted PKCS#8. */
	readonly private_key?: Secret | undefined;
	/** Read at each call, so a key that was exchanged is used at once. */
	readonly private_key_file?: string | undefined;
	readonly private_key_passphrase?: Secret | undefined;
	readonly private_key_passphrase_file?: string | undefined;
}

/** An RSA key of 2048 bits or more; rejects with a `SalesforceError` of the `private_key_*` codes. */
export async function loadPrivateKey(
	settings: PrivateKeySettings,
): Promise<KeyObject> {
	const where = settings.private_key_file ?? "private_key";
	const pem = await readPem(settings);
	const block = PRIVATE_KEY_BLOCK.exec(pem)?.[0];
	if (block === undefined) {
		throw new SalesforceError(
			PUBLIC_BLOCK.test(pem) ? "private_key_is_public" : "private_key_not_pem",
			{ where },
		);
	}
	const passphrase = await readSecret(
		"private_key_passphrase",
		settings.private_key_passphrase,
		settings.private_key_passphrase_file,
	);
	const key = openKey(block, passphrase, where);
	if (key.asymmetricKeyType !== "rsa") {
		throw new SalesforceError("private_key_wrong_type", {
			where,
			found: key.asymmetricKeyType,
		});
	}
	const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
	if (bits < MIN_MODULUS_BITS) {
		throw new SalesforceError("private_key_too_short", {
			where,
			found: `${bits} bits`,
		});
	}
	return key;
}

async function readPem(settings: PrivateKeySettings): Promise<string> {
	const { private_key: inline, private_key_file: file } = settings;
	// In an environment variable the line ends are often two characters, `\n`.
	if (inline !== undefined) return inline.reveal().replaceAll("\\n", "\n");
	if (file === undefined) {
		throw new SalesforceError("private_key_unreadable", {
			found: "neither private_key nor private_key_file is set",
		});
	}
	try {
		return await readFile(file, "utf8");
	} catch (error) {
		throw new SalesforceError("private_key_unreadable", {
			where: "private_key_file",
			found: error instanceof Error ? error.message : String(error),
			cause: error,
		});
	}
}

function openKey(
	pem: string,
	passphrase: Secret | undefined,
	where: string,
): KeyObject {
	const encrypted = /ENCRYPTED/.test(pem);
	if (encrypted && passphrase === undefined) {
		throw new SalesforceError("private_key_needs_passphrase", { where });
	}
	try {
		return createPrivateKey({
			key: pem,
			format: "pem",
			...(passphrase === undefined ? {} : { passphrase: passphrase.reveal() }),
		});
	} catch {
		// OpenSSL's words for a wrong passphrase differ with the cipher, and say
		// nothing to an operator.
		throw new SalesforceError(
			encrypted ? "private_key_wrong_passphrase" : "private_key_not_pem",
			{ where },
		);
	}
}
