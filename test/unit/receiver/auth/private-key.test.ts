import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { Secret } from "../../../../pipeline/secret.ts";
import { loadPrivateKey } from "../../../../receiver/auth/private-key.ts";
import { rejection } from "../api/loopback.ts";

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pkcs8 = rsa.privateKey
	.export({ type: "pkcs8", format: "pem" })
	.toString();
const pkcs1 = rsa.privateKey
	.export({ type: "pkcs1", format: "pem" })
	.toString();
const encrypt = (type: "pkcs1" | "pkcs8") =>
	rsa.privateKey
		.export({
			type,
			format: "pem",
			cipher: "aes-256-cbc",
			passphrase: "s3same",
		})
		.toString();
const CERTIFICATE =
	"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

function keyFile(content: string): string {
	const directory = mkdtempSync(join(tmpdir(), "key-"));
	onTestFinished(() => rmSync(directory, { recursive: true }));
	const file = join(directory, "server.key");
	writeFileSync(file, content);
	return file;
}

test.each([
	["PKCS#8", pkcs8],
	["PKCS#1", pkcs1],
	["Windows line ends", pkcs8.replaceAll("\n", "\r\n")],
	["line ends of an environment variable", pkcs8.replaceAll("\n", "\\n")],
	["text around it", `Bag Attributes\n  name: x\n${pkcs8}\n\n`],
	["its certificate before it", CERTIFICATE + pkcs1],
])("takes %s", async (_name, pem) => {
	const key = await loadPrivateKey({ private_key: new Secret(pem) });
	expect(key.equals(rsa.privateKey)).toBe(true);
});

test.each(["pkcs8", "pkcs1"] as const)(
	"opens an encrypted %s",
	async (type) => {
		const key = await loadPrivateKey({
			private_key: new Secret(encrypt(type)),
			private_key_passphrase: new Secret("s3same"),
		});
		expect(key.equals(rsa.privateKey)).toBe(true);
	},
);

test("reads the file again each time, so an exchanged key is used", async () => {
	const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
	const file = keyFile(pkcs8);
	await loadPrivateKey({ private_key_file: file });
	writeFileSync(file, other.export({ type: "pkcs8", format: "pem" }));
	const key = await loadPrivateKey({ private_key_file: file });
	expect(key.equals(other)).toBe(true);
});

const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const pem = (key: import("node:crypto").KeyObject) =>
	key.export({ type: "pkcs8", format: "pem" }).toString();

test.each([
	["an EC key", pem(ec.privateKey), undefined, "private_key_wrong_type"],
	[
		"an EC key of its own format",
		ec.privateKey.export({ type: "sec1", format: "pem" }).toString(),
		undefined,
		"private_key_wrong_type",
	],
	[
		"an RSA-PSS key",
		pem(generateKeyPairSync("rsa-pss", { modulusLength: 2048 }).privateKey),
		undefined,
		"private_key_wrong_type",
	],
	[
		"an RSA key of 1024 bits",
		pem(generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey),
		undefined,
		"private_key_too_short",
	],
	[
		"a public key",
		rsa.publicKey.export({ type: "spki", format: "pem" }).toString(),
		undefined,
		"private_key_is_public",
	],
	["a certificate", CERTIFICATE, undefined, "private_key_is_public"],
	[
		"no passphrase",
		encrypt("pkcs8"),
		undefined,
		"private_key_needs_passphrase",
	],
	[
		"a wrong passphrase",
		encrypt("pkcs8"),
		"open",
		"private_key_wrong_passphrase",
	],
	[
		"a wrong passphrase of an old format",
		encrypt("pkcs1"),
		"open",
		"private_key_wrong_passphrase",
	],
	["an empty file", "", undefined, "private_key_not_pem"],
	["no PEM", "3MVG9consumerkey", undefined, "private_key_not_pem"],
	[
		"a key of OpenSSH",
		"-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----",
		undefined,
		"private_key_not_pem",
	],
	[
		"a damaged key",
		"-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----",
		undefined,
		"private_key_not_pem",
	],
	["half a key", pkcs8.slice(0, 800), undefined, "private_key_not_pem"],
])("refuses %s by name", async (_name, text, passphrase, code) => {
	const error = await rejection(
		loadPrivateKey({
			private_key_file: keyFile(text),
			private_key_passphrase: passphrase ? new Secret(passphrase) : undefined,
		}),
	);
	expect(error).toMatchObject({
		name: "SalesforceError",
		code,
		retryable: false,
	});
	expect((error as Error).message).toContain("server.key");
	const shown = inspect(error);
	if (text.length > 100) expect(shown).not.toContain(text.slice(40, 90));
	if (passphrase) expect(shown).not.toContain(`"${passphrase}"`);
});

test("names a file that is not there", async () => {
	const error = await rejection(
		loadPrivateKey({ private_key_file: "/nowhere/server.key" }),
	);
	expect(error).toMatchObject({ code: "private_key_unreadable" });
	expect((error as Error).message).toContain("/nowhere/server.key");
});
