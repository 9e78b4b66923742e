// Requests that got no answer, and answers that are none of Salesforce's.

import type { ErrorRow } from "./error-row.ts";

export const CONNECTION_ERRORS = [
	{
		code: "dns_failed",
		when: [{ transport: ["ENOTFOUND", "EAI_AGAIN", "EAI_NODATA"] }],
		cause: "The host name can't be resolved.",
		cure: "Check instance_url and token_url for a typing mistake, and this machine's DNS.",
		retryable: true,
	},
	{
		code: "connection_refused",
		when: [{ transport: ["ECONNREFUSED"] }],
		cause: "Nobody listens on that address and port.",
		cure: "Check instance_url and token_url, and the firewall.",
		retryable: true,
	},
	{
		code: "connect_timeout",
		when: [{ transport: ["UND_ERR_CONNECT_TIMEOUT", "ETIMEDOUT"] }],
		cause: "The connection could not be made in time.",
		cure: "Check firewall and proxy, or raise connect_timeout.",
		retryable: true,
	},
	{
		code: "certificate_not_trusted",
		when: [
			{
				transport: [
					"SELF_SIGNED_CERT_IN_CHAIN",
					"DEPTH_ZERO_SELF_SIGNED_CERT",
					"UNABLE_TO_VERIFY_LEAF_SIGNATURE",
					"UNABLE_TO_GET_ISSUER_CERT",
					"UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
					"CERT_UNTRUSTED",
				],
			},
		],
		cause:
			"The server's certificate is signed by nobody this machine trusts; often a proxy that opens TLS.",
		cure: "Set tls.ca_file to the CA certificates of the proxy, together with the public ones.",
		retryable: false,
	},
	{
		code: "certificate_invalid",
		when: [
			{
				transport: [
					"ERR_TLS_CERT_ALTNAME_INVALID",
					"CERT_HAS_EXPIRED",
					"CERT_NOT_YET_VALID",
					"CERT_REVOKED",
				],
			},
		],
		cause: "The server's certificate is of another host, or not valid now.",
		cure: "Check the host in instance_url and token_url, and this machine's clock.",
		retryable: false,
	},
	{
		code: "client_certificate_refused",
		when: [
			{
				// OpenSSL's names of the alerts have changed between its releases.
				transport: [
					"ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE",
					"ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE",
					"ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE",
					"ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE",
					"ERR_SSL_SSL/TLS_ALERT_UNSUPPORTED_CERTIFICATE",
					"ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE",
					"ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_REVOKED",
					"ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED",
					"ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED",
					"ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED",
					"ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_UNKNOWN",
					"ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN",
					"ERR_SSL_TLSV1_ALERT_UNKNOWN_CA",
					"ERR_SSL_TLSV1_ALERT_ACCESS_DENIED",
					"ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED",
				],
			},
		],
		cause:
			"The server has refused the TLS connection: it wants a client certificate, or another one, or sees no common ground.",
		cure: 'On port 8443 set tls.cert_file (the certificate, then those that signed it) and tls.key_file. Salesforce takes certificates of a CA, valid for client authentication, that were uploaded under Setup > Certificate and Key Management > Mutual Authentication Certificates; self-signed ones it refuses. Without mutual TLS leave ":8443" out of instance_url.',
		retryable: false,
	},
	{
		code: "response_timeout",
		when: [
			{ transport: ["UND_ERR_HEADERS_TIMEOUT"] },
			{ found: "an answer has not come within its time" },
		],
		cause: "Salesforce took the request and did not answer in time.",
		cure: "Nothing to do: the request is tried again.",
		retryable: true,
	},
	{
		code: "idle_timeout",
		when: [{ transport: ["UND_ERR_BODY_TIMEOUT"] }],
		cause:
			"The answer stopped in the middle: no byte came within idle_timeout.",
		cure: "Nothing to do: it is read again. If it stays, look at firewall and proxy, or raise idle_timeout.",
		retryable: true,
	},
	{
		code: "client_closed",
		when: [{ transport: ["UND_ERR_DESTROYED", "UND_ERR_CLOSED"] }],
		cause: "The receiver is shutting down.",
		cure: "Nothing to do.",
		retryable: false,
	},
	{
		code: "truncated_body",
		when: [
			{ found: "a body ends before Content-Length, chunks or gzip say so" },
		],
		cause: "The answer broke off before its end.",
		cure: "Nothing to do: it is read again.",
		retryable: true,
	},
	{
		code: "corrupt_body",
		when: [{ found: "a gzip body has a bad header or checksum" }],
		cause: "The answer's compressed data is damaged.",
		cure: "Nothing to do: it is read again. If it stays, look for a proxy that changes bodies.",
		retryable: true,
	},
	{
		code: "unsupported_encoding",
		when: [{ found: "an answer has a content coding other than gzip" }],
		cause: "The answer has a compression that nobody asked for.",
		cure: "Look for a proxy between here and Salesforce.",
		retryable: false,
	},
	{
		code: "html_answer",
		when: [{ found: "HTML comes where JSON or CSV was asked for" }],
		cause:
			"A web page came back instead of an answer: maintenance, a proxy's own page, or a host that is not the API's.",
		cure: "If it stays, check that instance_url and token_url are the My Domain host (https://MYDOMAIN.my.salesforce.com, not lightning.force.com; Setup > My Domain), and the proxy.",
		retryable: true,
	},
	{
		code: "not_json",
		when: [{ found: "an answer is empty or not JSON" }],
		cause: "The answer is not JSON, as Salesforce's are.",
		cure: "If it stays, check instance_url and token_url (Setup > My Domain), and the proxy.",
		retryable: true,
	},
	{
		code: "api_version_not_supported",
		when: [{ found: "the org offers no API version that was tested" }],
		cause: "The org offers no API version that this program was tested with.",
		cure: "Check that instance_url is the org's. A newer release of this program may know the org's versions; a fixed api_version is used without asking.",
		retryable: false,
	},
	{
		code: "api_version_unknown",
		when: [{ found: "the org does not offer the configured api_version" }],
		cause: "The org does not offer the API version that is configured.",
		cure: "Set api_version to auto, or to a version that the org offers.",
		retryable: false,
	},
	{
		code: "proxy_refused",
		when: [
			{ transport: ["UND_ERR_PRX_CONN", "UND_ERR_ABORTED"] },
			{ found: "a proxy does not open the way to Salesforce" },
		],
		cause: "The proxy did not open the way to Salesforce.",
		cure: "Check proxy_url or HTTPS_PROXY, the user and password in it (407), and that the proxy allows Salesforce's hosts: the My Domain host and that of token_url.",
		retryable: true,
	},
	{
		code: "unexpected_answer",
		when: [{ found: "an answer lacks what Salesforce documents" }],
		cause: "The answer is not what Salesforce documents.",
		cure: "Check that instance_url and token_url are Salesforce's. Otherwise please report it.",
		retryable: false,
	},
	{
		code: "answer_too_large",
		when: [{ found: "an answer is larger than its bound" }],
		cause: "The answer is larger than one ever is.",
		cure: "Check that instance_url and token_url are Salesforce's. Otherwise please report it.",
		retryable: false,
	},
	{
		code: "foreign_origin",
		when: [{ found: "an answer points to another origin" }],
		cause:
			"The answer points away from the org, and the token is never sent elsewhere.",
		cure: "If the org's address has changed, set instance_url to the new one (Setup > My Domain).",
		retryable: false,
	},
	{
		code: "too_many_redirects",
		when: [{ found: "more than five redirects follow each other" }],
		cause: "Salesforce redirects in a circle.",
		cure: "Check instance_url (Setup > My Domain).",
		retryable: false,
	},
	{
		code: "token_url_redirected",
		when: [{ found: "the token endpoint redirects" }],
		cause:
			"The token endpoint redirects, and credentials are not sent after a redirect.",
		cure: "Set token_url to the address it points to, if that is Salesforce's.",
		retryable: false,
	},
	{
		code: "session_refused",
		when: [{ found: "a 401 comes for a token that is brand-new" }],
		cause:
			"Salesforce refuses the session that it has just given: no API access for the user, an IP restriction, or another host's session.",
		cure: 'Check that instance_url is the org that token_url logs in to, that the user has "API Enabled", and Setup > Session Settings (sessions locked to an address or domain).',
		retryable: false,
	},
	{
		code: "log_file_not_found",
		when: [{ found: "a listed event log file answers 404" }],
		cause:
			"The event log file was listed and is gone: its retention ended, or somebody deleted it.",
		cure: "Its events can't be read any more. Poll more often than the org keeps files (one day in Developer orgs and without Event Monitoring).",
		retryable: false,
	},
	{
		code: "connection_failed",
		when: [
			{
				transport: [
					"ECONNRESET",
					"EPIPE",
					"EPROTO",
					"ENETDOWN",
					"ENETUNREACH",
					"EHOSTDOWN",
					"EHOSTUNREACH",
					"UND_ERR_SOCKET",
				],
			},
			{ found: "any other failure of the connection" },
		],
		cause: "The connection failed.",
		cure: "Nothing to do: the request is tried again. If it stays, look at firewall and proxy, and on port 8443 at the client certificate (tls.cert_file).",
		retryable: true,
	},
] as const satisfies readonly ErrorRow[];
