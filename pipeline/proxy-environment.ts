// The proxies that the environment names, as Go's `httpproxy` reads them, and so the
// Collector: by the scheme of the target. Pure.

/** Undefined when the environment names none. */
export function environmentProxy(
	scheme: "http" | "https",
	env: NodeJS.ProcessEnv,
): string | undefined {
	const proxy = variable(
		env,
		scheme === "https" ? "HTTPS_PROXY" : "HTTP_PROXY",
	);
	// "proxy.example.com:3128" is how many write it.
	return proxy === undefined || proxy.includes("://")
		? proxy
		: `http://${proxy}`;
}

/** Hosts that are reached without one, as a list with commas. */
export function environmentNoProxy(env: NodeJS.ProcessEnv): string {
	return variable(env, "NO_PROXY") ?? "";
}

/** A blank variable counts as absent. */
function variable(env: NodeJS.ProcessEnv, name: string): string | undefined {
	const value = (env[name] || env[name.toLowerCase()])?.trim();
	return value === "" ? undefined : value;
}
