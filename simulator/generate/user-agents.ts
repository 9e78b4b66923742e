// BROWSER_TYPE as event log files carry it: the User-Agent header, in some rows
// percent-escaped.

const CHROME =
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
const EDGE =
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0";
const FIREFOX =
	"Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
const SAFARI =
	"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15";

export const AGENTS_OF_DESKTOPS: readonly string[] = [
	CHROME,
	CHROME,
	EDGE,
	SAFARI,
	FIREFOX,
	encodeURIComponent(CHROME),
	encodeURIComponent(EDGE),
];

export const AGENTS_OF_MOBILES: readonly string[] = [
	"SalesforceMobileSDK/12.1.1 iOS/18.1 (iPhone) Salesforce/252.030 Native",
	"SalesforceMobileSDK/12.1.1 android mobile/15 (Pixel 9) Salesforce/252.020 Native",
	"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
];

export const AGENTS_OF_INTEGRATIONS: readonly string[] = [
	"Go-http-client/1.1",
	"python-requests/2.32.3",
	"Java/21.0.5",
	"Jakarta Commons-HttpClient/3.1",
	"Apache-HttpClient/5.4.1 (Java/17.0.13)",
	"axios/1.7.9",
];

export const AGENTS_OF_ATTACKERS: readonly string[] = [
	"curl/8.11.0",
	"python-requests/2.19.1",
	"Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/41.0.2228.0 Safari/537.36",
];

/** Cells that a careless CSV reader breaks on. */
export const UNUSUAL_AGENTS: readonly string[] = [
	'Kiosk "Reception", build 7',
	"Büro-Terminal/2.0 (Zürich; 日本語)",
	"LegacyClient/1.0\nX-Injected: yes",
	'"""quoted"""',
	"comma, separated, agent",
	"emoji/1.0 🚀",
	"windows\r\nline/1.0",
];
