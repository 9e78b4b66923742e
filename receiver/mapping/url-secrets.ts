// Takes secrets out of URLs: user and password, and the values of parameters that
// are secrets by their name. Invariant: what is not recognised as a URL or a
// parameter is given back unchanged, and a result never holds more than its input
// did.

const REDACTED = "REDACTED";

/** Anywhere in a parameter's name. */
const SECRET_PART =
	/token|secret|passw|passphrase|pwd|signature|credential|assertion|session|api[-_.]?key|access[-_.]?key|subscription[-_.]?key|function[-_.]?s?[-_.]?key|private[-_.]?key|auth|jwt|saml/i;
/** The whole name. */
const SECRET_NAME = /^(?:sid|sig|code|key|pw|pin|otp|hash|hmac)$/i;

/** Names that hold such a part and tell nothing secret. */
const HARMLESS =
	/^(?:authuser|author|author_?id|token_?type|session_?type|authority)$/i;

function isSecret(name: string): boolean {
	const plain = decoded(name);
	return (
		SECRET_NAME.test(plain) ||
		(SECRET_PART.test(plain) && !HARMLESS.test(plain))
	);
}

function decoded(name: string): string {
	if (!name.includes("%")) return name;
	try {
		return decodeURIComponent(name);
	} catch {
		return name;
	}
}

/** The part after the `?`, or after the `#` of a URL whose fragment has parameters. */
export function queryWithoutSecrets(query: string): string {
	if (!query.includes("=")) return query;
	return query.replace(
		/([^&;?#=]+)=([^&#]*)/g,
		(_, name: string, value: string) =>
			`${name}=${isSecret(name) ? REDACTED : valueWithoutSecrets(value)}`,
	);
}

/** A value can be a URL with parameters of its own, encoded or not. */
function valueWithoutSecrets(value: string): string {
	if (value.includes("=")) return queryWithoutSecrets(value);
	if (!/%3d/i.test(value)) return value;
	const plain = decoded(value);
	const safe = plain === value ? value : queryWithoutSecrets(plain);
	return safe === plain ? value : encodeURIComponent(safe);
}

/** An authority with user information, behind a scheme or without one. */
const USER_INFORMATION = /^((?:[a-z][a-z0-9+.-]*:)?\/\/)([^/?#]*)@/i;
/** `/page;jsessionid=...` */
const PATH_PARAMETER = /;([^;=/?#]+)=([^;/?#]*)/g;

/** A whole URL, or a part of one that begins with its path. */
export function urlWithoutSecrets(url: string): string {
	if (!/[@;?#]/.test(url)) return url;
	let safe = url;
	// As the semantic conventions of url.full ask for it.
	if (safe.includes("@"))
		safe = safe.replace(
			USER_INFORMATION,
			(_, start: string, user: string) =>
				`${start}${user.includes(":") ? `${REDACTED}:${REDACTED}` : REDACTED}@`,
		);
	const end = safe.search(/[?#]/);
	const path = end === -1 ? safe : safe.slice(0, end);
	const rest = end === -1 ? "" : safe.slice(end);
	const safePath = path.includes(";")
		? path.replace(PATH_PARAMETER, (parameter: string, name: string) =>
				isSecret(name) ? `;${name}=${REDACTED}` : parameter,
			)
		: path;
	return safePath + (rest === "" ? "" : queryWithoutSecrets(rest));
}
