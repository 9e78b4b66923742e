// A self-signed certificate for 127.0.0.1, made on the spot, so that no private key
// lies in the repository. The least DER that X.509 v3 asks for (RFC 5280).

import { generateKeyPairSync, sign } from "node:crypto";

export interface Certificate {
	readonly key: string;
	readonly cert: string;
}

const SEQUENCE = 0x30;
const SET = 0x31;

function der(tag: number, ...parts: Uint8Array[]): Buffer {
	const content = Buffer.concat(parts);
	const { length } = content;
	const size =
		length < 0x80
			? [length]
			: length < 0x100
				? [0x81, length]
				: [0x82, length >> 8, length & 0xff];
	return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const bytes = (...values: number[]) => Buffer.from(values);
const ECDSA_SHA256 = der(
	SEQUENCE,
	der(0x06, bytes(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02)),
);
const COMMON_NAME = der(0x06, bytes(0x55, 0x04, 0x03));
const SUBJECT_ALT_NAME = der(0x06, bytes(0x55, 0x1d, 0x11));

function utcTime(at: Date): Buffer {
	const digits = at.toISOString().replace(/[-:T]/g, "").slice(2, 14);
	return der(0x17, Buffer.from(`${digits}Z`));
}

/** Valid from a month before until `validUntil`, for 127.0.0.1, or for a name instead. */
export function selfSignedCertificate(
	validUntil: Date,
	dnsName?: string,
): Certificate {
	const { publicKey, privateKey } = generateKeyPairSync("ec", {
		namedCurve: "P-256",
	});
	const name = der(
		SEQUENCE,
		der(SET, der(SEQUENCE, COMMON_NAME, der(0x0c, Buffer.from("backend")))),
	);
	const address = der(
		SEQUENCE,
		SUBJECT_ALT_NAME,
		der(
			0x04,
			der(
				SEQUENCE,
				dnsName === undefined
					? der(0x87, bytes(127, 0, 0, 1))
					: der(0x82, Buffer.from(dnsName)),
			),
		),
	);
	const start = new Date(validUntil.getTime() - 86_400_000 * 30);
	const body = der(
		SEQUENCE,
		der(0xa0, der(0x02, bytes(2))),
		der(0x02, bytes(1)),
		ECDSA_SHA256,
		name,
		der(SEQUENCE, utcTime(start), utcTime(validUntil)),
		name,
		publicKey.export({ type: "spki", format: "der" }),
		der(0xa3, der(SEQUENCE, address)),
	);
	const signature = sign("sha256", body, privateKey);
	const certificate = der(
		SEQUENCE,
		body,
		ECDSA_SHA256,
		der(0x03, bytes(0), signature),
	);
	return {
		key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
		cert: `-----BEGIN CERTIFICATE-----\n${certificate.toString("base64")}\n-----END CERTIFICATE-----\n`,
	};
}
