// What is to be done in Salesforce, click by click, for the app of the JWT bearer flow.

import type { Answers, StreamChoice } from "./answers.ts";

const PERMISSIONS: Readonly<Record<StreamChoice, string>> = {
	login: "View Event Log Files",
	logout: "View Event Log Files",
	apex: "View Event Log Files",
	setup_audit_trail: "View Setup and Configuration",
};

export function clickPath({
	username,
	certificateFile,
	streams,
}: Pick<Answers, "username" | "certificateFile" | "streams">): string {
	const permissions = new Set(["API Enabled"]);
	for (const stream of streams) permissions.add(PERMISSIONS[stream]);
	return [
		`1. Setup > Users: the user ${username}, with a permission set that has`,
		`   ${[...permissions].join(", ")}. Nothing else.`,
		"2. Setup > Apps > External Client Apps > External Client App Manager >",
		"   New External Client App. A name, a contact e-mail, Distribution State: Local.",
		"3. API (Enable OAuth Settings) > Enable OAuth. Callback URL: https://localhost",
		"   (not used). Scopes: Manage user data via APIs (api), and Perform requests at",
		"   any time (refresh_token, offline_access).",
		"4. Flow Enablement > Enable JWT Bearer Flow, and upload this file:",
		`   ${certificateFile}`,
		"   Create.",
		"5. The app's Policies tab > Edit: Permitted Users = Admin approved users are",
		"   pre-authorized; App Policies: the permission set of step 1.",
		"6. The app's Settings tab > OAuth Settings > Consumer Key and Secret: copy the",
		"   consumer key.",
		"It takes up to ten minutes until the login servers know of it.",
	].join("\n");
}
