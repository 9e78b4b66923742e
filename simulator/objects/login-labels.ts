// What event objects show in the place of an event log file's codes: labels.

export const LOGIN_TYPE_LABELS: Readonly<Record<string, string>> = {
	A: "Application",
	i: "Remote Access 2.0",
	I: "Other Apex API",
	"8": "SAML Sfdc Initiated SSO",
};

/** Label on LoginEvent, and API name on LoginHistory. */
export const LOGIN_SUB_TYPES: Readonly<
	Record<string, readonly [label: string, name: string]>
> = {
	uiup: ["UI Username-Password", "UsernamePasswordUiLogin"],
	oauthhybridtoken: [
		"OAuth User-Agent for Hybrid Apps",
		"OauthHybridUserAgent",
	],
	oauthclientcredential: ["OAuth Client Credentials", "OauthClientCredentials"],
};

export const LOGIN_STATUS_LABELS: Readonly<Record<string, string>> = {
	LOGIN_NO_ERROR: "Success",
	LOGIN_CHALLENGE_ISSUED: "Failed: Computer activation required",
	LOGIN_ERROR_INVALID_PASSWORD: "Invalid password",
	LOGIN_ERROR_INVALID_USERNAME: "Invalid login",
	LOGIN_ERROR_MUST_USE_API_TOKEN: "Failed: API security token required",
	LOGIN_ERROR_PASSWORD_LOCKOUT: "Password lockout",
	LOGIN_ERROR_RESTRICTED_DOMAIN: "Restricted IP",
	LOGIN_ERROR_RESTRICTED_TIME: "Restricted time",
	LOGIN_ERROR_SSO_SVC_DOWN: "Your company's authentication service is down",
	LOGIN_ERROR_USER_INACTIVE: "User is inactive",
	LOGIN_OAUTH_INVALID_TOKEN: "Failed: Invalid Token",
	LOGIN_SAML_INVALID_TIMESTAMP: "Failed: Assertion Expired",
};

export interface Client {
	readonly browser: string;
	readonly platform: string;
	readonly application: string;
}

const CLIENTS: readonly (readonly [RegExp, string, string])[] = [
	[/SalesforceMobileSDK.*iOS/, "Unknown", "Salesforce for iOS"],
	[/SalesforceMobileSDK.*android/, "Unknown", "Salesforce for Android"],
	[/Edg\/(\d+)/, "Edge", "Browser"],
	[/Chrome\/(\d+)/, "Chrome", "Browser"],
	[/Firefox\/(\d+)/, "Firefox", "Browser"],
	[/Version\/(\d+).*Safari/, "Safari", "Browser"],
	[/Java\/\d/, "Java (Salesforce.com)", "N/A"],
];
const PLATFORMS: readonly (readonly [RegExp, string])[] = [
	[/Windows NT 10/, "Windows 10"],
	[/Windows/, "Windows 7"],
	[/iPhone/, "iPhone"],
	[/android/, "Android 15"],
	[/Mac OS X/, "Mac OSX"],
	[/Linux/, "Linux"],
];

/** What Salesforce makes of a User-Agent header. */
export function clientOf(userAgent: string): Client {
	const agent = userAgent.includes("%20")
		? decodeURIComponent(userAgent)
		: userAgent;
	const platform =
		PLATFORMS.find(([pattern]) => pattern.test(agent))?.[1] ?? "Unknown";
	for (const [pattern, name, application] of CLIENTS) {
		const found = pattern.exec(agent);
		if (!found) continue;
		const browser = found[1] === undefined ? name : `${name} ${found[1]}`;
		return { browser, platform, application };
	}
	return { browser: "Unknown", platform, application: "N/A" };
}
