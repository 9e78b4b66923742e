// What an administrator can set of the app and the org's logins.

import { z } from "zod";

export const loginOptionsSchema = z
	.strictObject({
		flows: z
			.array(
				z.enum([
					"jwt_bearer",
					"client_credentials",
					"password",
					"refresh_token",
				]),
			)
			.default([
				"jwt_bearer",
				"client_credentials",
				"password",
				"refresh_token",
			])
			.describe("Which flows the app has enabled."),
		run_as_user: z
			.boolean()
			.default(true)
			.describe("Whether client credentials have a Run-As user."),
		trusted_address: z
			.boolean()
			.default(false)
			.describe("From a trusted address no security token is needed."),
		rotate_refresh_tokens: z
			.boolean()
			.default(false)
			.describe("Each use of a refresh token gives the next one."),
		secret_for_refresh: z
			.boolean()
			.default(true)
			.describe("Whether a refresh needs the client secret."),
	})
	.prefault({});

export type LoginOptions = z.output<typeof loginOptionsSchema>;
export type Flow = LoginOptions["flows"][number];
