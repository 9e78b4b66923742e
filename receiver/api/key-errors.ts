// What can be wrong with keys and certificates of our own.

import type { ErrorRow } from "./error-row.ts";

export const KEY_ERRORS = [
	{
		code: "private_key_unreadable",
		when: [{ found: "private_key_file can't be read" }],
		cause: "The private key's file can't be read.",
		cure: "Check private_key_file, and that this process's user may read it.",
		retryable: false,
	},
	{
		code: "private_key_not_pem",
		when: [{ found: "private_key is not a private key in PEM" }],
		cause: "The private key is not one in PEM format.",
		cure: 'Give the file that begins with "-----BEGIN PRIVATE KEY-----" (or RSA PRIVATE KEY, or ENCRYPTED PRIVATE KEY). `openssl pkey -inform DER -in key.der -out key.pem` converts a binary one, `ssh-keygen -p -m PEM -f KEY` one of OpenSSH.',
		retryable: false,
	},
	{
		code: "private_key_is_public",
		when: [{ found: "private_key holds a certificate or public key" }],
		cause:
			"That is the certificate or public key, which belongs to the app in Salesforce; the login needs the private key.",
		cure: 'Give the key that the certificate was made with; it begins with "-----BEGIN PRIVATE KEY-----".',
		retryable: false,
	},
	{
		code: "private_key_needs_passphrase",
		when: [{ found: "private_key is encrypted and there is no passphrase" }],
		cause: "The private key is encrypted, and there is no passphrase.",
		cure: "Set private_key_passphrase.",
		retryable: false,
	},
	{
		code: "private_key_wrong_passphrase",
		when: [{ found: "private_key_passphrase does not open private_key" }],
		cause: "The passphrase does not open the private key.",
		cure: "Check private_key_passphrase.",
		retryable: false,
	},
	{
		code: "private_key_wrong_type",
		when: [{ found: "private_key is not an RSA key" }],
		cause: "The private key is not RSA; Salesforce takes only RS256.",
		cure: "Make one with `openssl req -x509 -newkey rsa:2048 -nodes -days 365 -keyout server.key -out server.crt`, and upload server.crt to the app.",
		retryable: false,
	},
	{
		code: "private_key_too_short",
		when: [{ found: "private_key has fewer than 2048 bits" }],
		cause: "The RSA key is too short; Salesforce asks for 2048 bits or more.",
		cure: "Make one with `openssl req -x509 -newkey rsa:2048 -nodes -days 365 -keyout server.key -out server.crt`, and upload server.crt to the app.",
		retryable: false,
	},
	{
		code: "secret_file_unreadable",
		when: [{ found: "a file that holds a secret can't be read" }],
		cause: "The file that holds this secret can't be read.",
		cure: "Check the path, and that this process's user may read it. The login is tried again as soon as the file is there.",
		retryable: false,
	},
	{
		code: "secret_file_empty",
		when: [{ found: "a file that holds a secret is empty" }],
		cause: "The file that holds this secret is empty.",
		cure: "Write the secret into it. The login is tried again as soon as the file changes.",
		retryable: false,
	},
	{
		code: "tls_file_unreadable",
		when: [{ found: "a file named under tls can't be read" }],
		cause: "A file of the TLS settings can't be read.",
		cure: "Check tls.ca_file, tls.cert_file and tls.key_file, and that this process's user may read them.",
		retryable: false,
	},
	{
		code: "client_certificate_unusable",
		when: [
			{
				found: "tls.cert_file and tls.key_file don't make a client certificate",
			},
		],
		cause:
			"The client certificate and its key can't be used: one of them is not PEM, is encrypted, or they don't belong together.",
		cure: "Check tls.cert_file (the certificate, then those that signed it, without the root) and tls.key_file (its key, not encrypted).",
		retryable: false,
	},
] as const satisfies readonly ErrorRow[];
