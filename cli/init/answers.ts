// What `init` has to know, each with its flag and what it must look like. The dialogue,
// the flags and their help come from this one table.

import { isLoopback } from "../../config/schema/url.ts";

export const STREAM_CHOICES = [
	{ value: "login", label: "logins" },
	{ value: "logout", label: "logouts" },
	{ value: "apex", label: "Apex: executions, callouts, exceptions" },
	{ value: "setup_audit_trail", label: "changes in Setup" },
] as const;
export type StreamChoice = (typeof STREAM_CHOICES)[number]["value"];

export interface Answers {
	readonly instanceUrl: string;
	readonly username: string;
	/** Absent as long as the app is not made: the variable SALESFORCE_CLIENT_ID then. */
	readonly clientId?: string | undefined;
	readonly keyFile: string;
	readonly certificateFile: string;
	readonly streams: readonly StreamChoice[];
	/** Whether the org has Salesforce Shield or Event Monitoring. */
	readonly eventMonitoring: boolean;
	readonly endpoint: string;
	/** A header whose value comes from an environment variable. */
	readonly header?:
		| { readonly name: string; readonly variable: string }
		| undefined;
	/** The configuration. */
	readonly output: string;
}

/** One line of text that is asked for. `problem` says what is wrong with an answer. */
export interface TextQuestion {
	readonly flag: string;
	readonly message: string;
	readonly placeholder: string;
	/** Taken for no answer. */
	readonly fallback?: string;
	/** No answer is one. */
	readonly optional?: true;
	readonly problem: (answer: string) => string | undefined;
}

export const TEXT_QUESTIONS = {
	instanceUrl: {
		flag: "--instance-url",
		message: "The org's My Domain URL (Setup > My Domain)",
		placeholder: "https://acme.my.salesforce.com",
		problem: instanceUrlProblem,
	},
	username: {
		flag: "--username",
		message: "The Salesforce user that reads the events: its username",
		placeholder: "otel@acme.com",
		problem: (answer) =>
			/^\S+@\S+$/.test(answer)
				? undefined
				: "a username looks like an e-mail address (it is not always the user's e-mail)",
	},
	keyFile: {
		flag: "--key-file",
		message: "The private key; made if it is not there",
		placeholder: "server.key",
		fallback: "server.key",
		problem: () => undefined,
	},
	certificateFile: {
		flag: "--certificate-file",
		message: "The certificate for Salesforce; made if it is not there",
		placeholder: "server.crt",
		fallback: "server.crt",
		problem: () => undefined,
	},
	clientId: {
		flag: "--client-id",
		message:
			"The consumer key of the app (leave it empty to set SALESFORCE_CLIENT_ID later)",
		placeholder: "3MVG9...",
		optional: true,
		problem: (answer) =>
			/^[\w.-]{10,}$/.test(answer)
				? undefined
				: "a consumer key is one long word of letters, digits, dots and underscores",
	},
	endpoint: {
		flag: "--endpoint",
		message: "Where to send the records: an OTLP/HTTP endpoint",
		placeholder: "http://localhost:4318",
		fallback: "http://localhost:4318",
		problem: (answer) =>
			/^https?:$/.test(URL.parse(answer)?.protocol ?? "")
				? undefined
				: "a URL that starts with http:// or https://",
	},
	header: {
		flag: "--header",
		message:
			"A header the backend wants, and the environment variable that holds its value (empty for none)",
		placeholder: "Authorization=OTLP_AUTHORIZATION",
		optional: true,
		problem: (answer) =>
			parseHeader(answer) === undefined
				? "HEADER=VARIABLE, such as Authorization=OTLP_AUTHORIZATION: the value itself stays out of the file"
				: undefined,
	},
	output: {
		flag: "--output",
		message: "The configuration file to write",
		placeholder: "otel-config.yaml",
		fallback: "otel-config.yaml",
		problem: () => undefined,
	},
} as const satisfies Record<string, TextQuestion>;

export type TextAnswer = keyof typeof TEXT_QUESTIONS;

export function parseHeader(text: string): Answers["header"] {
	const [, name, variable] =
		/^([!#$%&'*+.^_`|~\w-]+)=([A-Za-z_]\w*)$/.exec(text) ?? [];
	return name === undefined || variable === undefined
		? undefined
		: { name, variable };
}

/** The origin of what was pasted: people copy the address of a page. */
export function originOf(answer: string): string {
	return URL.parse(answer)?.origin ?? answer;
}

function instanceUrlProblem(answer: string): string | undefined {
	const url = URL.parse(answer);
	if (url === null || !/^https?:$/.test(url.protocol)) {
		return "a URL that starts with https://";
	}
	const { hostname } = url;
	const lightning = /^(.+)\.lightning\.force\.com$/.exec(hostname)?.[1];
	if (lightning !== undefined) {
		return `that is the address of the pages; the API's is https://${lightning}.my.salesforce.com`;
	}
	if (/^(login|test)\.salesforce\.com$/.test(hostname)) {
		return "that is the login server; the org's own address is in Setup > My Domain";
	}
	if (url.protocol === "http:" && !isLoopback(url)) {
		return "it must start with https://, because the login goes there";
	}
	return url.username !== "" || url.password !== ""
		? "no user name or password in it"
		: undefined;
}
