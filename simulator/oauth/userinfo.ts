// GET /services/oauth2/userinfo: whose a token is. Unlike the REST API it answers a
// dead token with 403 and a word.

import { type Answer, type Asked, jsonAnswer } from "../http/answer.ts";
import type { Organization } from "../organization.ts";
import { bearerToken } from "../rest/rest-api.ts";
import type { Sessions } from "./sessions.ts";

const word = (text: string): Answer => ({
	status: 403,
	headers: { "Content-Type": "text/html;charset=UTF-8" },
	body: text,
});

export function createUserinfo(
	organization: Organization,
	instanceUrl: string,
	sessions: Sessions,
): (asked: Asked) => Answer {
	return (asked) => {
		const token = bearerToken(asked);
		if (token === undefined) return word("Missing_OAuth_Token");
		const user = sessions.use(token);
		if (user === undefined) return word("Bad_OAuth_Token");
		return jsonAnswer(200, {
			sub: `https://login.salesforce.com/id/${organization.id}/${user.longId}`,
			user_id: user.longId,
			organization_id: organization.id,
			preferred_username: user.username,
			name: user.name,
			urls: { rest: `${instanceUrl}/services/data/v{version}/` },
			active: true,
		});
	};
}
