// `init`: from a few answers to a key, a certificate, and a configuration that
// `validate` accepts. Nothing is contacted, and nothing overwritten without asking.

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { ConfigError, loadConfig, readConfigSources } from "../config/load.ts";
import { systemClock } from "../pipeline/clock.ts";
import { EXIT_FAILED, EXIT_OK, EXIT_USAGE } from "./exit-codes.ts";
import {
	type Answers,
	originOf,
	parseHeader,
	STREAM_CHOICES,
	type StreamChoice,
	TEXT_QUESTIONS,
	type TextAnswer,
} from "./init/answers.ts";
import { clickPath } from "./init/click-path.ts";
import { configText } from "./init/config-text.ts";
import { InitFailure, makeKeyAndCertificate, write } from "./init/files.ts";
import {
	flagsInterview,
	type Interview,
	terminalInterview,
} from "./init/interview.ts";

export type InitOptions = Partial<Record<TextAnswer, string>> & {
	/** By comma. */
	readonly streams?: string;
	readonly eventMonitoring?: boolean;
	readonly overwrite?: boolean;
	readonly doctor?: boolean;
	/** False asks nothing, whatever the terminal. */
	readonly interactive?: boolean;
};

export interface InitSurroundings {
	readonly input: NodeJS.ReadStream;
	readonly output: NodeJS.WriteStream;
	/** Runs doctor with the configuration that was written, and gives its exit code. */
	readonly doctor: (file: string) => Promise<number>;
}

export async function init(
	options: InitOptions,
	surroundings: InitSurroundings,
): Promise<number> {
	const { input, output } = surroundings;
	const problems = flagProblems(options);
	const asks =
		options.interactive !== false && input.isTTY && output.isTTY === true;
	if (!asks) problems.push(...missing(options));
	if (problems.length > 0) {
		for (const problem of problems) console.error(problem);
		return EXIT_USAGE;
	}
	const interview = asks
		? terminalInterview({ input, output })
		: flagsInterview((text) => output.write(`${text}\n`));
	try {
		return await conduct(options, interview, surroundings.doctor);
	} catch (error) {
		if (!(error instanceof InitFailure)) throw error;
		console.error(error.message);
		return EXIT_FAILED;
	}
}

async function conduct(
	options: InitOptions,
	interview: Interview,
	doctor: InitSurroundings["doctor"],
): Promise<number> {
	const text = (key: TextAnswer) => interview.text(key, options[key]);
	const needed = async (key: TextAnswer) => (await text(key)) ?? "";

	const instanceUrl = originOf(await needed("instanceUrl"));
	const username = await needed("username");
	const streams = await interview.streams(streamsOf(options.streams));
	const eventMonitoring = await interview.yesOrNo(
		"Does the org have Salesforce Shield or Event Monitoring?",
		options.eventMonitoring,
		false,
	);
	const keyFile = resolve(await needed("keyFile"));
	const certificateFile = resolve(await needed("certificateFile"));
	const made = await makeKeyAndCertificate({
		keyFile,
		certificateFile,
		mayReplace: (file) =>
			interview.yesOrNo(
				`${file} is there, and is no valid certificate of this key. Overwrite it?`,
				undefined,
				false,
			),
		now: systemClock.now(),
	});
	interview.say(
		`The private key ${keyFile} was ${made.key}${made.key === "made" ? ", for its owner alone: it never leaves this machine" : ""}.`,
	);
	interview.say(
		`The certificate ${certificateFile} was ${made.certificate}. It ends on ${made.validUntil.toISOString().slice(0, 10)}: make a new one before, and upload it.`,
	);
	interview.show(
		"To be done in Salesforce",
		clickPath({ username, certificateFile, streams }),
	);

	const clientId = await text("clientId");
	const endpoint = await needed("endpoint");
	const header = parseHeader((await text("header")) ?? "");
	const output = resolve(await needed("output"));
	const answers: Answers = {
		instanceUrl,
		username,
		clientId,
		keyFile,
		certificateFile,
		streams,
		eventMonitoring,
		endpoint,
		header,
		output,
	};
	const overwrite =
		existsSync(output) &&
		(await interview.yesOrNo(
			`${output} is there already. Overwrite it?`,
			options.overwrite,
			false,
		));
	write(output, configText(answers), overwrite ? "w" : "wx", 0o600);
	interview.say(`The configuration ${output} was written.`);

	const mistakes = validate(output);
	if (mistakes !== undefined) {
		interview.end(`It can't be used as it is:\n${mistakes}`);
		return EXIT_FAILED;
	}
	const command = `salesforce-otlp doctor --config ${output}`;
	const run = await interview.yesOrNo(
		"Run doctor now, which tries everything out? (The app must have been made.)",
		options.doctor,
		true,
	);
	if (!run) {
		interview.end(`Next: ${command}`);
		return EXIT_OK;
	}
	interview.end(command);
	return doctor(output);
}

/** What is wrong with the file, as `validate` says it. */
function validate(file: string): string | undefined {
	try {
		loadConfig(readConfigSources([file]), process.env);
		return undefined;
	} catch (error) {
		if (!(error instanceof ConfigError)) throw error;
		return error.message;
	}
}

function flagProblems(options: InitOptions): string[] {
	const problems: string[] = [];
	for (const key of Object.keys(TEXT_QUESTIONS) as TextAnswer[]) {
		const given = options[key];
		const { flag, problem } = TEXT_QUESTIONS[key];
		const found = given === undefined ? undefined : problem(given);
		if (found !== undefined) problems.push(`${flag} ${given}: ${found}`);
	}
	const known = new Set<string>(STREAM_CHOICES.map(({ value }) => value));
	const unknown = streamsOf(options.streams)?.filter(
		(name) => !known.has(name),
	);
	if (unknown !== undefined && unknown.length > 0) {
		problems.push(
			`--streams: there is no ${unknown.join(", ")}; there are ${[...known].join(", ")}`,
		);
	}
	return problems;
}

/** Before anything is made: what nobody can be asked for. */
function missing(options: InitOptions): string[] {
	const needed = (["instanceUrl", "username"] as const).filter(
		(key) => options[key] === undefined,
	);
	const problems = needed.map(
		(key) =>
			`${TEXT_QUESTIONS[key].flag} is needed: there is no terminal to ask on`,
	);
	const output = options.output ?? TEXT_QUESTIONS.output.fallback;
	if (existsSync(output) && options.overwrite !== true) {
		problems.push(
			`${output} is there already, and nothing is overwritten without asking: name another file with --output, or add --overwrite`,
		);
	}
	return problems;
}

function streamsOf(text: string | undefined): StreamChoice[] | undefined {
	return text?.split(",").map((name) => name.trim() as StreamChoice);
}
