// LOGIN_TYPE of event log files, in the words that LoginEvent and LoginHistory
// show. Case-sensitive: `i` is not `I`.

import type { CodeTable } from "../table.ts";

export const LOGIN_TYPES: CodeTable = new Map([
	["7", "AppExchange"],
	["A", "Application"],
	["s", "Certificate-based login"],
	["k", "Chatter Communities External User"],
	["n", "Chatter Communities External User Third Party SSO"],
	["x", "Cross Tenant Login"],
	["r", "Employee Login to Community"],
	["z", "Lightning Login"],
	["l", "Networks Portal API Only"],
	["6", "Remote Access Client"],
	["i", "Remote Access 2.0"],
	["I", "Other Apex API"],
	["R", "Partner Product"],
	["w", "Passwordless Login"],
	["3", "Customer Service Portal"],
	["q", "Partner Portal Third-Party SSO"],
	["9", "Partner Portal"],
	["5", "SAML Idp Initiated SSO"],
	["m", "SAML Chatter Communities External User SSO"],
	["b", "SAML Customer Service Portal SSO"],
	["c", "SAML Partner Portal SSO"],
	["h", "SAML Site SSO"],
	["8", "SAML Sfdc Initiated SSO"],
	["E", "SelfService"],
	["j", "Third Party SSO"],
]);
