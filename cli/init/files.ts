// Makes the key and the certificate. Invariants: a private key is 0600 from its first
// moment on, and never overwritten; what is there already is used when it fits.

import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { SalesforceError } from "../../receiver/api/salesforce-error.ts";
import { loadPrivateKey } from "../../receiver/auth/private-key.ts";
import { createRsaKey, selfSignedCertificate } from "./certificate.ts";

const DAY_MS = 86_400_000;
/** Two years: shorter is forgotten, longer outlives whoever knows of it. */
const VALID_MS = 730 * DAY_MS;

/** Ends the command: told as it is. */
export class InitFailure extends Error {}

export interface Made {
	/** Whether it was there already. */
	readonly key: "made" | "kept";
	readonly certificate: "made" | "kept";
	/** The certificate's end. */
	readonly validUntil: Date;
}

export async function makeKeyAndCertificate(options: {
	readonly keyFile: string;
	readonly certificateFile: string;
	/** Asked before a certificate of another key is replaced. */
	readonly mayReplace: (file: string) => Promise<boolean>;
	readonly now: number;
}): Promise<Made> {
	const { keyFile, certificateFile, now } = options;
	const present = await existingKey(keyFile);
	const key = present ?? (await createRsaKey());
	const there = existingCertificate(certificateFile, key, now);
	if (there === "other" && !(await options.mayReplace(certificateFile))) {
		throw new InitFailure(
			`${certificateFile} is there, and is not a valid certificate of the key ${keyFile}: move it away, or name another file with --certificate-file`,
		);
	}
	if (present === undefined) {
		const pem = key.export({ type: "pkcs8", format: "pem" });
		// "wx": another process may have made one meanwhile.
		write(keyFile, pem.toString(), "wx", 0o600);
	}
	if (there instanceof X509Certificate) {
		return {
			key: present === undefined ? "made" : "kept",
			certificate: "kept",
			validUntil: there.validToDate,
		};
	}
	const pem = selfSignedCertificate(key, {
		commonName: "salesforce-otlp",
		now,
		validMs: VALID_MS,
	});
	write(certificateFile, pem, there === "other" ? "w" : "wx", 0o644);
	return {
		key: present === undefined ? "made" : "kept",
		certificate: "made",
		validUntil: new X509Certificate(pem).validToDate,
	};
}

/** Undefined when there is no such file. One that Salesforce does not take is told. */
async function existingKey(file: string): Promise<KeyObject | undefined> {
	if (read(file) === undefined) return undefined;
	try {
		const key = await loadPrivateKey({ private_key_file: file });
		return createPrivateKey(key.export({ type: "pkcs8", format: "pem" }));
	} catch (error) {
		if (!(error instanceof SalesforceError)) throw error;
		throw new InitFailure(
			`${file} is there and can't be used, and a private key is never overwritten: ${error.message} ${error.cure ?? ""}`,
		);
	}
}

function existingCertificate(
	file: string,
	key: KeyObject,
	now: number,
): X509Certificate | "other" | undefined {
	const pem = read(file);
	if (pem === undefined) return undefined;
	try {
		const certificate = new X509Certificate(pem);
		return certificate.checkPrivateKey(key) &&
			certificate.validToDate.getTime() > now
			? certificate
			: "other";
	} catch {
		return "other";
	}
}

function read(file: string): string | undefined {
	try {
		return readFileSync(file, "utf8");
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
		throw new InitFailure(`${file}: ${(error as Error).message}`);
	}
}

/** Throws an `InitFailure` that says which file, also when it is there and `flag` is "wx". */
export function write(
	file: string,
	text: string,
	flag: "w" | "wx",
	mode: number,
): void {
	try {
		writeFileSync(file, text, { flag, mode });
	} catch (error) {
		throw new InitFailure(
			(error as NodeJS.ErrnoException).code === "EEXIST"
				? `${file} is there already, and nothing is overwritten without asking`
				: `${file}: ${(error as Error).message}`,
		);
	}
}
