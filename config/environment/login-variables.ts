// The variables that log in, and which of the flows they mean. A variable sets the
// key of its name in the flow that is chosen.

import {
	type LoginFlow,
	loginFlows,
	salesforceAuthSchema,
} from "../schema/salesforce-auth.ts";
import { childOf } from "../schema/walk.ts";

export interface LoginVariable {
	readonly name: string;
	readonly key: string;
	readonly help: string;
}

/** A secret, and the same as a file. */
function secretAndFile(key: string, help: string): LoginVariable[] {
	const name = `SALESFORCE_${key.toUpperCase()}`;
	return [
		{ name, key, help },
		{
			name: `${name}_FILE`,
			key: `${key}_file`,
			help: `The same as a file; only one of the two may be set.`,
		},
	];
}

export const loginVariables: readonly LoginVariable[] = [
	{
		name: "SALESFORCE_CLIENT_ID",
		key: "client_id",
		help: "The consumer key of the app.",
	},
	{
		name: "SALESFORCE_USERNAME",
		key: "username",
		help: "The Salesforce user to log in as.",
	},
	...secretAndFile(
		"private_key",
		"The RSA private key as PEM; line ends may be written as `\\n`.",
	),
	...secretAndFile(
		"private_key_passphrase",
		"The passphrase of an encrypted private key.",
	),
	...secretAndFile("client_secret", "The consumer secret of the app."),
	...secretAndFile("password", "The user's password."),
	...secretAndFile("security_token", "The user's security token."),
	...secretAndFile("refresh_token", "The refresh token."),
	...secretAndFile("access_token", "A ready access token, for experiments."),
	{ name: "SALESFORCE_AUDIENCE", key: "audience", help: "The `aud` claim." },
	{
		name: "SALESFORCE_TOKEN_URL",
		key: "token_url",
		help: "The token endpoint.",
	},
];

/** What a flow alone has; `client_secret` is a sign only where there is no other. */
const SIGNS: readonly (readonly [flow: LoginFlow, key: string])[] = [
	["jwt_bearer", "private_key"],
	["password", "password"],
	["refresh_token", "refresh_token"],
	["access_token", "access_token"],
	["client_credentials", "client_secret"],
];

export interface ChosenFlow {
	readonly flow: LoginFlow;
	/** The variable that chose it. */
	readonly sign: string;
	readonly problems: readonly { name: string; message: string }[];
}

/** `value` gives a variable's value, undefined for a blank one. */
export function chooseFlow(
	value: (name: string) => string | undefined,
): ChosenFlow {
	const set = loginVariables.filter(({ name }) => value(name) !== undefined);
	const signs = SIGNS.flatMap(([flow, key]) =>
		set
			.filter((variable) => [key, `${key}_file`].includes(variable.key))
			.slice(0, 1)
			.map(({ name }) => ({ flow, sign: name })),
	);
	const [chosen] = signs;
	if (chosen === undefined) {
		return {
			flow: "jwt_bearer",
			sign: "SALESFORCE_PRIVATE_KEY",
			problems: [
				{
					name: "SALESFORCE_PRIVATE_KEY",
					message: `is required and not set, or instead of it ${others()}; each may be a file: SALESFORCE_PRIVATE_KEY_FILE and so on`,
				},
			],
		};
	}
	return {
		...chosen,
		problems: set
			.filter(({ key }) => childOf(loginSchema(chosen.flow), key) === undefined)
			.map(({ name }) => ({
				name,
				message: `must not be set where ${chosen.sign} is: that logs in with ${chosen.flow}, which has no such setting`,
			})),
	};
}

function others(): string {
	const [, ...rest] = SIGNS;
	const names = rest.map(([, key]) => `SALESFORCE_${key.toUpperCase()}`);
	return `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

/** The settings of a flow. */
export function loginSchema(flow: LoginFlow) {
	const schema = childOf(salesforceAuthSchema, flow);
	if (schema === undefined) throw new TypeError(`no flow "${flow}"`);
	return schema;
}

/** The flows that have a key, for the documentation. */
export function flowsWith(key: string): readonly LoginFlow[] {
	return loginFlows.filter(
		(flow) => childOf(loginSchema(flow), key) !== undefined,
	);
}
