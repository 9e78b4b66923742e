import { X509Certificate } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	createRsaKey,
	selfSignedCertificate,
} from "../../../../cli/init/certificate.ts";
import { integer, objectIdentifier } from "../../../../cli/init/der.ts";

const NOW = Date.parse("2026-11-26T07:30:00Z");
const DAY_MS = 86_400_000;
/** What Salesforce takes at most. */
const MAX_BYTES = 4096;

const privateKey = await createRsaKey();
const make = (now: number, days: number) =>
	new X509Certificate(
		selfSignedCertificate(privateKey, {
			commonName: "salesforce-otlp",
			now,
			validMs: days * DAY_MS,
		}),
	);

describe("the certificate", () => {
	test("is the key's own: RSA of 2048 bits, signed with SHA-256, no authority", () => {
		const certificate = make(NOW, 730);
		expect(certificate.checkPrivateKey(privateKey)).toBe(true);
		expect(certificate.verify(certificate.publicKey)).toBe(true);
		expect(certificate.publicKey.asymmetricKeyDetails).toMatchObject({
			modulusLength: 2048,
		});
		expect(certificate.subject).toBe("CN=salesforce-otlp");
		expect(certificate.issuer).toBe(certificate.subject);
		expect(certificate.signatureAlgorithm).toBe("sha256WithRSAEncryption");
		expect(certificate.ca).toBe(false);
		expect(certificate.toString().length).toBeLessThan(MAX_BYTES);
	});

	test("begins before now, since clocks differ, and ends when it was asked to", () => {
		const certificate = make(NOW, 730);
		expect(certificate.validFromDate.getTime()).toBe(NOW - 3_600_000);
		expect(certificate.validToDate.getTime()).toBe(NOW + 730 * DAY_MS);
	});

	test("may end after 2049, when the year takes four digits", () => {
		const { validToDate } = make(Date.parse("2049-12-31T00:00:00Z"), 2);
		expect(validToDate.toISOString()).toBe("2050-01-02T00:00:00.000Z");
	});

	test("has a number of its own", () => {
		expect(make(NOW, 1).serialNumber).not.toBe(make(NOW, 1).serialNumber);
	});
});

describe("DER", () => {
	test("integers are never negative, and as short as can be", () => {
		fc.assert(
			fc.property(fc.bigInt({ min: 0n, max: 2n ** 130n }), (number) => {
				const hex = number.toString(16);
				const padded = `0000${hex.length % 2 ? "0" : ""}${hex}`;
				const [tag, length, ...digits] = integer(Buffer.from(padded, "hex"));
				expect([tag, length]).toEqual([2, digits.length]);
				expect(digits[0]).toBeLessThan(0x80);
				if (digits[0] === 0 && digits.length > 1) {
					expect(digits[1]).toBeGreaterThanOrEqual(0x80);
				}
				expect(BigInt(`0x${Buffer.from(digits).toString("hex")}`)).toBe(number);
			}),
		);
	});

	test("object identifiers are written in groups of seven bits", () => {
		expect(objectIdentifier("1.2.840.113549").toString("hex")).toBe(
			"06062a864886f70d",
		);
	});
});
