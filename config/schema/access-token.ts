// A token that is there already, for experiments: nobody can renew it.

import { z } from "zod";
import { crossCheck, exactlyOne } from "./cross-check.ts";
import { filePath, secret } from "./text.ts";

export const accessTokenSchema = crossCheck(
	z.strictObject({
		access_token: secret()
			.optional()
			.describe(
				"The access token, such as `sf org display` shows. Exactly one of `access_token` and `access_token_file` is required.",
			),
		access_token_file: filePath()
			.optional()
			.describe(
				"The access token as a file, read again when the token has ended.",
			),
	}),
	(value, report) =>
		exactlyOne(value, report, ["access_token", "access_token_file"], true),
);
