// What went wrong before an answer came, in words that name the cure.

const TLS_HINT =
	"the backend's certificate is not trusted (tls: ca_file names another authority)";

/** Codes of node's TLS verification (https://nodejs.org/api/tls.html#x509-certificate-error-codes) and of the network. */
const EXPLANATIONS: Readonly<Record<string, string>> = {
	ECONNREFUSED: "connection refused: nothing listens there",
	ECONNRESET: "the connection was reset",
	EPIPE: "the connection was closed",
	ETIMEDOUT: "the connection timed out",
	EHOSTUNREACH: "the host is unreachable",
	ENETUNREACH: "the network is unreachable",
	ENOTFOUND: "the host name is not known",
	EAI_AGAIN: "the host name can't be resolved now",
	UND_ERR_CONNECT_TIMEOUT: "the connection was not established in time",
	UND_ERR_SOCKET: "the connection was closed before the answer",
	CERT_HAS_EXPIRED: "the backend's certificate has expired",
	CERT_NOT_YET_VALID: "the backend's certificate is not valid yet",
	DEPTH_ZERO_SELF_SIGNED_CERT: TLS_HINT,
	SELF_SIGNED_CERT_IN_CHAIN: TLS_HINT,
	UNABLE_TO_GET_ISSUER_CERT: TLS_HINT,
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: TLS_HINT,
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: TLS_HINT,
	ERR_TLS_CERT_ALTNAME_INVALID:
		"the backend's certificate is for another name (tls: server_name_override names it)",
	ERR_SSL_WRONG_VERSION_NUMBER: "the backend doesn't speak TLS: use http://",
	ERR_SSL_PACKET_LENGTH_TOO_LONG: "the backend doesn't speak TLS: use http://",
};

export function describeConnectionError(
	error: unknown,
	target: string,
	timeoutMs: number,
): string {
	if (error instanceof RequestTimeout) {
		return `no complete answer from ${target} within ${timeoutMs / 1000} s`;
	}
	const { code, message } = (error ?? {}) as {
		code?: string;
		message?: string;
	};
	const explanation =
		proxyProblem(message) ??
		(code === undefined ? undefined : EXPLANATIONS[code]);
	const reason = explanation ?? message ?? String(error);
	return `can't reach ${target}: ${reason}${code === undefined ? "" : ` (${code})`}`;
}

/** From the words of undici's ProxyAgent. */
function proxyProblem(message: string | undefined): string | undefined {
	if (message === undefined) return undefined;
	const status = /^Proxy response \((\d+)\)/.exec(message)?.[1];
	if (status === "407" || /^Proxy Authentication Required/.test(message)) {
		return "the proxy wants a user and password, or refuses those of proxy_url";
	}
	return status && `the proxy refuses the connection with HTTP ${status}`;
}

/** The request's own deadline passed. */
export class RequestTimeout extends Error {}
