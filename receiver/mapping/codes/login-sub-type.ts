// LOGIN_SUB_TYPE. Salesforce writes the short codes of event logs, the picklist's
// API names of LoginHistory, or the labels that REST shows; all become the label.

import type { CodeTable } from "../table.ts";

export const LOGIN_SUB_TYPES: CodeTable = new Map([
	["uiup", "UI Username-Password"],
	["oauthpassword", "OAuth Username-Password"],
	["oauthtoken", "OAuth User-Agent"],
	["oauthhybridtoken", "OAuth User-Agent for Hybrid Apps"],
	["oauthtokenidtoken", "OAuth User-Agent with ID Token"],
	["oauthclientcredential", "OAuth Client Credentials"],
	["oauthcode", "OAuth Web Server"],
	["oauthhybridauthcode", "OAuth Web Server for Hybrid Apps"],
	["InternalSalesforceAuthentication", "Internal Salesforce Authentication"],
	["OauthClientCredentials", "OAuth Client Credentials"],
	["OauthHybridRefreshToken", "OAuth Refresh Token for Hybrid Apps"],
	["OauthHybridTokenExchange", "OAuth Token Exchange for Hybrid Apps"],
	["OauthHybridUserAgent", "OAuth User-Agent for Hybrid Apps"],
	["OauthHybridWebServer", "OAuth Web Server for Hybrid Apps"],
	["OauthOtpLogin", "OAuth OTP Login"],
	["OauthRefreshToken", "OAuth Refresh Token"],
	["OauthTokenExchange", "OAuth Token Exchange"],
	["OauthUserAgent", "OAuth User-Agent"],
	["OauthUserAgentIdToken", "OAuth User-Agent with ID Token"],
	["OauthUsernamePassword", "OAuth Username-Password"],
	["OauthWebServer", "OAuth Web Server"],
	["SoapApiLogin", "SOAP API"],
	["SoapApiLoginMobile", "SOAP API (Mobile)"],
	["SoapApiLoginNetworksPortal", "SOAP API (Networks Portal)"],
	["SoapApiLoginPortal", "SOAP API (Portal)"],
	["SoapApiLoginSelfService", "SOAP API (Self-Service)"],
	["UiPasswordReset", "UI Password Reset"],
	["UsernamePasswordUiLogin", "UI Username-Password"],
]);
