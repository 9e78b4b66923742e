// The key and the self-signed certificate of the JWT bearer flow: the app in Salesforce
// holds the certificate and checks our signatures with it. Salesforce wants RSA of 2048
// bits or more, and a certificate below 4 KB.

import {
	createPublicKey,
	generateKeyPair,
	type KeyObject,
	randomBytes,
	sign,
} from "node:crypto";
import { promisify } from "node:util";
import {
	bitString,
	DER_NULL,
	DER_TRUE,
	explicit,
	integer,
	objectIdentifier,
	octetString,
	sequence,
	set,
	time,
	utf8String,
} from "./der.ts";

const MODULUS_BITS = 2048;
/** Our clock may be a little ahead of Salesforce's. */
const ALREADY_VALID_MS = 3_600_000;

const SHA256_WITH_RSA = sequence(
	objectIdentifier("1.2.840.113549.1.1.11"),
	DER_NULL,
);
const COMMON_NAME = objectIdentifier("2.5.4.3");
const VERSION_3 = explicit(0, integer(Buffer.from([2])));

export async function createRsaKey(): Promise<KeyObject> {
	const { privateKey } = await promisify(generateKeyPair)("rsa", {
		modulusLength: MODULUS_BITS,
	});
	return privateKey;
}

export interface CertificateOptions {
	readonly commonName: string;
	/** Ms since the epoch. */
	readonly now: number;
	readonly validMs: number;
}

/** PEM. It may sign nothing but what we sign with it, and no other certificates. */
export function selfSignedCertificate(
	privateKey: KeyObject,
	{ commonName, now, validMs }: CertificateOptions,
): string {
	const name = sequence(set(sequence(COMMON_NAME, utf8String(commonName))));
	const body = sequence(
		VERSION_3,
		integer(serialNumber()),
		SHA256_WITH_RSA,
		name,
		sequence(time(now - ALREADY_VALID_MS), time(now + validMs)),
		name,
		createPublicKey(privateKey).export({ type: "spki", format: "der" }),
		explicit(
			3,
			sequence(
				// basicConstraints: no authority.
				critical("2.5.29.19", sequence()),
				// keyUsage: digitalSignature, the first of its bits.
				critical("2.5.29.15", bitString(Buffer.from([0x80]), 7)),
			),
		),
	);
	const certificate = sequence(
		body,
		SHA256_WITH_RSA,
		bitString(sign("sha256", body, privateKey)),
	);
	const lines = certificate.toString("base64").match(/.{1,64}/g) ?? [];
	return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

/** Random, so that two certificates of one name are two; positive, as RFC 5280 wants it. */
function serialNumber(): Buffer {
	const bytes = randomBytes(16);
	bytes.writeUInt8(bytes.readUInt8(0) & 0x7f, 0);
	return bytes;
}

function critical(id: string, value: Uint8Array): Buffer {
	return sequence(objectIdentifier(id), DER_TRUE, octetString(value));
}
