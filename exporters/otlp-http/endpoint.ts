// Where requests go: the Collector's rules for `endpoint` and `logs_endpoint`.

/**
 * `logs_endpoint` is taken as it is; `endpoint` is a base URL that `/v1/logs` is
 * appended to. Throws for what can't be a target.
 */
export function logsUrl(config: {
	readonly endpoint?: string | undefined;
	readonly logs_endpoint?: string | undefined;
}): URL {
	const url = parse(config);
	if (url.protocol !== "http:" && url.protocol !== "https:") {
		throw new Error(
			"the endpoint must begin with http:// or https://, for example http://localhost:4318",
		);
	}
	if (url.username !== "" || url.password !== "") {
		// Never repeated in the message: it holds a password.
		throw new Error(
			"the endpoint must not contain a user or password: set headers: Authorization instead",
		);
	}
	return url;
}

function parse(config: {
	readonly endpoint?: string | undefined;
	readonly logs_endpoint?: string | undefined;
}): URL {
	if (config.logs_endpoint !== undefined) return new URL(config.logs_endpoint);
	if (config.endpoint === undefined) {
		throw new Error("either endpoint or logs_endpoint is required");
	}
	const url = new URL(config.endpoint);
	url.pathname = `${url.pathname.replace(/\/+$/, "")}/v1/logs`;
	return url;
}
