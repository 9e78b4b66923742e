// SESSION_TYPE of Logout.

import type { CodeTable } from "../table.ts";

export const SESSION_TYPES: CodeTable = new Map([
	["A", "API"],
	["I", "APIOnlyUser"],
	["N", "ChatterNetworks"],
	["Z", "ChatterNetworksAPIOnly"],
	["C", "Content"],
	["P", "OauthApprovalUI"],
	["O", "Oauth2"],
	["T", "SiteStudio"],
	["R", "SitePreview"],
	["S", "SubstituteUser"],
	["B", "TempContentExchange"],
	["G", "TempOauthAccessTokenFrontdoor"],
	["Y", "TempVisualforceExchange"],
	["F", "TempUIFrontdoor"],
	["U", "UI"],
	["E", "UserSite"],
	["V", "Visualforce"],
	["W", "WDC_API"],
]);
